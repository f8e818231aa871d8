package boot

import (
	"context"
	"log/slog"
	"time"

	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/detect"
	"microconsent/internal/tracing"
)

// lastSpans bounds the sending of what is left at the end.
const lastSpans = 3 * time.Second

// openTrace makes the tracer when OTEL_EXPORTER_OTLP_ENDPOINT, or the setting of that name,
// says where traces go.
func (in *Instance) openTrace(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	found, err := tracing.New(ctx, tracing.Options{Getenv: cfg.OTel, Version: detect.Engine().Version, Log: log})
	if err != nil || found == nil {
		return err
	}
	in.trace = found
	in.onClose(func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSpans)
		defer cancel()
		_ = found.Close(last) // what could not be sent was logged
	})
	return nil
}

// tracer is what the parts are given.
func (in *Instance) tracer() consent.Tracer {
	if in.trace == nil {
		return consent.Untraced{}
	}
	return in.trace
}
