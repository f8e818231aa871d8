package boot

import (
	"log/slog"
	"net/http"

	"microconsent/internal/api"
	"microconsent/internal/boot/redisx"
	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/detect"
	"microconsent/internal/httpx"
	"microconsent/internal/web"
)

// newServer wires pages, API and health routes.
func (in *Instance) newServer(cfg config.Config, base string, log *slog.Logger) (*http.Server, error) {
	sessions := httpx.NewSessions(in.Store, in.App, Clock{}, httpx.IsHTTPS(base))
	server, err := httpx.New(httpx.Options{
		Log: log, IDs: IDs{}, Keys: in.App, Sessions: sessions, BaseURL: base, TrustedProxies: texts(cfg.TrustedProxies),
		AllowedOrigins: cfg.AllowedOrigins, MaxBody: cfg.MaxPayloadBytes, Timeout: cfg.RequestTimeout,
		Limiter: in.newLimiter(), Rates: rates(cfg), Metrics: httpx.NewMetrics(in.metrics), Trace: in.tracer(),
	})
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The settings of the web role do not fit: %v.", err)
	}
	httpx.RegisterHealth(server, in.App.Ready, in.metrics)
	api.Register(server, in.App, detect.Engine().Version)
	web.Register(server, web.Deps{App: in.App, Sessions: sessions, MaxBytes: cfg.MaxPayloadBytes, BaseURL: base})
	return server.HTTP(cfg.Listen), nil
}

func (in *Instance) newLimiter() consent.Limiter {
	limiter := redisx.NewLimiter(in.redis)
	in.onClose(func() { _ = limiter.Close() })
	return limiter
}

func rates(cfg config.Config) httpx.Rates {
	return httpx.Rates{Key: cfg.RateLimitKey, Address: cfg.RateLimitAddress, Login: cfg.RateLimitLogin, BadKey: cfg.RateLimitLogin}
}

func texts[T interface{ String() string }](in []T) []string {
	out := make([]string, len(in))
	for i, each := range in {
		out[i] = each.String()
	}
	return out
}
