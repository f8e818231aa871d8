// Package config reads the settings: one table names each with its default, its check,
// whether it is a secret and what it means. The environment, flags, `.env.example` and
// `config print` all follow from it.
package config

import (
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// Prefix begins the name of every setting in the environment.
const Prefix = "MICROCONSENT_"

// Config is the effective settings. Contract, section 6.
type Config struct {
	DatabaseURL         string
	RedisURL            string
	RedisCAFile         string // "" for the system's authorities
	BlobURL             string
	Listen              string
	TLSCertFile         string // "" for plain HTTP
	TLSKeyFile          string
	MetricsListen       string // "" for none
	BaseURL             string
	APIKey              string
	AdminEmail          string
	AdminPassword       string
	MaxPayloadBytes     int64
	RequestTimeout      time.Duration
	JobTimeout          time.Duration
	JobMaxRetry         int
	Retention           consent.Retention // of workspaces that set none of their own
	RateLimitKey        consent.Rate
	RateLimitAddress    consent.Rate
	RateLimitLogin      consent.Rate
	TrustedProxies      []netip.Prefix
	AllowedOrigins      []string
	AllowPrivateTargets bool
	Browser             string // auto, off or a path
	WorkerConcurrency   int
	WorkerQueues        []consent.Priority
	WorkerStrict        bool
	ShutdownTimeout     time.Duration
	LogLevel            slog.Level
	LogFormat           string        // text or json
	SlowQuery           time.Duration // 0 is off
	OTLPEndpoint        string

	otel map[string]string // the variables OTEL_*

	effective map[string]string // by name, as given or by default
}

// OTel is a standard variable of OpenTelemetry (OTEL_*). The setting for the endpoint stands
// for OTEL_EXPORTER_OTLP_ENDPOINT.
func (c Config) OTel(name string) string {
	if name == "OTEL_EXPORTER_OTLP_ENDPOINT" && c.OTLPEndpoint != "" {
		return c.OTLPEndpoint
	}
	return c.otel[name]
}

// Load reads the settings from NAME=value pairs, as os.Environ has them; overrides, by
// name, come from flags and win. A secret NAME may be given as NAME_FILE, the path of a
// file that holds it. Every problem is reported at once, in one Invalid error.
func Load(environ []string, overrides map[string]string) (Config, error) {
	l := loader{given: map[string]string{}, otel: map[string]string{}}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		l.take(name, value)
	}
	for name, value := range overrides {
		l.given[name] = value
	}
	cfg := Config{effective: map[string]string{}, otel: l.otel}
	for _, s := range Table() {
		value, ok := l.given[s.Name]
		if !ok || value == "" {
			value = s.Default
		}
		cfg.effective[s.Name] = value
		if err := s.set(&cfg, value); err != nil {
			l.fail(s.EnvName(), "%v", err)
		}
	}
	if (cfg.AdminEmail == "") != (cfg.AdminPassword == "") {
		l.fail(Prefix+"ADMIN_EMAIL", "needs %sADMIN_PASSWORD beside it, and the other way round", Prefix)
	}
	if (cfg.TLSCertFile == "") != (cfg.TLSKeyFile == "") {
		l.fail(Prefix+"TLS_CERT_FILE", "needs %sTLS_KEY_FILE beside it, and the other way round", Prefix)
	}
	return cfg, l.err()
}

type loader struct {
	given  map[string]string
	otel   map[string]string
	fields []consent.Field
}

// take notes one environment variable. Names under the prefix that nobody knows are
// errors: a typing mistake must not go unnoticed. Those of the tests are let pass.
func (l *loader) take(env, value string) {
	if strings.HasPrefix(env, "OTEL_") {
		l.otel[env] = value
		return
	}
	name, ours := strings.CutPrefix(env, Prefix)
	if !ours || strings.HasPrefix(name, "TEST_") || name == "CORPUS" {
		return
	}
	if _, ok := find(name); ok {
		if _, twice := l.given[name]; !twice {
			l.given[name] = value
		}
		return
	}
	if secret, isFile := strings.CutSuffix(name, "_FILE"); isFile {
		if s, ok := find(secret); ok && s.Secret {
			l.takeFile(env, secret, value)
			return
		}
	}
	l.fail(env, "is not a setting; did you mean %s%s?", Prefix, nearest(name))
}

func (l *loader) takeFile(env, name, path string) {
	if path == "" {
		return
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		l.fail(env, "the file cannot be read: %v", err)
		return
	}
	l.given[name] = strings.TrimRight(string(raw), "\r\n")
}

func (l *loader) fail(name, format string, args ...any) {
	l.fields = append(l.fields, consent.Field{Name: name, Message: fmt.Sprintf(format, args...)})
}

func (l *loader) err() error {
	if len(l.fields) == 0 {
		return nil
	}
	slices.SortFunc(l.fields, func(a, b consent.Field) int { return strings.Compare(a.Name, b.Name) })
	return &consent.Error{Code: consent.Invalid, Message: "Some settings are wrong:", Fields: l.fields}
}

func find(name string) (Setting, bool) {
	for _, s := range Table() {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}

// nearest is the known name with the smallest edit distance.
func nearest(name string) string {
	best, least := "", 1<<30
	for _, s := range Table() {
		if d := distance(name, s.Name); d < least {
			best, least = s.Name, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
