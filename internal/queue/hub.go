package queue

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"microconsent/internal/consent"
)

const (
	// hubChannel carries "sender topic topic …".
	hubChannel = "microconsent:changes"
	// hubBacklog is how many signals wait to be sent. More are left out: followers look once in
	// a while by themselves.
	hubBacklog = 1024
	// hubSilence is the time without a message after which the connection is tried.
	hubSilence = 5 * time.Second
	// hubPause is the time between two attempts to reach Redis.
	hubPause = 500 * time.Millisecond
)

// Hub is consent.Signals over Redis pub/sub: one a process, with one connection for all who
// follow something in it. Safe for concurrent use.
type Hub struct {
	redis redis.UniversalClient
	self  string // tells its own messages from others'
	log   *slog.Logger
	out   chan string
	live  atomic.Bool

	mu   sync.Mutex
	subs map[string]map[chan struct{}]bool

	stop context.CancelFunc
	done sync.WaitGroup
}

var _ consent.Signals = (*Hub)(nil)

// NewHub makes a hub and connects it in the background.
func NewHub(opt asynq.RedisConnOpt, log *slog.Logger) *Hub {
	ctx, cancel := context.WithCancel(context.Background())
	h := &Hub{redis: Client(opt), self: rand.Text(), log: log, out: make(chan string, hubBacklog), subs: map[string]map[chan struct{}]bool{}, stop: cancel}
	h.done.Go(func() { h.send(ctx) })
	h.done.Go(func() { h.receive(ctx) })
	return h
}

// Close ends the connections. Followers are not told.
func (h *Hub) Close() error {
	h.stop()
	err := h.redis.Close()
	h.done.Wait()
	return err
}

// Live implements consent.Signals.
func (h *Hub) Live() bool { return h.live.Load() }

// Publish implements consent.Signals. Followers in this process hear of it even without Redis.
func (h *Hub) Publish(topic string) {
	h.deliver(topic)
	select {
	case h.out <- topic:
	default:
	}
}

// Subscribe implements consent.Signals.
func (h *Hub) Subscribe(topic string) (<-chan struct{}, func()) {
	changed := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs[topic] == nil {
		h.subs[topic] = map[chan struct{}]bool{}
	}
	h.subs[topic][changed] = true
	return changed, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if delete(h.subs[topic], changed); len(h.subs[topic]) == 0 {
			delete(h.subs, topic)
		}
	}
}

func (h *Hub) deliver(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for changed := range h.subs[topic] {
		nudge(changed)
	}
}

// wakeAll lets every follower look, after signals may have been missed.
func (h *Hub) wakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, followers := range h.subs {
		for changed := range followers {
			nudge(changed)
		}
	}
}

func nudge(changed chan struct{}) {
	select {
	case changed <- struct{}{}:
	default: // it has a look before it already
	}
}

// send publishes what waits, together.
func (h *Hub) send(ctx context.Context) {
	for {
		var topic string
		select {
		case <-ctx.Done():
			return
		case topic = <-h.out:
		}
		message := append([]string{h.self}, topic)
		for more := true; more && len(message) < hubBacklog; {
			select {
			case topic = <-h.out:
				message = append(message, topic)
			default:
				more = false
			}
		}
		limited, cancel := context.WithTimeout(ctx, patience)
		_ = h.redis.Publish(limited, hubChannel, strings.Join(message, " ")).Err() // lost signals do no harm
		cancel()
	}
}

// receive hands on what other processes say, over a new connection after each failure. Of
// failures in a row the first is logged.
func (h *Hub) receive(ctx context.Context) {
	for ctx.Err() == nil {
		err := h.listen(ctx)
		if ctx.Err() == nil {
			h.lost(err)
			pause(ctx)
		}
	}
}

// listen goes on until the connection fails. One on which nothing comes is tried, and given
// up when the answer does not come in time either.
func (h *Hub) listen(ctx context.Context) error {
	sub := h.redis.Subscribe(ctx, hubChannel)
	defer func() { _ = sub.Close() }()
	// Its connection is its own: neither the end of ctx nor that of the client wakes who reads it.
	defer context.AfterFunc(ctx, func() { _ = sub.Close() })()
	for asked := false; ; {
		message, err := sub.ReceiveTimeout(ctx, hubSilence)
		var timeout net.Error
		switch {
		case err == nil:
			asked = false
			h.take(message)
		case errors.As(err, &timeout) && timeout.Timeout() && !asked:
			if err := sub.Ping(ctx); err != nil {
				return err
			}
			asked = true
		default:
			return err
		}
	}
}

func (h *Hub) take(message any) {
	switch m := message.(type) {
	case *redis.Subscription:
		if !h.live.Swap(true) {
			h.log.Debug("signals come through", "channel", m.Channel)
		}
		h.wakeAll()
	case *redis.Message:
		topics := strings.Fields(m.Payload)
		if len(topics) < 2 || topics[0] == h.self {
			return
		}
		for _, topic := range topics[1:] {
			h.deliver(topic)
		}
	}
}

func (h *Hub) lost(err error) {
	if h.live.Swap(false) {
		h.log.Warn("signals do not come through; followers ask the database until they do", "error", err)
		h.wakeAll()
	}
}

func pause(ctx context.Context) {
	timer := time.NewTimer(hubPause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
