package archtest

import "strings"

// module is the path of this module.
const module = "microconsent"

// rule says what the packages below a path may import directly, tests aside. Paths cover
// what is below them too.
type rule struct {
	path   string   // below the module
	ours   []string // packages of this module, below the module; "*" is all
	theirs []string // packages of other modules; "*" is all
	not    []string // packages of the standard library that are refused
}

// transport is what code that knows no transport, file or clock does not import.
var transport = []string{"net", "net/http", "os", "os/exec", "os/signal", "database/sql", "html/template", "io/ioutil", "log"}

// rules is the table of docs/architecture.md. The longest path that fits holds; a package
// that none fits is an error, so that a new one gets its row.
func rules() []rule {
	return []rule{
		{path: "internal/consent", not: transport},
		{path: "internal/detect", ours: list("internal/consent internal/detect"), theirs: list("golang.org/x/net/html golang.org/x/net/idna golang.org/x/net/publicsuffix golang.org/x/text github.com/andybalholm/cascadia"), not: append(list("time io/fs"), transport...)},
		{path: "internal/app", ours: list("internal/consent internal/detect"), not: transport},
		{path: "internal/store", ours: list("internal/consent migrations"), theirs: list("github.com/uptrace/bun github.com/jackc/pgx github.com/klauspost/compress modernc.org/sqlite"), not: list("net/http")},
		{path: "internal/store/storetest", ours: list("internal/consent internal/store"), theirs: list("github.com/google/go-cmp")},
		// asynq takes and gives go-redis clients, so they are part of its API.
		{path: "internal/queue", ours: list("internal/consent"), theirs: list("github.com/hibiken/asynq github.com/redis/go-redis"), not: list("net/http database/sql")},
		{path: "internal/worker", ours: list("internal/consent internal/app internal/queue"), theirs: list("github.com/hibiken/asynq github.com/redis/go-redis"), not: list("net/http database/sql")},
		{path: "internal/schedule", ours: list("internal/consent internal/app internal/queue"), theirs: list("github.com/hibiken/asynq github.com/robfig/cron"), not: list("net/http database/sql")},
		{path: "internal/capture", ours: list("internal/consent"), theirs: list("golang.org/x/net golang.org/x/text github.com/gabriel-vasile/mimetype github.com/klauspost/compress github.com/chromedp"), not: list("database/sql")},
		{path: "internal/intake", ours: list("internal/consent"), not: list("net net/http database/sql")},
		{path: "internal/hook", ours: list("internal/consent"), theirs: list("golang.org/x/net"), not: list("database/sql")},
		{path: "internal/blob", ours: list("internal/consent"), theirs: list("github.com/minio/minio-go github.com/klauspost/compress"), not: list("database/sql net/http")},
		{path: "internal/backup", ours: list("internal/consent"), theirs: list("github.com/klauspost/compress"), not: list("net/http database/sql os")},
		{path: "internal/chart", ours: list("internal/consent"), theirs: list("github.com/go-echarts/go-echarts"), not: transport},
		{path: "internal/export", ours: list("internal/consent"), theirs: list("github.com/xuri/excelize"), not: list("net/http database/sql")},
		{path: "internal/httpx", ours: list("internal/consent"), theirs: list("github.com/gin-gonic/gin github.com/klauspost/compress github.com/alexedwards/scs github.com/prometheus/client_golang"), not: list("database/sql")},
		{path: "internal/api", ours: list("internal/consent internal/app internal/httpx internal/export internal/intake"), theirs: list("github.com/gin-gonic/gin github.com/danielgtaylor/huma"), not: list("database/sql")},
		{path: "internal/web", ours: list("internal/consent internal/app internal/httpx internal/chart internal/export internal/intake views static"), theirs: list("github.com/gin-gonic/gin github.com/a-h/templ"), not: list("database/sql")},
		{path: "views", ours: list("internal/consent static views"), theirs: list("github.com/a-h/templ"), not: list("net/http os database/sql")},
		{path: "static", not: list("net/http database/sql")},
		{path: "migrations"},
		{path: "internal/sample", ours: list("internal/consent"), not: transport},
		{path: "internal/sample/history", ours: list("internal/consent internal/detect"), not: transport},
		{path: "internal/suppress", ours: list("internal/consent internal/detect"), theirs: list("go.yaml.in/yaml"), not: list("net/http os database/sql")},
		{path: "internal/tracing", ours: list("internal/consent"), theirs: list("go.opentelemetry.io/otel go.opentelemetry.io/proto/slim/otlp google.golang.org/protobuf"), not: list("database/sql")},
		{path: "internal/config", ours: list("internal/consent"), not: list("net/http database/sql")},
		{path: "internal/boot", ours: list("*"), theirs: list("*")},
		{path: "cmd", ours: list("internal/boot internal/app internal/config internal/consent internal/detect internal/export internal/intake internal/suppress"), theirs: list("github.com/spf13 github.com/schollz/progressbar golang.org/x/term golang.org/x/sync"), not: list("database/sql")},
		{path: "internal/testrig", ours: list("*"), theirs: list("*")},
		{path: "internal/e2e"},
		{path: "internal/archtest"},
		{path: "deploy"},
	}
}

// never is what a package must not reach by any number of steps, tests aside.
func never() map[string][]string {
	domain := list("github.com/gin-gonic/gin github.com/uptrace/bun github.com/hibiken/asynq github.com/a-h/templ github.com/redis/go-redis github.com/chromedp internal/store internal/queue internal/httpx internal/testrig")
	return map[string][]string{
		"internal/consent": append(list("golang.org github.com"), domain...),
		"internal/detect":  domain,
		"internal/app":     domain,
		"internal/api":     list("internal/web views internal/store internal/queue internal/testrig"),
		"internal/web":     list("internal/api internal/store internal/queue internal/testrig"),
		"internal/store":   list("internal/queue internal/app github.com/gin-gonic/gin internal/testrig"),
		"internal/queue":   list("internal/store internal/app github.com/uptrace/bun internal/testrig"),
		"internal/worker":  list("internal/store internal/httpx internal/testrig"),
		"views":            list("internal/app internal/store internal/httpx internal/testrig github.com/gin-gonic/gin"),
		"cmd":              list("internal/testrig"),
		"internal/boot":    list("internal/testrig"),
	}
}

// forModels says whether a package of the engine trains or scores its models. Those read
// files; nothing else may import them.
func forModels(name string) bool {
	last := name[strings.LastIndex(name, "/")+1:]
	return below(name, "internal/detect") && (last == "learn" || strings.HasSuffix(last, "train") || strings.HasSuffix(last, "eval") || strings.HasSuffix(last, "gen"))
}

func list(words string) []string { return strings.Fields(words) }

// below says whether a package is path or beneath it.
func below(pkg, path string) bool { return pkg == path || strings.HasPrefix(pkg, path+"/") }
