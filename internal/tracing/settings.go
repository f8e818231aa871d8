package tracing

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// settings of the exporter.
type settings struct {
	endpoint string // address that spans are posted to; "" is off
	headers  map[string]string
	timeout  time.Duration
	caFile   string
}

// read takes what is set for traces before what is set for all signals.
func read(getenv func(string) string) (settings, error) {
	of := func(name string) (string, bool) {
		if v := getenv("OTEL_EXPORTER_OTLP_TRACES_" + name); v != "" {
			return v, true
		}
		return getenv("OTEL_EXPORTER_OTLP_" + name), false
	}
	s := settings{timeout: 10 * time.Second}
	endpoint, own := of("ENDPOINT")
	if endpoint == "" || getenv("OTEL_TRACES_EXPORTER") == "none" || strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") {
		return s, nil
	}
	if exporter := getenv("OTEL_TRACES_EXPORTER"); exporter != "" && exporter != "otlp" {
		return s, bad("OTEL_TRACES_EXPORTER", "must be otlp or none")
	}
	if protocol, _ := of("PROTOCOL"); protocol != "" && protocol != "http/protobuf" {
		return s, bad("OTEL_EXPORTER_OTLP_PROTOCOL", "must be http/protobuf")
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return s, bad("OTEL_EXPORTER_OTLP_ENDPOINT", "must be an http or https address")
	}
	if !own {
		u = u.JoinPath("v1/traces")
	}
	s.endpoint = u.String()
	s.caFile, _ = of("CERTIFICATE")
	if text, _ := of("TIMEOUT"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return s, bad("OTEL_EXPORTER_OTLP_TIMEOUT", "must be a number of milliseconds")
		}
		s.timeout = time.Duration(n) * time.Millisecond
	}
	text, _ := of("HEADERS")
	s.headers, err = parseHeaders(text)
	return s, err
}

// parseHeaders reads name=value pairs with commas, values percent-encoded. The error does not
// repeat them: they often hold a key.
func parseHeaders(text string) (map[string]string, error) {
	out := map[string]string{}
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if name = strings.TrimSpace(name); !ok || err != nil || name == "" {
			return nil, bad("OTEL_EXPORTER_OTLP_HEADERS", "must be name=value pairs with commas")
		}
		out[name] = value
	}
	return out, nil
}

func bad(name, why string) error {
	return &consent.Error{Code: consent.Invalid, Message: "Some settings are wrong:", Fields: []consent.Field{{Name: name, Message: why}}}
}
