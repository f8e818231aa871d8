package boot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"microconsent/internal/config"
	"microconsent/internal/consent"
)

// observe serves /metrics, /livez and /readyz on the listener for them, when one is set; the
// returned function stops it. So workers can be watched, which serve nothing else, and the
// web role's metrics kept off its public address.
func (in *Instance) observe(ctx context.Context, cfg config.Config, log *slog.Logger) (stop func(), err error) {
	if cfg.MetricsListen == "" {
		return func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.MetricsListen)
	if err != nil {
		return nil, consent.Wrap(err, consent.Unavailable, "Cannot listen on %s.", cfg.MetricsListen)
	}
	server := &http.Server{Handler: observed(in.metrics, in.App.Ready), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the listener for metrics ended", "error", err)
		}
	}()
	log.Info("metrics are served", "address", listener.Addr().String())
	return func() {
		_ = server.Close()
		<-ended
	}, nil
}

// readyWithin bounds one readiness check.
const readyWithin = 5 * time.Second

func observed(metrics prometheus.Gatherer, ready func(context.Context) error) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
		defer cancel()
		if err := ready(ctx); err != nil {
			http.Error(w, consent.MessageOf(err), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	return mux
}
