package store_test

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/sample/history"
	"microconsent/internal/store"
	"microconsent/internal/testrig/services"
)

var (
	speedAnalyses = flag.Int("history", 0, "analyses that TestHistorySpeed seeds PostgreSQL with; 0 proves the test on a few")
	speedURL      = flag.String("history-url", "", "empty or already seeded PostgreSQL database for the large history, kept for the next run; without it one is made")
	speedLiteURL  = flag.String("history-lite-url", "", "the same for the SQLite file, as sqlite://PATH")
	speedOnly     = flag.String("history-only", "", "pattern of the cases to measure, all without one; \"export\" is the exports")
	speedReport   = flag.String("history-report", "", "file that TestHistorySpeed appends its table to")
)

const (
	speedLimit    = 150 * time.Millisecond // at the 95th percentile
	speedRatio    = 1.5                    // of the first page, large to small
	speedCalls    = 40                     // of each case
	speedTime     = 8 * time.Second        // for each case
	speedPatience = 10 * time.Second       // for one call
	speedSmall    = 10_000
	speedLite     = 100_000 // the most of SQLite
)

// TestHistorySpeed measures what the history's pages ask for, on a large database. Run by
// make bench-history; without -history it shows on a few analyses that every case works.
func TestHistorySpeed(t *testing.T) { //nolint:paralleltest // others beside it would be measured, too
	n, small, lite := *speedAnalyses, min(speedSmall, *speedAnalyses), min(speedLite, *speedAnalyses)
	if n == 0 {
		n, small, lite = 600, 300, 300
	}
	out := &report{t: t, strict: *speedAnalyses > 0, only: regexp.MustCompile(*speedOnly)}
	out.add("\n# %s", time.Now().UTC().Format(time.DateTime))
	few := newSubject(t, "PostgreSQL", services.Postgres(t), small)
	many := newSubject(t, "PostgreSQL", cmp.Or(*speedURL, services.Postgres(t)), n)
	file := newSubject(t, "SQLite", cmp.Or(*speedLiteURL, sqliteURL(t)), lite)
	first := func(s *subject) time.Duration { return s.measure(speedCase{name: "first page", query: ""}).p50 }
	ratio := 0.0
	for range 3 { // the best of three: others use the machine, too
		if r := float64(first(many)) / float64(first(few)); ratio == 0 || r < ratio {
			ratio = r
		}
	}
	out.add("first page, %d to %d analyses: %.2f times (at most %.1f)", n, small, ratio, speedRatio)
	out.must(ratio <= speedRatio, "the first page of the large history takes %.2f times as long", ratio)
	out.measure(many)
	out.measure(file)
	if out.only.MatchString("export") {
		out.exports(many)
	}
	t.Log("\n" + out.text.String())
}

// subject is a seeded database.
type subject struct {
	name  string
	url   string
	n     int
	t     *testing.T
	store *store.Store
	app   *app.App
	actor consent.Actor
	made  history.Options
	seed  time.Duration

	someHosts []string
	cursors   map[int]*consent.Cursor
}

func newSubject(t *testing.T, name, url string, n int) *subject {
	t.Helper()
	s := &subject{name: name, url: url, n: n, t: t, store: migrated(t, url), cursors: map[int]*consent.Cursor{}, actor: consent.SystemActor(consent.DefaultWorkspaceID, "measuring"),
		made: history.Options{N: n, Seed: 1, Workspace: consent.DefaultWorkspaceID, Until: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Version: "1.0.0"}}
	s.app = app.New(app.Deps{Store: s.store}, app.Settings{})
	if !s.seeded() {
		s.fill()
	}
	return s
}

// seeded says whether an earlier run left its analyses.
func (s *subject) seeded() bool {
	s.t.Helper()
	have, err := s.store.DB().NewSelect().Table("analyses").Count(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	if have != 0 && have != int64(s.n) {
		s.t.Fatalf("the database holds %d analyses, not %d", have, s.n)
	}
	return have == int64(s.n)
}

func (s *subject) fill() {
	s.t.Helper()
	if err := s.store.CreateWorkspace(s.t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, Name: "w", CreatedAt: s.made.Until}); err != nil {
		s.t.Fatal(err)
	}
	begun := time.Now()
	if err := s.store.LoadAnalyses(s.t.Context(), history.Analyses(s.made), func(int) {}); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.store.DB().ExecContext(s.t.Context(), "ANALYZE"); err != nil {
		s.t.Fatal(err)
	}
	s.seed = time.Since(begun)
}

// took are the times of one case.
type took struct {
	speedCase
	calls         int
	p50, p95, max time.Duration
}

// measure calls a case again and again, twice before it counts.
func (s *subject) measure(c speedCase) took {
	s.t.Helper()
	var all []time.Duration
	for end := time.Now().Add(speedTime); len(all) < speedCalls+2 && (len(all) < 5 || time.Now().Before(end)); {
		begun := time.Now()
		ctx, cancel := context.WithTimeout(s.t.Context(), speedPatience)
		err := c.run(ctx, s)
		cancel()
		all = append(all, time.Since(begun))
		if all[len(all)-1] > speedPatience { // that slow once is enough to know
			all = slices.Repeat(all[len(all)-1:], 3)
			break
		}
		if err != nil {
			s.t.Fatalf("%s, %s: %v", s.name, c.name, err)
		}
	}
	all = all[2:]
	slices.Sort(all)
	at := func(share float64) time.Duration { return all[int(share*float64(len(all)-1)+0.5)] }
	return took{c, len(all), at(0.5), at(0.95), all[len(all)-1]}
}

// report is the table that a run writes.
type report struct {
	t      *testing.T
	strict bool
	only   *regexp.Regexp
	text   strings.Builder
}

// add writes a line at once: a run that is cut short has measured something, too.
func (r *report) add(format string, args ...any) {
	line := fmt.Sprintf(format+"\n", args...)
	r.text.WriteString(line)
	if *speedReport == "" {
		return
	}
	file, err := os.OpenFile(*speedReport, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		r.t.Fatal(err)
	}
	defer file.Close()
	_, _ = file.WriteString(line)
}

func (r *report) must(holds bool, format string, args ...any) {
	r.t.Helper()
	if !holds && r.strict {
		r.t.Errorf(format, args...)
		r.add("MISSED: "+format, args...)
	}
}

func (r *report) measure(s *subject) {
	r.t.Helper()
	r.add("\n%s, %d analyses, seeded in %s, load of the machine %s\n%-34s %5s %9s %9s %9s", s.name, s.n, s.seed.Round(time.Second), machineLoad(), "what", "calls", "p50", "p95", "max")
	for _, c := range speedCases(s) {
		if !r.only.MatchString(c.name) {
			continue
		}
		m := s.measure(c)
		verdict := ""
		switch {
		case m.p95 <= speedLimit:
		case c.free:
			verdict = "  exact, no limit"
		default:
			verdict = "  over " + speedLimit.String()
		}
		r.add("%-34s %5d %7.1fms %7.1fms %7.1fms%s", m.name, m.calls, ms(m.p50), ms(m.p95), ms(m.max), verdict)
		r.must(m.p95 <= speedLimit || c.free, "%s, %s: %.0f ms at the 95th percentile", s.name, c.name, ms(m.p95))
		if verdict != "" && m.p95 < speedPatience {
			r.add("%s", s.plans(c))
		}
	}
}

// machineLoad is what proc(5) says of the last minutes: times of a busy machine are longer.
func machineLoad() string {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return string(bytes.Join(bytes.Fields(load)[:3], []byte(" ")))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// plans explains every query of a case, with its times.
func (s *subject) plans(c speedCase) string {
	seen := &recorder{}
	watched := *s
	watched.app = app.New(app.Deps{Store: s.store.Watched(seen)}, app.Settings{})
	if err := c.run(s.t.Context(), &watched); err != nil {
		return err.Error()
	}
	explain := "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) "
	if strings.HasPrefix(s.url, "sqlite") {
		explain = "EXPLAIN QUERY PLAN "
	}
	var out strings.Builder
	for _, query := range seen.queries {
		fmt.Fprintf(&out, "    | %.1200s\n", query)
		for _, line := range s.explained(s.t.Context(), explain+query) {
			out.WriteString("    |   " + line + "\n")
		}
	}
	return strings.TrimRight(out.String(), "\n")
}

func (s *subject) explained(ctx context.Context, query string) (lines []string) {
	rows, err := s.store.DB().QueryContext(ctx, query)
	if err != nil {
		return []string{err.Error()}
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	for rows.Next() {
		line, into := "", make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		into[len(into)-1] = &line
		if err := rows.Scan(into...); err != nil {
			return append(lines, err.Error())
		}
		lines = append(lines, line)
	}
	return lines
}
