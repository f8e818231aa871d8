package boot

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"text/tabwriter"

	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/worker"
)

func (in *Instance) startWorker(ctx context.Context, cfg config.Config, log *slog.Logger, roles Roles) (jobServer, error) {
	if !roles.Worker {
		return jobServer{}, nil
	}
	queues := roles.Queues
	if len(queues) == 0 {
		queues = cfg.WorkerQueues
	}
	w := worker.New(in.App, worker.Options{
		ID: IDs{}.NewID(), Heart: in.App, Redis: in.redis, Name: workerName(roles.Name), Queues: queues, Concurrency: cmp.Or(roles.Concurrency, cfg.WorkerConcurrency),
		Strict: cfg.WorkerStrict, Grace: cfg.ShutdownTimeout, Log: log, Trace: in.tracer(),
	})
	if err := w.Start(ctx); err != nil {
		return jobServer{}, err
	}
	return jobServer{w}, nil
}

// PrintWorkers writes the workers with what they run, and the queues with their depth.
func (in *Instance) PrintWorkers(ctx context.Context, out io.Writer) error {
	actor := consent.SystemActor(consent.DefaultWorkspaceID, "command line")
	workers, err := in.App.Workers(ctx, actor)
	if err != nil {
		return err
	}
	queues, err := in.App.Queues(ctx, actor)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "WORKER\tQUEUES\tSTATE\tRUNNING\tCURRENT JOB\tSINCE\tSEEN")
	for _, w := range workers {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d/%d\t%s\t%s\t%s\n", w.Name, consent.QueueNames(w.Queues), stateOf(w), len(w.Jobs), w.Concurrency, current(w),
			w.StartedAt.Format(sinceFormat), w.SeenAt.Format(sinceFormat))
	}
	fmt.Fprintln(t, "\nQUEUE\tQUEUED\tRUNNING\tFAILED\tDEAD\tSTATE")
	for _, q := range queues {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%s\n", q.Queue, q.Counts[consent.JobQueued], q.Counts[consent.JobRunning],
			q.Counts[consent.JobFailed], q.Counts[consent.JobDead], pauseText(q.Pause))
	}
	return t.Flush()
}

const sinceFormat = "2006-01-02 15:04:05Z"

func stateOf(w consent.Worker) string {
	if w.Stale {
		return "stale"
	}
	return string(w.State)
}

// current is the job that runs longest, and since when.
func current(w consent.Worker) string {
	if len(w.Jobs) == 0 {
		return "-"
	}
	job := w.Jobs[0]
	text := string(job.ID)
	if job.StartedAt != nil {
		text += " since " + job.StartedAt.Format(sinceFormat)
	}
	return text
}

func pauseText(p *consent.QueuePause) string {
	if p == nil {
		return "active"
	}
	return "paused since " + p.PausedAt.Format(sinceFormat) + " by " + p.PausedBy
}
