package app

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
)

const (
	// batchChunk is how many sources of a batch are stored in one transaction.
	batchChunk = 100
	// batchText is how much of a refused line the report repeats, in bytes.
	batchText = 500
	// batchWindow is the time over which the rate of a batch is measured.
	batchWindow = time.Minute
)

// NewBatch is a batch to submit. Total is the number of its sources, counted before.
type NewBatch struct {
	Name     string
	Kind     consent.BatchKind
	Total    int
	Options  consent.Options
	Priority consent.Priority // "" means low
}

// BatchProgress is a batch with how far its analyses are.
type BatchProgress struct {
	consent.Batch
	Counts consent.BatchCounts
	Rate   float64       // analyses that ended a second, over the last minute
	Left   time.Duration // until all have ended at that rate; 0 when unknown or done
}

// Ended is the number of analyses that ended, also of those that were removed since.
func (b BatchProgress) Ended() int { return max(0, b.Accepted-b.Counts.Waiting()) }

// SubmitBatch reads a batch and stores each of its sources as an analysis with its job, a
// hundred at a time: each hundred is a transaction with its audit event. A source that is
// refused is noted and stops no other. When the reading breaks off, what was taken stays and
// the batch says why. The error is about the batch as a whole: then there is none.
func (a *App) SubmitBatch(ctx context.Context, actor consent.Actor, in NewBatch, items iter.Seq2[consent.BatchItem, error]) (consent.Batch, error) {
	batch, err := a.newBatch(actor, in)
	if err != nil {
		return batch, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.CreateBatch(ctx, batch); err != nil {
			return err
		}
		return a.recordChange(ctx, tx, actor, "batch.create", "batch/"+string(batch.ID), change{After: map[string]string{
			"name": batch.Name, "kind": string(batch.Kind), "sources": strconv.Itoa(batch.Total), "priority": string(batch.Priority)}})
	})
	if err != nil {
		return batch, err
	}
	r := &batchReader{App: a, actor: actor, batch: batch}
	r.end(ctx, r.read(ctx, items))
	a.Log.InfoContext(ctx, "batch read", "batch_id", batch.ID, "state", r.batch.State, "accepted", r.batch.Accepted, "refused", r.batch.Refused)
	return r.batch, nil
}

func (a *App) newBatch(actor consent.Actor, in NewBatch) (consent.Batch, error) {
	var batch consent.Batch
	if err := allow(actor, maySubmit); err != nil {
		return batch, err
	}
	options, err := CheckOptions(in.Options)
	if err != nil {
		return batch, err
	}
	priority := consent.PriorityLow
	if in.Priority != "" {
		if priority, err = consent.ParsePriority(string(in.Priority)); err != nil {
			return batch, err
		}
	}
	switch {
	case in.Total <= 0:
		return batch, consent.InvalidField("file", "There is no source in the upload.")
	case in.Total > consent.MaxBatchSources:
		return batch, consent.InvalidField("file", "A batch may have at most %d sources; this one has %d.", consent.MaxBatchSources, in.Total)
	}
	now := a.now()
	return consent.Batch{ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, CreatedAt: now, UpdatedAt: now, CreatedBy: actor.Name, Name: shorten(in.Name, batchText),
		Kind: in.Kind, State: consent.BatchReading, Priority: priority, Options: options, Total: in.Total}, nil
}

// batchReader is the reading of one batch.
type batchReader struct {
	*App
	actor   consent.Actor
	batch   consent.Batch
	jobs    []accepted
	refused []consent.BatchError
}

func (r *batchReader) read(ctx context.Context, items iter.Seq2[consent.BatchItem, error]) error {
	n := 0
	for item, err := range items {
		if err != nil { // what came before it is sound
			if flushed := r.flush(ctx); flushed != nil {
				return flushed
			}
			return err
		}
		if n++; n > consent.MaxBatchSources {
			return consent.Errorf(consent.Invalid, "A batch may have at most %d sources; the rest was left out.", consent.MaxBatchSources)
		}
		if err := r.add(ctx, item); err != nil {
			return err
		}
		if len(r.jobs)+len(r.refused) >= batchChunk {
			if err := r.flush(ctx); err != nil {
				return err
			}
		}
	}
	return r.flush(ctx)
}

// add takes one source, or notes why not. An error is not the source's own fault.
func (r *batchReader) add(ctx context.Context, item consent.BatchItem) error {
	err := item.Err
	if err == nil {
		err = r.take(ctx, item)
	}
	switch code := consent.CodeOf(err); {
	case err == nil:
		return nil
	case code == consent.Invalid || code == consent.TooLarge || code == consent.Unsupported:
		r.refused = append(r.refused, consent.BatchError{Line: item.Line, Text: shorten(item.Text, batchText), Message: consent.MessageOf(err)})
		return nil
	}
	return err
}

func (r *batchReader) take(ctx context.Context, item consent.BatchItem) error {
	in := Submission{URL: item.URL, Body: item.Body, Name: item.Name, Options: r.batch.Options, Priority: r.batch.Priority}
	got, err := r.accept(ctx, r.actor, in, r.batch.ID)
	if err == nil {
		r.jobs = append(r.jobs, got)
	}
	return err
}

// flush stores what was read since the last time and wakes workers.
func (r *batchReader) flush(ctx context.Context) error {
	if len(r.jobs)+len(r.refused) == 0 {
		return nil
	}
	next := r.batch
	next.Accepted, next.Refused, next.UpdatedAt = next.Accepted+len(r.jobs), next.Refused+len(r.refused), r.now()
	err := r.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		for i := range r.jobs {
			if err := r.storeAccepted(ctx, tx, &r.jobs[i]); err != nil {
				return err
			}
		}
		if err := tx.AddBatchErrors(ctx, next.WorkspaceID, next.ID, r.refused); err != nil {
			return err
		}
		if err := tx.SaveBatch(ctx, next); err != nil {
			return err
		}
		return r.record(ctx, tx, r.actor, "batch.submit", "batch/"+string(next.ID),
			map[string]string{"accepted": strconv.Itoa(len(r.jobs)), "refused": strconv.Itoa(len(r.refused))})
	})
	if err != nil {
		return err
	}
	r.batch = next
	var waiting []consent.Job
	for _, each := range r.jobs {
		if each.known {
			r.Observer.JobEnded(each.job.Queue, each.job.State, 0)
			continue
		}
		waiting = append(waiting, each.job)
	}
	r.wakeMany(ctx, waiting)
	r.jobs, r.refused = r.jobs[:0], r.refused[:0]
	return nil
}

// end notes how the reading ended, also when the caller went away.
func (r *batchReader) end(ctx context.Context, err error) {
	r.batch.State, r.batch.UpdatedAt = consent.BatchRead, r.now()
	if err != nil {
		r.batch.State = consent.BatchBroken
		r.batch.Failure = &consent.Failure{Code: consent.CodeOf(err), Message: consent.MessageOf(err)}
		r.Log.WarnContext(ctx, "a batch broke off", "batch_id", r.batch.ID, "error", err)
	}
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if err := r.Store.SaveBatch(settle, r.batch); err != nil {
		r.Log.WarnContext(ctx, "could not note the end of a batch", "batch_id", r.batch.ID, "error", err)
	}
}

func shorten(s string, most int) string {
	return strings.ToValidUTF8(s[:min(len(s), most)], "\uFFFD")
}

// Batch returns a batch with how far its analyses are.
func (a *App) Batch(ctx context.Context, actor consent.Actor, id consent.ID) (BatchProgress, error) {
	if err := allow(actor, mayRead); err != nil {
		return BatchProgress{}, err
	}
	batch, err := a.Store.Batch(ctx, actor.WorkspaceID, id)
	if err != nil {
		return BatchProgress{}, err
	}
	now := a.now()
	window := min(batchWindow, max(now.Sub(batch.CreatedAt), time.Second))
	counts, err := a.Store.CountBatch(ctx, actor.WorkspaceID, id, now.Add(-window))
	out := BatchProgress{Batch: a.settledBatch(batch), Counts: counts, Rate: float64(counts.Recent) / window.Seconds()}
	if left := counts.Waiting(); left > 0 && out.Rate > 0 {
		out.Left = time.Duration(float64(left) / out.Rate * float64(time.Second)).Round(time.Second)
	}
	return out, err
}

// settledBatch tells a batch whose reader died.
func (a *App) settledBatch(b consent.Batch) consent.Batch {
	if b.State == consent.BatchReading && a.now().Sub(b.UpdatedAt) > consent.BatchSilence {
		b.State = consent.BatchBroken
		b.Failure = &consent.Failure{Code: consent.Internal, Message: "The reading of the batch was cut off. What was taken before is analysed."}
	}
	return b
}

// Batches lists batches, newest first.
func (a *App) Batches(ctx context.Context, actor consent.Actor, cursor *consent.Cursor, limit int) (consent.Page[consent.Batch], error) {
	if err := allow(actor, mayRead); err != nil {
		return consent.Page[consent.Batch]{}, err
	}
	page, err := a.Store.Batches(ctx, actor.WorkspaceID, cursor, limit)
	for i, b := range page.Items {
		page.Items[i] = a.settledBatch(b)
	}
	return page, err
}

// BatchErrors yields what was refused of a batch behind a line, by line, page by page. An error
// is the last thing that it yields.
func (a *App) BatchErrors(ctx context.Context, actor consent.Actor, id consent.ID, after int) iter.Seq2[consent.BatchError, error] {
	return func(yield func(consent.BatchError, error) bool) {
		if _, err := a.Batch(ctx, actor, id); err != nil {
			yield(consent.BatchError{}, err)
			return
		}
		for {
			found, err := a.Store.BatchErrors(ctx, actor.WorkspaceID, id, after, consent.MaxLimit)
			if err != nil {
				yield(consent.BatchError{}, err)
				return
			}
			for _, each := range found {
				if after = each.Line; !yield(each, nil) {
					return
				}
			}
			if len(found) < consent.MaxLimit {
				return
			}
		}
	}
}

// CancelBatch cancels the analyses of a batch that wait or run, and says how many.
func (a *App) CancelBatch(ctx context.Context, actor consent.Actor, id consent.ID) (int, error) {
	if err := allow(actor, maySubmit); err != nil {
		return 0, err
	}
	if _, err := a.Store.Batch(ctx, actor.WorkspaceID, id); err != nil {
		return 0, err
	}
	f := consent.Filter{Batch: []string{string(id)}, Status: []consent.Status{consent.StatusQueued, consent.StatusRunning}, Archived: consent.ArchivedWith, Limit: consent.MaxLimit}
	canceled := 0
	for {
		page, err := a.Store.Analyses(ctx, actor.WorkspaceID, f)
		if err != nil {
			return canceled, err
		}
		for _, each := range page.Items {
			_, err := a.CancelJob(ctx, actor, each.JobID)
			switch code := consent.CodeOf(err); {
			case err == nil:
				canceled++
			case code != consent.Conflict && code != consent.NotFound:
				return canceled, err
			}
		}
		if f.Cursor = page.Next; page.Next == nil {
			return canceled, nil
		}
	}
}
