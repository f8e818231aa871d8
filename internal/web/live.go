package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/page"
)

const (
	lookEvery = time.Second      // how often the stream looks at the job
	pingEvery = 15               // looks without news after which it says something anyway
	streamFor = 10 * time.Minute // after which the browser connects anew, so that a stop of the server waits for nobody
)

// jobLive streams the progress (Server-Sent Events): each message is the changed part of
// the page as HTML, the event "done" the end.
func (p *pages) jobLive(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	v, err := p.jobView(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	httpx.Unbound(c)
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the messages back
	c.Status(http.StatusOK)
	s := &stream{out: c.Writer}
	ctx, cancel := context.WithTimeout(c.Request.Context(), streamFor)
	defer cancel()
	httpx.Note(c.Request.Context(), p.follow(ctx, s, httpx.Actor(c), id, v))
	return nil
}

// follow writes the progress until the job ends, the reader leaves or the time is up.
func (p *pages) follow(ctx context.Context, s *stream, actor consent.Actor, id consent.ID, v page.Job) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		if err := s.send(ctx, v); err != nil || v.Ended() {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
		var err error
		if v, err = p.jobView(ctx, actor, id); err != nil {
			return err
		}
	}
}

// stream is an open answer of events.
type stream struct {
	out     gin.ResponseWriter
	last    string
	stage   string
	silence int
}

// send writes the progress where it changed; the step that began is announced once.
func (s *stream) send(ctx context.Context, v page.Job) error {
	if stage := stageNow(v); stage != s.stage {
		if s.stage != "" {
			v.Announce = stage
		}
		s.stage = stage
	}
	var part bytes.Buffer
	if err := page.JobProgress(v).Render(ctx, &part); err != nil {
		return err
	}
	text := part.String()
	switch {
	case text != s.last:
		s.last, s.silence = text, 0
		text = event("", text)
	case s.silence < pingEvery:
		s.silence++
		text = ""
	default:
		s.silence, text = 0, ": still here\n\n"
	}
	if v.Ended() {
		text += event("done", string(v.State))
	}
	if text == "" {
		return nil
	}
	if _, err := s.out.WriteString(text); err != nil {
		return err
	}
	s.out.Flush()
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

// event is one message in the form of the HTML standard, section 9.2.
func event(name, data string) string {
	var out strings.Builder
	if name != "" {
		fmt.Fprintf(&out, "event: %s\n", name)
	}
	for line := range strings.Lines(data) {
		fmt.Fprintf(&out, "data: %s\n", strings.TrimRight(line, "\r\n"))
	}
	out.WriteString("\n")
	return out.String()
}
