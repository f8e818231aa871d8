package boot

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"microconsent/internal/consent"
)

// observer counts what the use cases report. Names follow the Prometheus conventions:
// base units, _total for counters; no label holds a host or an id.
type observer struct {
	jobs       *prometheus.CounterVec
	jobTime    *prometheus.HistogramVec
	analyses   *prometheus.CounterVec
	engineTime prometheus.Histogram
	dispatched *prometheus.CounterVec
	swept      *prometheus.CounterVec
}

// newRegistry makes the registry of one process with the Go and process collectors.
func newRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

func newObserver(r prometheus.Registerer) *observer {
	o := &observer{
		jobs:       counter("jobs_ended_total", "Jobs that reached an end.", "queue", "state"),
		analyses:   counter("analyses_total", "Sources that the engine judged.", "kind", "status"),
		dispatched: counter("jobs_dispatched_total", "Wake-ups given to the queue.", "queue"),
		swept:      counter("sweeper_jobs_total", "Jobs that the sweeper released or dispatched.", "action"),
		jobTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "microconsent_job_duration_seconds",
			Help: "Time from submission to the job's end.", Buckets: prometheus.ExponentialBuckets(0.05, 2, 14)}, []string{"queue"}),
		engineTime: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "microconsent_engine_duration_seconds",
			Help: "Time that the engine took for one source.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 16)}),
	}
	r.MustRegister(o.jobs, o.jobTime, o.analyses, o.engineTime, o.dispatched, o.swept)
	return o
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "microconsent_" + name, Help: help}, labels)
}

func (o *observer) JobEnded(queue consent.Priority, state consent.JobState, took time.Duration) {
	o.jobs.WithLabelValues(string(queue), string(state)).Inc()
	o.jobTime.WithLabelValues(string(queue)).Observe(took.Seconds())
}

func (o *observer) AnalysisDone(kind consent.SourceKind, status consent.Status, took time.Duration) {
	o.analyses.WithLabelValues(string(kind), string(status)).Inc()
	o.engineTime.Observe(took.Seconds())
}

func (o *observer) Dispatched(queue consent.Priority) {
	o.dispatched.WithLabelValues(string(queue)).Inc()
}

func (o *observer) Swept(released, dispatched int) {
	o.swept.WithLabelValues("released").Add(float64(released))
	o.swept.WithLabelValues("dispatched").Add(float64(dispatched))
}
