package httpx

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// readyWithin bounds one readiness check.
const readyWithin = 5 * time.Second

// RegisterHealth adds /livez (the process answers), /readyz (ready does: database,
// queue, migrations) and /metrics. They need no key: nothing they say names a host, a
// URL or a person.
func RegisterHealth(s *Server, ready func(context.Context) error, metrics prometheus.Gatherer) {
	open := s.Open()
	open.GET("/livez", func(c *gin.Context) { ok(c) })
	open.GET("/readyz", Wrap(func(c *gin.Context) error {
		ctx, cancel := context.WithTimeout(c.Request.Context(), readyWithin)
		defer cancel()
		if err := ready(ctx); err != nil {
			return WithStatus(http.StatusServiceUnavailable, err)
		}
		ok(c)
		return nil
	}))
	open.GET("/metrics", gin.WrapH(promhttp.HandlerFor(metrics, promhttp.HandlerOpts{})))
}

func ok(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
}
