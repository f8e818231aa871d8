package detect_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/net/html"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// pages reads the labelled pages of the folder in MICROCONSENT_CORPUS.
func pages(tb testing.TB) [][]byte {
	tb.Helper()
	corpus := os.Getenv("MICROCONSENT_CORPUS")
	if corpus == "" {
		tb.Skip("MICROCONSENT_CORPUS names no folder of labelled pages")
	}
	names, err := filepath.Glob(filepath.Join(corpus, "pages", "*.html.gz"))
	if err != nil || len(names) == 0 {
		tb.Fatalf("no pages in %s: %v", corpus, err)
	}
	var out [][]byte
	for _, name := range names {
		out = append(out, unpack(tb, name))
	}
	return out
}

func unpack(tb testing.TB, name string) []byte {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return bytes.ToValidUTF8(text, []byte("\ufffd"))
}

func engine(tb testing.TB, text []byte) detect.Result {
	page, err := detect.Parse(context.Background(), detect.Input{Kind: consent.SourceHTML, Text: text})
	if err != nil {
		tb.Fatal(err)
	}
	r, err := page.Analyze(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// The most that the engine may cost, relative to html.Parse.
const (
	mostTime   = 1.5
	mostAllocs = 2.0
)

// BenchmarkEngine reports how much the whole engine costs relative to html.Parse of the
// same bytes (geometric mean over the pages), and pages a second on one core.
func BenchmarkEngine(b *testing.B) {
	all := pages(b)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	engine(b, all[0]) // tables are built at first use
	for b.Loop() {
		report(b, all)
	}
}

func report(b *testing.B, all [][]byte) {
	var times, allocs, size, total float64
	for _, text := range all {
		bare := cost(func() { _, _ = html.Parse(bytes.NewReader(text)) })
		whole := cost(func() { engine(b, text) })
		times += math.Log(whole.seconds / bare.seconds)
		allocs += math.Log(whole.allocs / bare.allocs)
		size += math.Log(whole.bytes / bare.bytes)
		total += whole.seconds
	}
	n := float64(len(all))
	slower, more := math.Exp(times/n), math.Exp(allocs/n)
	b.ReportMetric(slower, "time/parse")
	b.ReportMetric(more, "allocs/parse")
	b.ReportMetric(math.Exp(size/n), "bytes/parse")
	b.ReportMetric(n/total, "pages/s")
	if slower > mostTime || more > mostAllocs {
		b.Errorf("the engine takes %.3f times as long as html.Parse (at most %.1f) and allocates %.2f times as often (at most %.0f)", slower, mostTime, more, mostAllocs)
	}
}

type spent struct{ seconds, allocs, bytes float64 }

// cost is the least time of several runs, and what the last one allocated.
func cost(f func()) spent {
	const runs = 20
	s := spent{seconds: math.Inf(1)}
	var before, after runtime.MemStats
	for range runs {
		runtime.ReadMemStats(&before)
		begin := time.Now()
		f()
		s.seconds = math.Min(s.seconds, time.Since(begin).Seconds())
		runtime.ReadMemStats(&after)
	}
	s.allocs, s.bytes = float64(after.Mallocs-before.Mallocs), float64(after.TotalAlloc-before.TotalAlloc)
	return s
}
