package boot

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/worker"
)

// Roles says what one process does.
type Roles struct {
	Web, Worker, Sweeper bool
	Migrate              bool               // bring the schema up to date first
	Queues               []consent.Priority // of the worker; nil means all
	Concurrency          int                // of the worker; 0 means as configured
	Name                 string             // of the worker; "" means host and process
}

// Run opens the instance, runs the roles until ctx ends, and stops from the outside in:
// no new connections, drained requests, no new jobs, unfinished jobs given back, stores
// closed.
func Run(ctx context.Context, cfg config.Config, log *slog.Logger, out io.Writer, roles Roles) error {
	makeRoom()
	in, err := Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := in.ready(ctx, cfg, roles); err != nil {
		return err
	}
	in.metrics.MustRegister(newDepth(in.Store.OpenJobs, Clock{}.Now))
	stopObserving, err := in.observe(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer stopObserving()
	if cfg.RedisURL == embeddedRedis && roles.Web != roles.Worker {
		log.Warn("the embedded queue reaches this process only; others notice jobs after seconds. Set REDIS_URL", "after", redispatch)
	}
	background, stopBackground := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBackground()
	web, failed, err := in.startWeb(ctx, cfg, log, out, roles)
	if err != nil {
		return err
	}
	jobs, err := in.startWorker(background, cfg, log, roles)
	if err != nil {
		return errors.Join(err, web.stop(cfg.ShutdownTimeout))
	}
	sweeping := in.startSweeper(background, log, roles)
	keeping := in.startUpkeep(background, log, roles)
	select {
	case <-ctx.Done():
		log.Info("stopping")
	case err = <-failed:
	}
	err = errors.Join(err, web.stop(cfg.ShutdownTimeout))
	err = errors.Join(err, jobs.stop(cfg.ShutdownTimeout))
	stopBackground()
	<-sweeping
	<-keeping
	log.Info("stopped")
	return err
}

// ready makes the schema when the roles say so, else insists that it is there.
func (in *Instance) ready(ctx context.Context, cfg config.Config, roles Roles) error {
	if roles.Migrate {
		return in.prepare(ctx, cfg)
	}
	if err := in.Store.Ping(ctx); err != nil {
		return err
	}
	_, err := in.App.Bootstrap(ctx, cfg.AdminEmail, cfg.AdminPassword)
	return err
}

// webServer is a running HTTP server; the zero value is none.
type webServer struct{ server *http.Server }

func (w webServer) stop(patience time.Duration) error {
	if w.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		return errors.Join(err, w.server.Close())
	}
	return nil
}

// startWeb listens and serves in the background. The channel tells of a server that ends
// by itself.
func (in *Instance) startWeb(ctx context.Context, cfg config.Config, log *slog.Logger, out io.Writer, roles Roles) (webServer, <-chan error, error) {
	failed := make(chan error, 1)
	if !roles.Web {
		return webServer{}, failed, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return webServer{}, nil, consent.Wrap(err, consent.Unavailable, "Cannot listen on %s.", cfg.Listen)
	}
	base := baseURL(cfg, listener.Addr())
	server, err := in.newServer(cfg, base, log)
	if err == nil && cfg.TLSCertFile != "" {
		err = encrypt(server, cfg, log)
	}
	if err != nil {
		listener.Close()
		return webServer{}, nil, err
	}
	setup, err := in.App.SetupNeeded(ctx)
	if err != nil {
		listener.Close()
		return webServer{}, nil, err
	}
	go func() {
		if err := serve(server, listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	announce(out, base, setup, in.Setup)
	return webServer{server}, failed, nil
}

// encrypt makes the server speak TLS.
func encrypt(server *http.Server, cfg config.Config, log *slog.Logger) error {
	own, err := newCertificate(cfg.TLSCertFile, cfg.TLSKeyFile, log)
	if err != nil {
		return err
	}
	server.TLSConfig = own.config()
	return nil
}

func serve(server *http.Server, listener net.Listener) error {
	if server.TLSConfig != nil {
		return server.ServeTLS(listener, "", "") // the configuration has the certificate
	}
	return server.Serve(listener)
}

func baseURL(cfg config.Config, addr net.Addr) string {
	if cfg.BaseURL != "" {
		return strings.TrimRight(cfg.BaseURL, "/")
	}
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err != nil || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme := "http://"
	if cfg.TLSCertFile != "" {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(host, port)
}

// jobServer is a running worker; the zero value is none.
type jobServer struct{ worker *worker.Worker }

func (j jobServer) stop(patience time.Duration) error {
	if j.worker == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return j.worker.Stop(ctx)
}

// startSweeper runs the sweeper in the background; the channel is closed when it ended.
func (in *Instance) startSweeper(ctx context.Context, log *slog.Logger, roles Roles) <-chan struct{} {
	done := make(chan struct{})
	if !roles.Sweeper {
		close(done)
		return done
	}
	go func() {
		defer close(done)
		sweeper := worker.Sweeper{Interval: sweepEvery, Sweep: in.App.Sweep, Log: log}
		sweeper.Run(ctx)
	}()
	return done
}
