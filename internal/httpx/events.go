package httpx

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

const (
	// EventPing is the silence after which an event stream says that it is still there, so that
	// proxies do not cut it.
	EventPing = 15 * time.Second
	// eventPatience is how long a reader may take to accept what is sent. A slower one is cut
	// off, since what it does not take would have to be kept; it may come back with the last id.
	eventPatience = 10 * time.Second
	// eventRetry is when a browser comes back after a stream broke.
	eventRetry = 2 * time.Second
)

// EventStream is an open answer of Server-Sent Events (HTML standard, section 9.2).
type EventStream struct {
	out      gin.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	wrote    time.Time
}

// Events begins an event stream. It lifts the request's time limit; its context ends when the
// server stops.
func Events(c *gin.Context) *EventStream {
	Unbound(c)
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the messages back
	c.Status(http.StatusOK)
	return &EventStream{out: c.Writer, control: http.NewResponseController(rawWriter(c)), patience: eventPatience}
}

// Begin tells the browser when to come back, and that the stream is open.
func (s *EventStream) Begin() error {
	return s.write(fmt.Sprintf("retry: %d\n\n", eventRetry.Milliseconds()))
}

// Send writes one message. id 0 and name "" are left out. It fails when the reader left, or
// does not take what is sent.
func (s *EventStream) Send(id int, name, data string) error { return s.write(message(id, name, data)) }

// Ping writes a comment.
func (s *EventStream) Ping() error { return s.write(": ping\n\n") }

func (s *EventStream) write(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(s.patience)) // not supported by test recorders
	if _, err := s.out.WriteString(text); err != nil {
		return err
	}
	s.out.Flush()
	s.wrote = time.Now()
	return nil
}

// Feed sends what a sequence yields, until that ends or fails, the reader left or is too
// slow, or ctx ends, which is no failure. It pings in between, and calls tick, unless that is
// nil, every second. send and tick are not called at once.
func Feed[T any](ctx context.Context, s *EventStream, values iter.Seq2[T, error], send func(T) error, tick func() error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	next := make(chan pair[T])
	go func() {
		defer close(next)
		for value, err := range values {
			select {
			case next <- pair[T]{value, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case got, more := <-next:
			if !more || got.err != nil {
				return got.err
			}
			if err := send(got.value); err != nil {
				return err
			}
		case <-again.C:
			if err := s.idle(tick); err != nil {
				return err
			}
		}
	}
}

type pair[T any] struct {
	value T
	err   error
}

func (s *EventStream) idle(tick func() error) error {
	if tick != nil {
		if err := tick(); err != nil {
			return err
		}
	}
	if time.Since(s.wrote) >= EventPing {
		return s.Ping()
	}
	return nil
}

func message(id int, name, data string) string {
	var out strings.Builder
	if id > 0 {
		fmt.Fprintf(&out, "id: %d\n", id)
	}
	if name != "" {
		fmt.Fprintf(&out, "event: %s\n", name)
	}
	for line := range strings.Lines(data) {
		fmt.Fprintf(&out, "data: %s\n", strings.TrimRight(line, "\r\n"))
	}
	out.WriteString("\n")
	return out.String()
}

// LastEventID is the id of the last message that a reader that comes back has; 0 for none.
func LastEventID(c *gin.Context) (int, error) {
	text := c.GetHeader("Last-Event-ID")
	if text == "" {
		return 0, nil
	}
	id, err := strconv.Atoi(text)
	if err != nil || id < 0 {
		return 0, consent.InvalidField("Last-Event-ID", "This is no id of an event of this stream.")
	}
	return id, nil
}
