package boot

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"microconsent/internal/consent"
)

func TestObserverCounts(t *testing.T) {
	t.Parallel()
	r := newRegistry()
	o := newObserver(r)
	o.JobEnded(consent.PriorityHigh, consent.JobSucceeded, 2*time.Second)
	o.JobEnded(consent.PriorityHigh, consent.JobSucceeded, time.Second)
	o.JobEnded(consent.PriorityLow, consent.JobDead, time.Minute)
	o.AnalysisDone(consent.SourceHTML, consent.StatusCompleted, 3*time.Millisecond)
	o.Dispatched(consent.PriorityDefault)
	o.Swept(1, 2)
	w := httptest.NewRecorder()
	promhttp.HandlerFor(r, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`microconsent_jobs_ended_total{queue="high",state="succeeded"} 2`,
		`microconsent_jobs_ended_total{queue="low",state="dead"} 1`,
		`microconsent_job_duration_seconds_sum{queue="high"} 3`,
		`microconsent_analyses_total{kind="html",status="completed"} 1`,
		`microconsent_jobs_dispatched_total{queue="default"} 1`,
		`microconsent_sweeper_jobs_total{action="dispatched"} 2`,
		`microconsent_sweeper_jobs_total{action="released"} 1`,
		`go_goroutines `,
	} {
		if !strings.Contains(w.Body.String(), "\n"+want) {
			t.Errorf("%s is missing", want)
		}
	}
}
