package config

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
)

func TestDefaultsAreTheContracts(t *testing.T) {
	t.Parallel()
	cfg, err := Load([]string{"HOME=/x", "MICROCONSENT_TEST_REDIS_URL=x", "MICROCONSENT_CORPUS=/c"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.DatabaseURL != "sqlite://data/microconsent.db" || cfg.RedisURL != "embedded://" || cfg.BlobURL != "file://data/blobs" ||
		cfg.Listen != "127.0.0.1:8080" || cfg.MaxPayloadBytes != 10485760 || cfg.RequestTimeout != 30*time.Second ||
		cfg.JobTimeout != 5*time.Minute || cfg.JobMaxRetry != 5 || len(cfg.Retention) != 0 || cfg.AllowPrivateTargets || cfg.Browser != "auto" {
		t.Errorf("%+v", cfg)
	}
	if !slices.Equal(cfg.WorkerQueues, consent.Priorities()) || cfg.RateLimitKey.Limit != 600 || cfg.RateLimitKey.Period != time.Minute {
		t.Errorf("%+v", cfg)
	}
}

func TestFlagsWinOverTheEnvironment(t *testing.T) {
	t.Parallel()
	cfg, err := Load([]string{"MICROCONSENT_LISTEN=127.0.0.1:1", "MICROCONSENT_LOG_LEVEL=debug"}, map[string]string{"LISTEN": "127.0.0.1:2"})
	if err != nil || cfg.Listen != "127.0.0.1:2" || cfg.LogLevel.String() != "DEBUG" {
		t.Errorf("%v, %+v", err, cfg)
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := Load([]string{"MICROCONSENT_API_KEY_FILE=" + path}, nil)
	if err != nil || cfg.APIKey != "s3cret" {
		t.Errorf("%v, %q", err, cfg.APIKey)
	}
	var out bytes.Buffer
	if err := Print(&out, cfg); err != nil || strings.Contains(out.String(), "s3cret") || !strings.Contains(out.String(), "MICROCONSENT_API_KEY="+Mask) {
		t.Errorf("%v in\n%s", err, out.String())
	}
}

func TestEveryProblemIsNamed(t *testing.T) {
	t.Parallel()
	for pair, says := range map[string]string{
		"DATABASE_URL=mysql://x":         "sqlite://",
		"DATABASE_URL=sqlite://":         "nothing",
		"REDIS_URL=localhost:6379":       "redis://",
		"BLOB_URL=ftp://x":               "file://",
		"LISTEN=8080":                    "port",
		"LISTEN=127.0.0.1:99999":         "port",
		"TLS_CERT_FILE=cert.pem":         "TLS_KEY_FILE",
		"METRICS_LISTEN=9090":            "port",
		"SLOW_QUERY=2":                   "off, or a time",
		"BASE_URL=example.com":           "http",
		"ADMIN_EMAIL=a@example.com":      "ADMIN_PASSWORD",
		"MAX_PAYLOAD_BYTES=10MB":         "bytes",
		"REQUEST_TIMEOUT=30":             "30s",
		"JOB_TIMEOUT=0s":                 "5m",
		"JOB_MAX_RETRY=-1":               "whole number",
		"RETENTION=forever":              "90d",
		"RATE_LIMIT_KEY=many":            "N/PERIOD",
		"TRUSTED_PROXIES=10.0.0.0/8,me":  `"me"`,
		"ALLOWED_ORIGINS=*":              "origin",
		"ALLOW_PRIVATE_TARGETS=maybe":    "true or false",
		"BROWSER=firefox":                "path",
		"WORKER_QUEUES=high,urgent":      `"urgent"`,
		"LOG_LEVEL=loud":                 "debug",
		"LOG_FORMAT=xml":                 "json",
		"LISSEN=x":                       "MICROCONSENT_LISTEN",
		"LISTEN_FILE=/x":                 "not a setting",
		"API_KEY_FILE=/does/not/exist/x": "cannot be read",
	} {
		_, err := Load([]string{Prefix + pair}, nil)
		fields := consent.FieldsOf(err)
		if consent.CodeOf(err) != consent.Invalid || len(fields) != 1 || !strings.Contains(fields[0].Message, says) {
			t.Errorf("%s: %v, %v", pair, err, fields)
		}
	}
	_, err := Load([]string{"MICROCONSENT_LISTEN=x", "MICROCONSENT_LOG_LEVEL=x", "MICROCONSENT_NOPE=1"}, nil)
	if got := len(consent.FieldsOf(err)); got != 3 {
		t.Errorf("%d problems told of three", got)
	}
}

func TestPasswordsInAddressesAreMasked(t *testing.T) {
	t.Parallel()
	cfg, err := Load([]string{"MICROCONSENT_DATABASE_URL=postgres://app:hunter2@db:5432/x?sslmode=disable", "MICROCONSENT_REDIS_URL=redis-sentinel://:pa55@r:1/0?master=m&sentinel_password=pa55"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	_ = Print(&out, cfg)
	if strings.Contains(out.String(), "hunter2") || strings.Contains(out.String(), "pa55") || !strings.Contains(out.String(), "sslmode=disable") || !strings.Contains(out.String(), "app:"+Mask+"@db:5432") {
		t.Error(out.String())
	}
}

// TestExampleIsCurrent compares the committed .env.example; `make generate` writes it.
func TestExampleIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", ".env.example")
	var want bytes.Buffer
	if err := Example(&want); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("MICROCONSENT_TEST_UPDATE") != "" {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is out of date (%v); run make generate", path, err)
	}
}
