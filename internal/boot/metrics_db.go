package boot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"microconsent/internal/consent"
	"microconsent/internal/store"
	"microconsent/internal/tracing"
)

// watcher measures the statements of the database and logs the slow ones.
type watcher struct {
	took   *prometheus.HistogramVec
	failed *prometheus.CounterVec
	slow   time.Duration // 0: none is logged
	log    *slog.Logger
	trace  *tracing.Tracer // nil: none
}

// watch registers the metrics of the database and makes the store tell of its statements.
func watch(s *store.Store, r prometheus.Registerer, slow time.Duration, log *slog.Logger, trace *tracing.Tracer) {
	w := &watcher{slow: slow, log: log, trace: trace,
		took:   histogram("db_query_duration_seconds", "Time of one statement, with the reading of its rows.", prometheus.ExponentialBuckets(0.0002, 2.5, 12), "kind"),
		failed: counter("db_query_errors_total", "Statements that failed.", "kind"),
	}
	r.MustRegister(w.took, w.failed, collectors.NewDBStatsCollector(s.Pool(), "main"))
	s.Watch(w.see)
}

func (w *watcher) see(ctx context.Context, s store.Statement) {
	w.took.WithLabelValues(s.Kind).Observe(s.Took.Seconds())
	if s.Err != nil {
		w.failed.WithLabelValues(s.Kind).Inc()
	}
	if w.trace != nil && tracing.Following(ctx) { // what nobody asked for, such as the sweeper's rounds, makes no trace
		w.trace.Past(ctx, s.Kind, s.Began, s.Took, s.Err, "db.operation.name", s.Kind, "db.query.text", s.Text())
	}
	if w.slow > 0 && s.Took >= w.slow {
		w.log.WarnContext(ctx, "slow query", "took", s.Took.Round(time.Millisecond), "kind", s.Kind, "query", s.Text(), "failed", s.Err != nil)
	}
}

const (
	// depthTime bounds the question of a scrape to the database.
	depthTime = 2 * time.Second
	// depthAge is how long its answer serves others that scrape.
	depthAge = 2 * time.Second
)

// depth tells of waiting and running jobs when it is asked. What it says is about the
// installation, the same from every process.
type depth struct {
	open   func(context.Context) ([]store.OpenJobs, error)
	now    func() time.Time
	count  *prometheus.Desc
	oldest *prometheus.Desc

	mu     sync.Mutex
	asked  time.Time
	answer []store.OpenJobs
	err    error
}

func newDepth(open func(context.Context) ([]store.OpenJobs, error), now func() time.Time) *depth {
	return &depth{open: open, now: now,
		count:  prometheus.NewDesc(namespace+"jobs", "Jobs of the installation that wait or run now.", []string{"queue", "state"}, nil),
		oldest: prometheus.NewDesc(namespace+"jobs_oldest_seconds", "How long the job that was due first has been due.", []string{"queue", "state"}, nil)}
}

// Describe implements prometheus.Collector.
func (d *depth) Describe(out chan<- *prometheus.Desc) {
	out <- d.count
	out <- d.oldest
}

// Collect implements prometheus.Collector. While the database is away it says nothing: a
// number of jobs would be a lie, and the other metrics must still come.
func (d *depth) Collect(out chan<- prometheus.Metric) {
	found, err := d.ask()
	if err != nil {
		return
	}
	now := d.now()
	for _, queue := range consent.Priorities() {
		for _, state := range []consent.JobState{consent.JobQueued, consent.JobRunning} {
			count, age := 0, time.Duration(0)
			for _, o := range found {
				if o.Queue == queue && o.State == state {
					count, age = o.Count, max(0, now.Sub(o.Since))
				}
			}
			out <- prometheus.MustNewConstMetric(d.count, prometheus.GaugeValue, float64(count), string(queue), string(state))
			out <- prometheus.MustNewConstMetric(d.oldest, prometheus.GaugeValue, age.Seconds(), string(queue), string(state))
		}
	}
}

func (d *depth) ask() ([]store.OpenJobs, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := d.now(); now.Sub(d.asked) > depthAge {
		ctx, cancel := context.WithTimeout(context.Background(), depthTime)
		defer cancel()
		d.answer, d.err = d.open(ctx)
		d.asked = now
	}
	return d.answer, d.err
}
