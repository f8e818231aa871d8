package httpx

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// trace makes the request a step of its caller's trace, or the first one of a new trace; the
// returned function ends it. Paths and queries may hold what people look at: the route stands
// for them. What machines ask for every few seconds is not followed.
func (s *Server) trace(c *gin.Context) (end func()) {
	route := c.FullPath()
	if isProbe(route) {
		return func() {}
	}
	if route == "" {
		route = "unmatched"
	}
	method := methodLabel(c.Request.Method)
	ctx, span := s.opts.Trace.Begin(s.opts.Trace.Extract(c.Request.Context(), c.GetHeader), method+" "+route, consent.SpanServer)
	if ctx != c.Request.Context() { // untraced requests are not copied
		c.Request = c.Request.WithContext(ctx)
	}
	span.Set("http.request.method", method)
	span.Set("http.route", route)
	span.Set("microconsent.request.id", consent.RequestIDFrom(ctx))
	return func() {
		status := c.Writer.Status()
		span.Set("http.response.status_code", status)
		var err error
		if status >= http.StatusInternalServerError {
			err = callOf(ctx).err
		}
		span.End(err)
	}
}
