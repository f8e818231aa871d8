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
		Redis: in.redis, Name: workerName(roles.Name), Queues: queues, Concurrency: cmp.Or(roles.Concurrency, cfg.WorkerConcurrency),
		Strict: cfg.WorkerStrict, Grace: cfg.ShutdownTimeout, Log: log,
	})
	if err := w.Start(ctx); err != nil {
		return jobServer{}, err
	}
	return jobServer{w}, nil
}

// PrintWorkers writes the live workers and the depth of the queues.
func (in *Instance) PrintWorkers(ctx context.Context, out io.Writer) error {
	workers, err := in.queue.Workers(ctx)
	if err != nil {
		return err
	}
	depths, err := in.App.CountJobs(ctx, consent.SystemActor(consent.DefaultWorkspaceID, "command line"))
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "WORKER\tQUEUES\tSTATE\tRUNNING\tSINCE")
	for _, w := range workers {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\n", w.Name, w.Queues, w.State, w.Running, w.Since.Format("2006-01-02 15:04:05Z"))
	}
	fmt.Fprintln(t, "\nQUEUE\tQUEUED\tRUNNING")
	for _, q := range consent.Priorities() {
		fmt.Fprintf(t, "%s\t%d\t%d\n", q, depth(depths, q, consent.JobQueued), depth(depths, q, consent.JobRunning))
	}
	return t.Flush()
}

func depth(counts []consent.QueueCount, q consent.Priority, s consent.JobState) int {
	for _, c := range counts {
		if c.Queue == q && c.State == s {
			return c.Count
		}
	}
	return 0
}
