package boot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"microconsent/internal/consent"
)

// measured counts and traces what became of fetched pages.
type measured struct {
	consent.Capturer
	outcomes *prometheus.CounterVec
	took     prometheus.Histogram
	bytes    prometheus.Counter
	trace    consent.Tracer
}

func measure(c consent.Capturer, r prometheus.Registerer, trace consent.Tracer) consent.Capturer {
	m := measured{Capturer: c, trace: trace,
		outcomes: counter("captures_total", "Addresses that were fetched, by outcome: ok or the code of the error.", "outcome"),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{Name: namespace + "capture_duration_seconds", Help: "Time to fetch one address, with its redirects.",
			Buckets: prometheus.ExponentialBuckets(0.01, 2, 13)}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{Name: namespace + "capture_bytes_total", Help: "Bytes of what was fetched, unpacked."}),
	}
	r.MustRegister(m.outcomes, m.took, m.bytes)
	return m
}

// Fetch implements consent.Capturer.
func (m measured) Fetch(ctx context.Context, url string) (consent.Capture, error) {
	ctx, span := m.trace.Begin(ctx, "fetch", consent.SpanClient)
	begin := time.Now()
	got, err := m.Capturer.Fetch(ctx, url)
	outcome := "ok"
	if err != nil {
		outcome = string(consent.CodeOf(err))
	}
	span.Set("microconsent.bytes", len(got.Body))
	span.End(err)
	m.outcomes.WithLabelValues(outcome).Inc()
	m.took.Observe(time.Since(begin).Seconds())
	m.bytes.Add(float64(len(got.Body)))
	return got, err
}
