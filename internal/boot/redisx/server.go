// Package redisx holds what boot knows of Redis beyond the queue: the embedded server of
// the default installation, and the rate limiter.
package redisx

import (
	"context"
	"crypto/rand"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"

	"microconsent/internal/consent"
)

// tick is how exact keys expire in the embedded server.
const tick = time.Second

// Server is a Redis-compatible server in this process, on a free loopback port and behind
// a random password. It keeps nothing on disk: the jobs' rows are the truth. It is meant
// for one process and a moderate load; its authors made it for tests.
type Server struct {
	redis    *miniredis.Miniredis
	password string
	stop     chan struct{}
	stopped  chan struct{}
	once     sync.Once
}

// Start runs a server until Close. The end of ctx does not stop it: a process that stops
// still has jobs to give back.
func Start(ctx context.Context) (*Server, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := &Server{redis: miniredis.NewMiniRedis(), password: rand.Text(), stop: make(chan struct{}), stopped: make(chan struct{})}
	s.redis.RequireAuth(s.password)
	if err := s.redis.StartAddr(net.JoinHostPort("127.0.0.1", "0")); err != nil {
		return nil, consent.Wrap(err, consent.Unavailable, "The embedded queue cannot be started.")
	}
	go s.passTime()
	return s, nil
}

// passTime lets keys expire. The server has no clock of its own, and the one that it can
// be given walks all keys on every command.
func (s *Server) passTime() {
	defer close(s.stopped)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	last := time.Now()
	for {
		select {
		case <-s.stop:
			return
		case now := <-ticker.C:
			s.redis.FastForward(now.Sub(last))
			last = now
		}
	}
}

// URL is where the server listens, with its password.
func (s *Server) URL() string {
	u := url.URL{Scheme: "redis", User: url.UserPassword("", s.password), Host: s.redis.Addr(), Path: "/0"}
	return u.String()
}

// Close stops the server. Calling it again does nothing.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.stop)
		<-s.stopped
		s.redis.Close()
	})
}
