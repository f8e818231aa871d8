// Package boot is the composition root: the only place that knows which database, queue
// and blob store are in use. Commands call it; nothing else imports it.
package boot

import (
	"context"
	"log/slog"
	"os"
	"strconv"

	"github.com/hibiken/asynq"
	"github.com/prometheus/client_golang/prometheus"

	"microconsent/internal/app"
	"microconsent/internal/blob"
	"microconsent/internal/boot/redisx"
	"microconsent/internal/capture"
	"microconsent/internal/config"
	"microconsent/internal/queue"
	"microconsent/internal/store"
	"microconsent/internal/tracing"
)

// Instance is an opened installation: the use cases and what they stand on.
type Instance struct {
	App     *app.App
	Store   *store.Store
	Setup   string // token of the set-up link
	blobs   *blob.Bucket
	redis   asynq.RedisConnOpt
	queue   *queue.Dispatcher
	signals *queue.Hub
	metrics *prometheus.Registry
	trace   *tracing.Tracer // nil: none
	closers []func()
}

// embeddedRedis is the value of REDIS_URL that asks for the queue server in this process.
const embeddedRedis = "embedded://"

// Open opens database, blob store and queue. The schema must be there (see Run and Init).
func Open(ctx context.Context, cfg config.Config, log *slog.Logger) (*Instance, error) {
	in := &Instance{metrics: newRegistry()}
	if err := in.open(ctx, cfg, log); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// OpenReady is Open for a command that works on an installation: Unavailable, and what to
// do about it, when the schema is not there. It makes sure of the workspace.
func OpenReady(ctx context.Context, cfg config.Config, log *slog.Logger) (*Instance, error) {
	in, err := Open(ctx, cfg, log)
	if err != nil {
		return nil, err
	}
	if err := in.ready(ctx, cfg, Roles{}); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

func (in *Instance) open(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	if err := in.openTrace(ctx, cfg, log); err != nil {
		return err
	}
	db, err := store.Open(ctx, cfg.DatabaseURL)
	if err != nil {
		return err
	}
	in.Store = db
	watch(db, in.metrics, cfg.SlowQuery, log, in.trace)
	in.onClose(func() { _ = db.Close() })
	blobs, err := blob.Open(cfg.BlobURL)
	if err != nil {
		return err
	}
	in.blobs = blobs
	in.onClose(func() { _ = blobs.Close() })
	if err := in.openQueue(ctx, cfg, log); err != nil {
		return err
	}
	in.Setup = newSetupToken()
	in.App = app.New(app.Deps{Store: db, Blobs: blobs, Queue: in.queue, Capture: measure(newCapturer(cfg), in.metrics, in.tracer()), Hasher: Argon2{},
		Clock: Clock{}, IDs: IDs{}, Observer: newObserver(in.metrics), Signals: in.signals, Trace: in.tracer(), Log: log}, appSettings(cfg, in.Setup))
	return nil
}

func (in *Instance) openQueue(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	url := cfg.RedisURL
	if url == embeddedRedis {
		server, err := redisx.Start(ctx)
		if err != nil {
			return err
		}
		in.onClose(server.Close)
		url = server.URL()
	}
	opt, err := queue.ParseURL(url)
	if err != nil {
		return err
	}
	if opt, err = queue.Trust(opt, cfg.RedisCAFile); err != nil {
		return err
	}
	in.redis = opt
	in.queue = queue.New(opt, cfg.JobTimeout)
	in.queue.Trace(in.tracer())
	in.onClose(func() { _ = in.queue.Close() })
	in.signals = queue.NewHub(opt, log)
	in.onClose(func() { _ = in.signals.Close() })
	return nil
}

// Inspector makes use cases that can only Inspect: no database, no queue.
func Inspector(cfg config.Config) *app.App {
	return app.New(app.Deps{Capture: newCapturer(cfg), Clock: Clock{}, IDs: IDs{}, Observer: newObserver(newRegistry()),
		Log: slog.New(slog.DiscardHandler)}, appSettings(cfg, ""))
}

func newCapturer(cfg config.Config) *capture.Capturer {
	return capture.New(capture.Options{MaxBytes: cfg.MaxPayloadBytes, Timeout: cfg.RequestTimeout, AllowPrivate: cfg.AllowPrivateTargets})
}

func appSettings(cfg config.Config, setup string) app.Settings {
	return app.Settings{MaxSourceBytes: cfg.MaxPayloadBytes, JobTimeout: cfg.JobTimeout, JobMaxAttempts: cfg.JobMaxRetry + 1,
		Lease: leaseTime, Redispatch: redispatch, SetupToken: setup, APIKey: cfg.APIKey, Retention: cfg.Retention}
}

func (in *Instance) onClose(f func()) { in.closers = append(in.closers, f) }

// Close closes everything in the reverse order of opening.
func (in *Instance) Close() {
	for i := len(in.closers) - 1; i >= 0; i-- {
		in.closers[i]()
	}
	in.closers = nil
}

func workerName(given string) string {
	if given != "" {
		return given
	}
	host, err := os.Hostname()
	if err != nil {
		host = "worker"
	}
	return host + "-" + strconv.Itoa(os.Getpid())
}
