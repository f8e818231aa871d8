package httpx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
)

func TestStatusOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want int
	}{
		{consent.Errorf(consent.Invalid, "x"), 422}, {consent.Errorf(consent.Unauthenticated, "x"), 401},
		{consent.Errorf(consent.Forbidden, "x"), 403}, {consent.Errorf(consent.NotFound, "x"), 404},
		{consent.Errorf(consent.Conflict, "x"), 409}, {consent.Errorf(consent.RateLimited, "x"), 429},
		{consent.Errorf(consent.TooLarge, "x"), 413}, {consent.Errorf(consent.Unsupported, "x"), 415},
		{consent.Errorf(consent.Unavailable, "x"), 503}, {consent.Errorf(consent.Canceled, "x"), 503},
		{consent.Errorf(consent.Timeout, "x"), 408}, {consent.Errorf(consent.Internal, "x"), 500},
		{errors.New("x"), 500}, {context.Canceled, 503}, {context.DeadlineExceeded, 408},
		{consent.Errorf("unheard-of", "x"), 500},
		{fmt.Errorf("outer: %w", consent.Errorf(consent.NotFound, "x")), 404},
		{Malformed(errors.New("x"), "x"), 400},
		{fmt.Errorf("outer: %w", WithStatus(405, consent.Errorf(consent.Invalid, "x"))), 405},
	} {
		if got := StatusOf(c.err); got != c.want {
			t.Errorf("%v has status %d, want %d", c.err, got, c.want)
		}
	}
}

func TestFailSpeaksTheShapeOfTheGroup(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var hooked int
	r.OnPageError(func(c *gin.Context, status int, err error) {
		hooked = status
		c.String(status, "page: %s", consent.MessageOf(err))
	})
	fail := Wrap(func(*gin.Context) error {
		return &consent.Error{Code: consent.Invalid, Message: "Too long.", Err: errors.New("secret"), Fields: []consent.Field{{Name: "options.name", Message: "Too long."}}}
	})
	r.Pages().GET("/fail", fail)
	r.API("/api/v1").GET("/fail", fail)
	r.Seed().GET("/job/fail", fail)

	w := r.do(http.MethodGet, "/fail", "")
	if w.Code != 422 || hooked != 422 || w.Body.String() != "page: Too long." {
		t.Errorf("page: %d %s", w.Code, w.Body)
	}
	w = r.do(http.MethodGet, "/api/v1/fail", "", "X-API-Key: "+goodKey)
	problem := map[string]any{"type": "about:blank", "title": "Unprocessable Entity", "status": 422.0, "detail": "Too long.", "code": "invalid",
		"errors": []any{map[string]any{"name": "options.name", "message": "Too long."}}, "request_id": string(ids{}.NewID())}
	if diff := cmp.Diff(problem, decode(t, w)); diff != "" || w.Header().Get("Content-Type") != ProblemType {
		t.Errorf("problem: %s %s", w.Header().Get("Content-Type"), diff)
	}
	w = r.do(http.MethodGet, "/job/fail", "", "X-API-Key: "+goodKey)
	seed := map[string]any{"request_id": string(ids{}.NewID()),
		"detail": []any{map[string]any{"loc": []any{"body", "name"}, "msg": "Too long.", "type": "value_error"}}}
	if diff := cmp.Diff(seed, decode(t, w)); diff != "" || w.Code != 422 {
		t.Errorf("seed: %d %s", w.Code, diff)
	}
	if strings.Contains(w.Body.String(), "secret") || !strings.Contains(r.log.String(), "secret") {
		t.Error("the inner error belongs into the log and nowhere else")
	}
}

func TestUnmatchedRequestsSpeakTheShapeOfTheirPath(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct {
		method, target string
		status         int
		contentType    string
	}{
		{http.MethodGet, "/api/v1/none", 404, ProblemType}, {http.MethodPut, "/api/v1/call", 405, ProblemType},
		{http.MethodGet, "/job/a/b", 404, "application/json; charset=utf-8"}, {http.MethodDelete, "/analyze", 405, "application/json; charset=utf-8"},
		{http.MethodGet, "/none", 404, "text/plain; charset=utf-8"}, {http.MethodDelete, "/page", 405, "text/plain; charset=utf-8"},
	} {
		w := r.do(c.method, c.target, "")
		if w.Code != c.status || w.Header().Get("Content-Type") != c.contentType {
			t.Errorf("%s %s: %d %s", c.method, c.target, w.Code, w.Header().Get("Content-Type"))
		}
		if c.status == 405 && w.Header().Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", c.method, c.target)
		}
	}
}

func TestFailAfterTheAnswerBeganAddsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Open().GET("/half", Wrap(func(c *gin.Context) error {
		c.String(http.StatusOK, "half")
		return errors.New("lost")
	}))
	if w := r.do(http.MethodGet, "/half", ""); w.Code != 200 || w.Body.String() != "half" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestCodedKnowsTheTransport(t *testing.T) {
	t.Parallel()
	late, cancel := context.WithCancelCause(context.Background())
	cancel(context.DeadlineExceeded)
	for _, c := range []struct {
		ctx  context.Context
		err  error
		want consent.Code
	}{
		{context.Background(), fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 5}), consent.TooLarge},
		{late, context.Canceled, consent.Timeout},
		{late, consent.Errorf(consent.Unavailable, "x"), consent.Timeout},
		{late, errors.New("driver: canceled"), consent.Timeout},
		{late, consent.Errorf(consent.NotFound, "x"), consent.NotFound},
		{context.Background(), consent.Errorf(consent.Unavailable, "x"), consent.Unavailable},
	} {
		if got := consent.CodeOf(Coded(c.ctx, c.err)); got != c.want {
			t.Errorf("%v is %s, want %s", c.err, got, c.want)
		}
	}
}

func TestRetryAfterCountsWholeSeconds(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]int{0: 1, time.Millisecond: 1, 1500 * time.Millisecond: 2, time.Minute: 60} {
		if got := RetryAfter(&limitedError{error: errors.New("x"), after: after}); got != want {
			t.Errorf("%s is %d s", after, got)
		}
	}
	if got := RetryAfter(errors.New("x")); got != 0 {
		t.Errorf("an error without a time says %d s", got)
	}
}

// TestAbortBreaksTheConnection: an answer that was begun ends as an error for its reader,
// and with its cause in the log.
func TestAbortBreaksTheConnection(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Open().GET("/breaks", func(c *gin.Context) {
		c.String(http.StatusOK, "half a ")
		c.Writer.Flush()
		Abort(c, errors.New("the other half is lost"))
	})
	server := httptest.NewServer(r.Server)
	res, err := http.Get(server.URL + "/breaks")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	server.Close() // the handler has ended
	if string(body) != "half a " || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v", body, err)
	}
	if log := r.log.String(); !strings.Contains(log, "answer broken off") || !strings.Contains(log, "the other half is lost") {
		t.Errorf("log: %s", log)
	}
}
