package httpx

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// statuses is the one table from codes to HTTP statuses.
var statuses = map[consent.Code]int{
	consent.Invalid:         http.StatusUnprocessableEntity,
	consent.Unauthenticated: http.StatusUnauthorized,
	consent.Forbidden:       http.StatusForbidden,
	consent.NotFound:        http.StatusNotFound,
	consent.Conflict:        http.StatusConflict,
	consent.RateLimited:     http.StatusTooManyRequests,
	consent.TooLarge:        http.StatusRequestEntityTooLarge,
	consent.Unsupported:     http.StatusUnsupportedMediaType,
	consent.Unavailable:     http.StatusServiceUnavailable,
	consent.Canceled:        http.StatusServiceUnavailable,
	consent.Timeout:         http.StatusRequestTimeout,
	consent.Internal:        http.StatusInternalServerError,
}

// StatusOf is the HTTP status of an error.
func StatusOf(err error) int {
	var fixed *statusError
	if errors.As(err, &fixed) {
		return fixed.status
	}
	if status, ok := statuses[consent.CodeOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// statusError is an error whose status is finer than its code says.
type statusError struct {
	error
	status int
}

func (e *statusError) Unwrap() error { return e.error }

// WithStatus gives err a status of its own: 400 for a body that cannot be parsed, where
// the code Invalid means 422.
func WithStatus(status int, err error) error { return &statusError{error: err, status: status} }

// Malformed is the error of a body that is not in the announced format (status 400).
func Malformed(err error, message string) error {
	return WithStatus(http.StatusBadRequest, consent.Wrap(err, consent.Invalid, "%s", message))
}

// limitedError says when the caller may try again.
type limitedError struct {
	error
	after time.Duration
}

func (e *limitedError) Unwrap() error { return e.error }

// RetryAfter is the number of whole seconds after which the caller may try again, 0
// when the error does not say.
func RetryAfter(err error) int {
	var limited *limitedError
	if !errors.As(err, &limited) {
		return 0
	}
	return max(1, int(math.Ceil(limited.after.Seconds())))
}

// Fail answers a request with an error in the shape of its group, notes it for the
// access log and stops the chain.
func Fail(c *gin.Context, err error) {
	ctx := c.Request.Context()
	err = Coded(ctx, err)
	Note(ctx, err)
	c.Abort()
	if c.Writer.Written() {
		return
	}
	if seconds := RetryAfter(err); seconds > 0 {
		c.Header("Retry-After", strconv.Itoa(seconds))
	} else if consent.CodeOf(err) == consent.Unavailable {
		c.Header("Retry-After", "5")
	}
	switch found := callOf(ctx); found.shape {
	case ShapeProblem:
		writeProblem(c, err)
	case ShapeSeed:
		writeSeed(c, err)
	default:
		found.page()(c, StatusOf(err), err)
	}
}

func (c *call) page() PageError {
	if c.server == nil {
		return plainPageError
	}
	return c.server.pageError
}

// Abort ends an answer that has begun and cannot be completed: the connection breaks, so
// that no reader takes what came for all of it. It does not return.
func Abort(c *gin.Context, err error) {
	ctx := c.Request.Context()
	Note(ctx, err)
	if state := callOf(ctx); state.server != nil { // the access log is not reached
		state.server.opts.Log.WarnContext(ctx, "answer broken off", "path", c.Request.URL.Path, "bytes", max(0, c.Writer.Size()), "error", err.Error())
	}
	panic(http.ErrAbortHandler)
}

func plainPageError(c *gin.Context, status int, err error) {
	c.String(status, "%s\n", consent.MessageOf(err))
}

// Coded gives codes to the errors of the transport: a body over the limit is TooLarge,
// and whatever failed because the request's time was up is Timeout.
func Coded(ctx context.Context, err error) error {
	var tooLarge *http.MaxBytesError
	switch code := consent.CodeOf(err); {
	case errors.As(err, &tooLarge):
		return errTooLarge(tooLarge.Limit)
	case code != consent.Unavailable && code != consent.Canceled && code != consent.Internal:
		return err
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return consent.Wrap(err, consent.Timeout, "The request took too long.")
	}
	return err
}

func errTooLarge(limit int64) error {
	return consent.Errorf(consent.TooLarge, "The request is too large: at most %d bytes are accepted.", limit)
}
