package web

import (
	"bytes"
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/page"
)

const (
	// countEvery is the number of seconds after which the depth of the queue is read again.
	countEvery = 5
	// streamFor is the time after which the browser connects anew.
	streamFor = 10 * time.Minute
)

// jobLive streams the progress (Server-Sent Events): each message is the changed part of
// the page as HTML, the event "done" the end. What changed comes from signals between the
// processes; the time that passes is drawn without asking the database.
func (p *pages) jobLive(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	v, err := p.jobView(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	events := httpx.Events(c)
	ctx, cancel := context.WithTimeout(c.Request.Context(), streamFor)
	defer cancel()
	s := &stream{pages: p, ctx: ctx, out: events, actor: httpx.Actor(c), id: id, now: v}
	if err = s.show(); err == nil && !v.Ended() {
		err = httpx.Feed(ctx, events, p.App.WatchJob(ctx, s.actor, id, 0), s.take, s.tick)
	}
	httpx.Note(c.Request.Context(), err)
	return nil
}

// stream is the progress of one job as one browser sees it.
type stream struct {
	*pages
	ctx   context.Context
	out   *httpx.EventStream
	actor consent.Actor
	id    consent.ID
	event int      // number of the last change
	now   page.Job // as it is known
	ticks int
	last  string
	stage string
}

// take shows the job as it is after a change.
func (s *stream) take(events []consent.JobEvent) (err error) {
	s.event = events[len(events)-1].ID
	if s.now, err = s.jobView(s.ctx, s.actor, s.id); err != nil {
		return err
	}
	return s.show()
}

// tick shows the time that passed; who waits also learns how many do.
func (s *stream) tick() error {
	s.ticks++
	if s.now.State == consent.JobQueued && s.ticks%countEvery == 0 {
		v, err := s.jobView(s.ctx, s.actor, s.id)
		if err != nil {
			return err
		}
		s.now = v
	}
	s.now.Elapsed = s.Now().Sub(s.now.Since)
	return s.show()
}

// show writes the progress where it changed; the step that began is announced once.
func (s *stream) show() error {
	v := s.now
	if stage := stageNow(v); stage != s.stage {
		if s.stage != "" {
			v.Announce = stage
		}
		s.stage = stage
	}
	var part bytes.Buffer
	if err := page.JobProgress(v).Render(s.ctx, &part); err != nil {
		return err
	}
	if text := part.String(); text != s.last {
		s.last = text
		if err := s.out.Send(s.event, "", text); err != nil {
			return err
		}
	}
	if v.Ended() {
		return s.out.Send(0, "done", string(v.State))
	}
	return nil
}

func stageNow(v page.Job) string {
	if v.Ended() {
		return label.JobState(v.State)
	}
	for _, step := range v.Steps {
		if step.State == page.StepNow {
			return step.Text
		}
	}
	return ""
}
