// Package collector is an OpenTelemetry collector on a loopback port that keeps what it is
// sent. Imported by tests only.
package collector

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	received "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	"google.golang.org/protobuf/proto"
)

// Span is one that was received. Ids are in hexadecimal; Attributes of other kinds than text
// and numbers are left out.
type Span struct {
	Trace, ID, Parent string
	Name              string
	Kind              int // as in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer
	Failed            bool
	Attributes        map[string]any
	Resource          map[string]any
}

// Collector keeps spans.
type Collector struct {
	URL    string
	mu     sync.Mutex
	spans  []Span
	header http.Header
	answer int
	asked  int
}

// New starts a collector that ends with the test.
func New(t testing.TB) *Collector {
	t.Helper()
	c := &Collector{answer: http.StatusOK}
	server := httptest.NewServer(http.HandlerFunc(c.receive))
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// Answer makes the collector refuse what comes with a status, or take it again with 200.
func (c *Collector) Answer(status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer = status
}

func (c *Collector) receive(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	c.header = r.Header
	body, err := io.ReadAll(r.Body)
	var in received.ExportTraceServiceRequest
	if err == nil {
		err = proto.Unmarshal(body, &in)
	}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || err != nil:
		w.WriteHeader(http.StatusBadRequest)
	case c.answer != http.StatusOK:
		w.WriteHeader(c.answer)
	default:
		c.keep(&in)
	}
}

func (c *Collector) keep(in *received.ExportTraceServiceRequest) {
	for _, r := range in.GetResourceSpans() {
		for _, scoped := range r.GetScopeSpans() {
			for _, s := range scoped.GetSpans() {
				c.spans = append(c.spans, Span{Trace: hex.EncodeToString(s.GetTraceId()), ID: hex.EncodeToString(s.GetSpanId()),
					Parent: hex.EncodeToString(s.GetParentSpanId()), Name: s.GetName(), Kind: int(s.GetKind()), Failed: s.GetStatus().GetCode() == 2,
					Attributes: facts(s.GetAttributes()), Resource: facts(r.GetResource().GetAttributes())})
			}
		}
	}
}

func facts(in []*common.KeyValue) map[string]any {
	out := map[string]any{}
	for _, kv := range in {
		switch v := kv.GetValue().GetValue().(type) {
		case *common.AnyValue_StringValue:
			out[kv.GetKey()] = v.StringValue
		case *common.AnyValue_IntValue:
			out[kv.GetKey()] = int(v.IntValue)
		case *common.AnyValue_BoolValue:
			out[kv.GetKey()] = v.BoolValue
		}
	}
	return out
}

// Spans are those received so far.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Span(nil), c.spans...)
}

// Asked is how often something was sent.
func (c *Collector) Asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

// Header is that of the last request.
func (c *Collector) Header() http.Header {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.header
}
