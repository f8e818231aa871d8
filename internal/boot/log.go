package boot

import (
	"context"
	"io"
	"log/slog"

	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/tracing"
)

// NewLogger writes to w in the configured form. Every line names the request or job of
// its context.
func NewLogger(w io.Writer, cfg config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	var handler slog.Handler = slog.NewTextHandler(w, options)
	if cfg.LogFormat == "json" {
		handler = slog.NewJSONHandler(w, options)
	}
	return slog.New(traced{handler})
}

// traced adds the ids that the context carries.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	if id := consent.RequestIDFrom(ctx); id != "" {
		r.AddAttrs(slog.String("request_id", id))
	}
	if id := consent.JobIDFrom(ctx); id != "" {
		r.AddAttrs(slog.String("job_id", id))
	}
	if id := tracing.ID(ctx); id != "" {
		r.AddAttrs(slog.String("trace_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }

func (h traced) WithGroup(name string) slog.Handler { return traced{h.Handler.WithGroup(name)} }
