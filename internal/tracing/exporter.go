package tracing

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/protobuf/proto"

	"microconsent/internal/consent"
)

// exporter posts batches of spans as OTLP over HTTP, in protobuf.
type exporter struct {
	settings
	client  *http.Client
	log     *slog.Logger
	failing atomic.Bool
}

// tries is how often a batch is sent before it is given up.
const tries = 3

func newExporter(s settings, log *slog.Logger) (*exporter, error) {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	if s.caFile != "" {
		pem, err := os.ReadFile(s.caFile)
		pool := x509.NewCertPool()
		if err != nil || !pool.AppendCertsFromPEM(pem) {
			return nil, bad("OTEL_EXPORTER_OTLP_CERTIFICATE", "must be a file of certificates in PEM form")
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &exporter{settings: s, client: &http.Client{Transport: transport, Timeout: s.timeout}, log: log}, nil
}

// ExportSpans implements sdk.SpanExporter. Of failures in a row it logs the first, and that
// they are over; the spans are lost, the work that they are about is not.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	e.note(ctx, e.export(ctx, spans))
	return nil
}

func (e *exporter) export(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	body, err := proto.Marshal(request(spans))
	if err != nil {
		return err
	}
	return e.send(ctx, body)
}

func (e *exporter) note(ctx context.Context, err error) {
	switch failed := err != nil; {
	case failed && !e.failing.Swap(true):
		e.log.WarnContext(ctx, "traces cannot be sent", "error", err)
	case !failed && e.failing.Swap(false):
		e.log.InfoContext(ctx, "traces are sent again")
	}
}

// send tries again what may succeed later.
func (e *exporter) send(ctx context.Context, body []byte) error {
	for n := 1; ; n++ {
		again, err := e.post(ctx, body)
		if err == nil || !again || n == tries {
			return err
		}
		select {
		case <-time.After(time.Duration(n) * 200 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

func (e *exporter) post(ctx context.Context, body []byte) (again bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.endpoint, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	req.Header.Set("Content-Type", "application/x-protobuf")
	for name, value := range e.headers {
		req.Header.Set(name, value)
	}
	res, err := e.client.Do(req)
	if err != nil {
		return true, consent.Wrap(errors.Unwrap(err), consent.Unavailable, "The collector does not answer.")
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection is used again
	switch {
	case res.StatusCode < http.StatusMultipleChoices:
		return false, nil
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode >= http.StatusBadGateway:
		return true, fmt.Errorf("the collector answers %s", res.Status)
	}
	return false, fmt.Errorf("the collector answers %s", res.Status)
}

// Shutdown implements sdk.SpanExporter.
func (e *exporter) Shutdown(context.Context) error {
	e.client.CloseIdleConnections()
	return nil
}
