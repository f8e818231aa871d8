package httpx

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// Handler answers a request or returns why it cannot. It has written nothing when it
// returns an error.
type Handler func(*gin.Context) error

// Wrap makes a gin handler of h: an error is answered in the shape of the route's group.
func Wrap(h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			Fail(c, err)
		}
	}
}

// Shape is the form in which a group's callers read errors.
type Shape int

// The shapes.
const (
	ShapePage    Shape = iota // the page error hook: full page or fragment
	ShapeProblem              // application/problem+json, RFC 9457
	ShapeSeed                 // {"detail": …} of the earlier system
)

// call is what the server knows of one request. One goroutine at a time writes it.
type call struct {
	server  *Server
	shape   Shape
	actor   consent.Actor
	err     error
	timer   *time.Timer
	started time.Time
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	found, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return &call{}
	}
	return found
}

// Actor is who makes the request; the zero Actor when nobody is recognised.
func Actor(c *gin.Context) consent.Actor { return ActorFrom(c.Request.Context()) }

// ActorFrom is Actor for code that has only the request's context.
func ActorFrom(ctx context.Context) consent.Actor { return callOf(ctx).actor }

// WithActor is the context of a request by the given actor, for tests of handlers
// without a server.
func WithActor(ctx context.Context, actor consent.Actor) context.Context {
	return context.WithValue(ctx, callKey{}, &call{actor: actor})
}

// Note keeps the error of a request for the access log. Fail does it by itself; code
// that writes its own error answer calls Note.
func Note(ctx context.Context, err error) { callOf(ctx).err = err }

func (s *Server) shape(shape Shape) gin.HandlerFunc {
	return func(c *gin.Context) { callOf(c.Request.Context()).shape = shape }
}
