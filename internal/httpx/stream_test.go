package httpx

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// TestStopEndsEventStreams holds a stream open and stops the server: the stream's context
// ends, so that the stop need not wait for its reader to leave.
func TestStopEndsEventStreams(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	started := make(chan struct{})
	r.Open().GET("/stream", func(c *gin.Context) {
		Unbound(c)
		c.Status(http.StatusOK)
		c.Writer.Flush()
		close(started)
		<-c.Request.Context().Done()
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := r.HTTP("")
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	res, err := http.Get("http://" + listener.Addr().String() + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	<-started
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		t.Errorf("the stop waited for the reader: %v", err)
	}
	<-served
}
