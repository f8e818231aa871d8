package boot

import (
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// namespace begins the name of every metric of ours. Names follow the Prometheus
// conventions: base units, _total for counters; no label holds a host, an address or an id.
const namespace = "microconsent_"

// observer counts what the use cases report.
type observer struct {
	jobs        *prometheus.CounterVec
	jobTime     *prometheus.HistogramVec
	waits       *prometheus.HistogramVec
	attempts    *prometheus.CounterVec
	attemptTime *prometheus.HistogramVec
	analyses    *prometheus.CounterVec
	reused      *prometheus.CounterVec
	engineTime  prometheus.Histogram
	engineBytes prometheus.Counter
	dispatched  *prometheus.CounterVec
	swept       *prometheus.CounterVec
}

// newRegistry makes the registry of one process: Go, process and build.
func newRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	engine := detect.Engine()
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: namespace + "build_info", Help: "1; the labels tell the versions.",
		ConstLabels: prometheus.Labels{"version": engine.Version, "ruleset": engine.Ruleset, "goversion": runtime.Version()}})
	build.Set(1)
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), build)
	return r
}

func newObserver(r prometheus.Registerer) *observer {
	long := prometheus.ExponentialBuckets(0.05, 2, 14)
	o := &observer{
		jobs:        counter("jobs_ended_total", "Jobs that reached an end.", "queue", "state"),
		jobTime:     histogram("job_duration_seconds", "Time from submission to the job's end.", long, "queue"),
		waits:       histogram("job_wait_seconds", "Time from when a job was due, at first its submission, to the start of an attempt.", prometheus.ExponentialBuckets(0.01, 2.5, 12), "queue"),
		attempts:    counter("job_attempts_total", "Attempts of jobs by outcome: ok, the code of the error, lost or returned.", "queue", "outcome"),
		attemptTime: histogram("job_attempt_duration_seconds", "Time of one attempt of a job.", long, "queue"),
		analyses:    counter("analyses_total", "Sources that the engine judged.", "kind", "status"),
		reused:      counter("analyses_reused_total", "Analyses that were given a stored result.", "kind"),
		dispatched:  counter("jobs_dispatched_total", "Wake-ups given to the queue.", "queue"),
		swept:       counter("sweeper_jobs_total", "Jobs that the sweeper released or dispatched.", "action"),
		engineTime: prometheus.NewHistogram(prometheus.HistogramOpts{Name: namespace + "engine_duration_seconds",
			Help: "Time that the engine took for one source.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 16)}),
		engineBytes: prometheus.NewCounter(prometheus.CounterOpts{Name: namespace + "engine_bytes_total", Help: "Bytes that the engine judged."}),
	}
	r.MustRegister(o.jobs, o.jobTime, o.waits, o.attempts, o.attemptTime, o.analyses, o.reused, o.engineTime, o.engineBytes, o.dispatched, o.swept)
	for _, q := range consent.Priorities() { // a rate of what never happened is 0, not absent
		for _, state := range consent.JobStates() {
			if state.Ended() {
				o.jobs.WithLabelValues(string(q), string(state))
			}
		}
	}
	return o
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: namespace + name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: namespace + name, Help: help, Buckets: buckets}, labels)
}

func (o *observer) JobStarted(queue consent.Priority, waited time.Duration) {
	o.waits.WithLabelValues(string(queue)).Observe(waited.Seconds())
}

func (o *observer) AttemptEnded(queue consent.Priority, outcome string, took time.Duration) {
	o.attempts.WithLabelValues(string(queue), outcome).Inc()
	o.attemptTime.WithLabelValues(string(queue)).Observe(took.Seconds())
}

func (o *observer) JobEnded(queue consent.Priority, state consent.JobState, took time.Duration) {
	o.jobs.WithLabelValues(string(queue), string(state)).Inc()
	o.jobTime.WithLabelValues(string(queue)).Observe(took.Seconds())
}

func (o *observer) AnalysisDone(kind consent.SourceKind, status consent.Status, bytes int, took time.Duration) {
	o.analyses.WithLabelValues(string(kind), string(status)).Inc()
	o.engineTime.Observe(took.Seconds())
	o.engineBytes.Add(float64(bytes))
}

func (o *observer) AnalysisReused(kind consent.SourceKind) {
	o.reused.WithLabelValues(string(kind)).Inc()
}

func (o *observer) Dispatched(queue consent.Priority) {
	o.dispatched.WithLabelValues(string(queue)).Inc()
}

func (o *observer) Swept(released, dispatched int) {
	o.swept.WithLabelValues("released").Add(float64(released))
	o.swept.WithLabelValues("dispatched").Add(float64(dispatched))
}
