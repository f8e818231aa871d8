package config

import (
	"strings"
	"time"

	"microconsent/internal/consent"
)

// Setting is one row of the table.
type Setting struct {
	Name    string // without the prefix
	Default string
	Secret  bool // may be given as NAME_FILE; masked when printed
	Meaning string
	set     func(*Config, string) error
}

// EnvName is the name in the environment.
func (s Setting) EnvName() string { return Prefix + s.Name }

// FlagName is the name on the command line.
func (s Setting) FlagName() string { return strings.ToLower(strings.ReplaceAll(s.Name, "_", "-")) }

// Table returns every setting in the order in which they are documented.
func Table() []Setting {
	return []Setting{
		{"DATABASE_URL", "sqlite://data/microconsent.db", true, "Database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME", database},
		{"REDIS_URL", "embedded://", true, "Queue: embedded:// (in this process), redis://, rediss://, redis-cluster:// or redis-sentinel://", redis},
		{"REDIS_CA_FILE", "", false, "PEM file of the authorities that may sign Redis's certificate. Empty: those of the system. PostgreSQL's is sslrootcert in its URL", text(func(c *Config) *string { return &c.RedisCAFile })},
		{"BLOB_URL", "file://data/blobs", false, "Where sources are kept: file://PATH or s3://BUCKET?region=…", blobs},
		{"LISTEN", "127.0.0.1:8080", false, "Address and port of the web role; port 0 takes a free one", listen(func(c *Config) *string { return &c.Listen })},
		{"TLS_CERT_FILE", "", false, "PEM file of the web role's certificate, with those that lead to its authority. Empty: plain HTTP. A renewed file is taken at the next connection", text(func(c *Config) *string { return &c.TLSCertFile })},
		{"TLS_KEY_FILE", "", false, "PEM file of the certificate's private key", text(func(c *Config) *string { return &c.TLSKeyFile })},
		{"METRICS_LISTEN", "", false, "Address and port of a listener for /metrics, /livez and /readyz only, in every role. Empty: none", optional(listen(func(c *Config) *string { return &c.MetricsListen }))},
		{"BASE_URL", "", false, "Public address of the web role; https switches secure cookies on. Empty: made from LISTEN", baseURL},
		{"API_KEY", "", true, "A key that programs may use from the start, with the role analyst. Empty: only keys made by apikey create", text(func(c *Config) *string { return &c.APIKey })},
		{"ADMIN_EMAIL", "", false, "E-mail address of the first administrator, made at the first start", text(func(c *Config) *string { return &c.AdminEmail })},
		{"ADMIN_PASSWORD", "", true, "Password of the first administrator", text(func(c *Config) *string { return &c.AdminPassword })},
		{"MAX_PAYLOAD_BYTES", "10485760", false, "Largest source and request body, in bytes", payload},
		{"REQUEST_TIMEOUT", "30s", false, "Longest time of one request and of one fetch", duration(time.Second, time.Hour, func(c *Config) *time.Duration { return &c.RequestTimeout })},
		{"JOB_TIMEOUT", "5m", false, "Longest time of one attempt of a job", duration(time.Second, 24*time.Hour, func(c *Config) *time.Duration { return &c.JobTimeout })},
		{"JOB_MAX_RETRY", "5", false, "How often a failed attempt is tried again", integer(0, 100, func(c *Config) *int { return &c.JobMaxRetry })},
		{"RETENTION", "off", false, "How long what is kept: off, an age of analyses such as 90d, or ages by kind: analyses=90d,failed=7d,sources=30d,jobs=30d,batches=90d,addresses=30d,audit=365d", retention},
		{"RATE_LIMIT_KEY", "600/1m", false, "Requests of one API key or user: N/PERIOD or off", rate(func(c *Config) *consent.Rate { return &c.RateLimitKey })},
		{"RATE_LIMIT_ADDRESS", "1200/1m", false, "Requests from one network address: N/PERIOD or off", rate(func(c *Config) *consent.Rate { return &c.RateLimitAddress })},
		{"RATE_LIMIT_LOGIN", "10/1m", false, "Attempts to sign in, and wrong keys, from one network address: N/PERIOD or off", rate(func(c *Config) *consent.Rate { return &c.RateLimitLogin })},
		{"TRUSTED_PROXIES", "", false, "Addresses or networks whose X-Forwarded-For is believed, with commas", proxies},
		{"ALLOWED_ORIGINS", "", false, "Origins whose scripts may call the API, with commas", origins},
		{"ALLOW_PRIVATE_TARGETS", "false", false, "Let URLs lead to private and loopback addresses. For trusted networks only", boolean(func(c *Config) *bool { return &c.AllowPrivateTargets })},
		{"BROWSER", "auto", false, "Browser for rendering: auto, off or the path of a Chromium. Not used in this version", browser},
		{"WORKER_CONCURRENCY", "8", false, "Jobs that one worker process runs at once", integer(1, 1000, func(c *Config) *int { return &c.WorkerConcurrency })},
		{"WORKER_QUEUES", "high,default,low", false, "Queues that a worker serves, with commas", queues},
		{"WORKER_STRICT", "false", false, "Serve a lower queue only when all higher ones are empty, instead of by weights 6:3:1", boolean(func(c *Config) *bool { return &c.WorkerStrict })},
		{"SHUTDOWN_TIMEOUT", "20s", false, "Longest time of each step of stopping", duration(time.Second, time.Hour, func(c *Config) *time.Duration { return &c.ShutdownTimeout })},
		{"LOG_LEVEL", "info", false, "debug, info, warn or error", logLevel},
		{"LOG_FORMAT", "text", false, "text or json", oneOf([]string{"text", "json"}, func(c *Config) *string { return &c.LogFormat })},
		{"SLOW_QUERY", "1s", false, "Queries that take this long are logged, without their values: a time or off", orOff(time.Millisecond, time.Hour, func(c *Config) *time.Duration { return &c.SlowQuery })},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "", false, "Address of an OpenTelemetry collector that traces go to, over OTLP/HTTP. Empty: none, unless the standard variables OTEL_* say so, which hold for the rest", text(func(c *Config) *string { return &c.OTLPEndpoint })},
	}
}
