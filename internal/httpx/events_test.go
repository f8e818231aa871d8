package httpx

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

func TestMessagesHaveTheFormOfTheStandard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ got, want string }{
		"whole":      {message(3, "done", "a\r\nb\n"), "id: 3\nevent: done\ndata: a\ndata: b\n\n"},
		"data alone": {message(0, "", "a"), "data: a\n\n"},
		"no data":    {message(1, "", ""), "id: 1\n\n"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}

func TestTheLastIDIsRead(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		want int
		code consent.Code
	}{"": {}, "7": {want: 7}, "-1": {code: consent.Invalid}, "x": {code: consent.Invalid}} {
		context, _ := gin.CreateTestContext(httptest.NewRecorder())
		context.Request = httptest.NewRequest(http.MethodGet, "/", nil)
		context.Request.Header.Set("Last-Event-ID", text)
		if got, err := LastEventID(context); got != c.want || consent.CodeOf(err) != c.code {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}

// A reader that takes nothing is cut off; what is sent to it is not kept.
func TestASlowReaderIsCutOff(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ended := make(chan error, 1)
	r.Open().GET("/events", func(c *gin.Context) {
		s := Events(c)
		s.patience = 200 * time.Millisecond
		err := s.Begin()
		for part := strings.Repeat("x", 1<<20); err == nil; {
			err = s.Send(0, "", part)
		}
		ended <- err
	})
	server := httptest.NewServer(r.Server)
	defer server.Close()
	res, err := http.Get(server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if kind := res.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") || res.Header.Get("X-Accel-Buffering") != "no" {
		t.Errorf("headers %v", res.Header)
	}
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it is still fed")
	}
}
