package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// begin gives the request its id and its state. A caller's own X-Request-ID is kept when
// it cannot do harm in a log.
func (s *Server) begin(c *gin.Context) {
	id := c.GetHeader("X-Request-ID")
	if !saneID.MatchString(id) {
		id = string(s.opts.IDs.NewID())
	}
	c.Header("X-Request-ID", id)
	state := &call{server: s, shape: shapeOfPath(c.Request.URL.Path), started: time.Now()}
	ctx := context.WithValue(c.Request.Context(), callKey{}, state)
	c.Request = c.Request.WithContext(consent.WithRequestID(ctx, id))
}

// shapeOfPath is the shape of errors before a group is known: no route, no method.
func shapeOfPath(path string) Shape {
	switch {
	case strings.HasPrefix(path, "/api/"):
		return ShapeProblem
	case path == "/analyze", path == "/analyze_async", path == "/health", strings.HasPrefix(path, "/job/"):
		return ShapeSeed
	}
	return ShapePage
}

// observe writes the access log and the metrics. The query is left out: it may hold
// addresses that people look at.
func (s *Server) observe(c *gin.Context) {
	done := s.opts.Metrics.begin()
	defer done(c)
	defer s.trace(c)()
	c.Next()
	state := callOf(c.Request.Context())
	attrs := []slog.Attr{
		slog.String("method", c.Request.Method), slog.String("path", c.Request.URL.Path), slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(0, c.Writer.Size())), slog.Duration("took", time.Since(state.started)),
		slog.String("address", c.ClientIP()), slog.String("actor", actorName(state.actor)),
	}
	level := slog.LevelInfo
	if isProbe(c.FullPath()) {
		level = slog.LevelDebug
	}
	if state.err != nil {
		attrs = append(attrs, slog.String("error", state.err.Error()))
		if c.Writer.Status() >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	s.opts.Log.LogAttrs(c.Request.Context(), level, "request", attrs...)
}

// isProbe says whether machines ask for this route every few seconds.
func isProbe(route string) bool {
	return route == "/livez" || route == "/readyz" || route == "/metrics"
}

func actorName(a consent.Actor) string {
	if a.Kind == "" {
		return ""
	}
	return string(a.Kind) + "/" + string(a.ID)
}

// recover turns a panic into an Internal error and keeps its stack for the log.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		s.opts.Log.ErrorContext(c.Request.Context(), "panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
		Fail(c, fmt.Errorf("panic: %v", p))
	}()
	c.Next()
}

// uploadTime is what files may take to arrive, on top of a request's own time.
const uploadTime = 90 * time.Second

// limitBody refuses a body over the limit: by its announced length before a byte of it
// is read, else as soon as the limit is passed.
func (s *Server) limitBody(c *gin.Context) {
	limit := s.opts.MaxBody
	if strings.HasPrefix(c.ContentType(), "multipart/") {
		limit = s.opts.MaxUpload
		Extend(c, uploadTime)
	}
	if c.Request.ContentLength > limit {
		c.Header("Connection", "close")
		Fail(c, errTooLarge(limit))
		return
	}
	if c.Request.Body != nil && c.Request.Body != http.NoBody {
		c.Request.Body = http.MaxBytesReader(rawWriter(c), c.Request.Body, limit)
	}
}

// rawWriter is net/http's own writer, which lets MaxBytesReader close the connection.
func rawWriter(c *gin.Context) http.ResponseWriter {
	if w, ok := c.Writer.(interface{ Unwrap() http.ResponseWriter }); ok {
		return w.Unwrap()
	}
	return c.Writer
}

// deadline bounds the time of a request. Handlers that wait on purpose call Extend.
func (s *Server) deadline(c *gin.Context) {
	ctx, cancel := context.WithCancelCause(c.Request.Context())
	timer := time.AfterFunc(s.opts.Timeout, func() { cancel(context.DeadlineExceeded) })
	callOf(ctx).timer = timer
	defer cancel(nil)
	defer timer.Stop()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// Extend adds time for a wait that the caller asked for.
func Extend(c *gin.Context, wait time.Duration) {
	if state := callOf(c.Request.Context()); state.timer != nil {
		state.timer.Reset(wait + state.server.opts.Timeout)
	}
}

// Unbound lifts every time limit from a request, for event streams. Its context ends when
// the server stops: a stream would hold the stop up for as long as its reader stays.
func Unbound(c *gin.Context) {
	state := callOf(c.Request.Context())
	if state.timer != nil {
		state.timer.Stop()
	}
	if state.server != nil {
		ctx, cancel := context.WithCancel(c.Request.Context())
		forget := context.AfterFunc(state.server.closing, cancel)
		context.AfterFunc(ctx, func() { forget() })
		c.Request = c.Request.WithContext(ctx)
	}
	control := http.NewResponseController(rawWriter(c))
	_ = control.SetReadDeadline(time.Time{})  // not supported by test recorders
	_ = control.SetWriteDeadline(time.Time{}) // likewise
}
