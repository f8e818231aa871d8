package httpx

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// Metrics count requests. Labels are the method, the route's template and the status,
// never a path, a host or an id. A nil *Metrics counts nothing.
type Metrics struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

// NewMetrics registers the HTTP metrics.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "microconsent_http_requests_total",
			Help: "HTTP requests answered."}, []string{"method", "route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "microconsent_http_request_duration_seconds",
			Help: "Time from a request's head to the end of its answer.", Buckets: prometheus.DefBuckets}, []string{"method", "route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "microconsent_http_requests_in_flight",
			Help: "HTTP requests being answered."}),
	}
	r.MustRegister(m.requests, m.took, m.inFlight)
	return m
}

func (m *Metrics) begin() func(*gin.Context) {
	if m == nil {
		return func(*gin.Context) {}
	}
	started := time.Now()
	m.inFlight.Inc()
	return func(c *gin.Context) {
		m.inFlight.Dec()
		method, route := methodLabel(c.Request.Method), c.FullPath()
		if route == "" {
			route = "unmatched"
		}
		m.requests.WithLabelValues(method, route, strconv.Itoa(c.Writer.Status())).Inc()
		m.took.WithLabelValues(method, route).Observe(time.Since(started).Seconds())
	}
}

// methodLabel keeps invented methods from making endless series.
func methodLabel(method string) string {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}
	if slices.Contains(known, method) {
		return method
	}
	return "other"
}
