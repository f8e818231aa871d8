package store

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// JobEvents implements consent.JobStore. The database itself keeps the trail, by a trigger,
// so that no way of changing a job can forget it.
func (s *Store) JobEvents(ctx context.Context, workspace, id consent.ID, after int) ([]consent.JobEvent, error) {
	var row jobRow
	err := s.db.NewSelect().Model(&row).Column("id", "state", "attempt", "percent", "stage", "last_error", "created_at", "ended_at", "trail").
		Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	events := eventsOf(id, row.Trail)
	if first := row.firstEvent(); len(events) == 0 || events[0].ID == 2 {
		events = append([]consent.JobEvent{first}, events...)
	}
	for len(events) > 0 && events[0].ID <= after {
		events = events[1:]
	}
	return events, nil
}

// firstEvent is the row as it was made: queued, but for a job that was answered at once and
// for one from before there was a trail.
func (r jobRow) firstEvent() consent.JobEvent {
	e := consent.JobEvent{ID: 1, JobID: r.ID, At: r.CreatedAt.UTC(), State: consent.JobQueued, Progress: consent.Progress{Stage: stageQueued}}
	if r.Trail == "" && r.State != consent.JobQueued {
		e.State, e.Attempt, e.Progress = r.State, r.Attempt, consent.Progress{Percent: r.Percent, Stage: r.Stage}
		if r.State != consent.JobRunning && r.State != consent.JobSucceeded {
			e.Failure = r.LastError.V
		}
		if r.EndedAt != nil {
			e.At = r.EndedAt.UTC()
		}
	}
	return e
}

// eventsOf reads a trail. Its first line may be cut; that one and what cannot be read is left
// out.
func eventsOf(id consent.ID, trail string) []consent.JobEvent {
	var out []consent.JobEvent
	for line := range strings.Lines(trail) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 7)
		if len(fields) != 7 {
			continue
		}
		number, err := strconv.Atoi(fields[0])
		at, timeErr := trailTime(fields[5])
		if err != nil || timeErr != nil || len(out) > 0 && out[len(out)-1].ID >= number {
			continue
		}
		e := consent.JobEvent{ID: number, JobID: id, At: at, State: consent.JobState(fields[1])}
		e.Attempt, _ = strconv.Atoi(fields[2]) // written from integers
		e.Progress.Percent, _ = strconv.Atoi(fields[3])
		e.Progress.Stage = fields[4]
		if fields[6] != "" && json.Unmarshal([]byte(fields[6]), &e.Failure) != nil {
			e.Failure = nil
		}
		out = append(out, e)
	}
	return out
}

// trailTime reads the time of either database.
func trailTime(s string) (time.Time, error) {
	at, err := time.Parse("2006-01-02 15:04:05.999999999Z07:00", s)
	if err != nil {
		at, err = time.Parse("2006-01-02 15:04:05.999999999", s)
	}
	return at.UTC(), err
}
