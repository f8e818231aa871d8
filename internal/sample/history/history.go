// Package history invents a past: analyses of made-up sites over two years, skewed as real
// ones are, for demonstrations and measurements. The same options give the same analyses.
package history

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/detect/rules"
)

// Span is how far back the first analysis lies.
const Span = 2 * 365 * 24 * time.Hour

// Options say what to invent.
type Options struct {
	N         int
	Seed      uint64
	Workspace consent.ID
	Until     time.Time // the last analysis comes before it
	Version   string    // of the program, to stand in the results
}

// Analyses yields N analyses, the oldest first, with clauses and findings, about 20 clauses
// each. Sites are names below .example and .test, which nobody can own (RFC 2606).
func Analyses(o Options) iter.Seq[consent.Analysis] {
	return func(yield func(consent.Analysis) bool) {
		w := newWorld(o)
		for i := range o.N {
			if !yield(w.analysis(i)) {
				return
			}
		}
	}
}

// At is the i-th analysis of those that Analyses yields.
func At(o Options, i int) consent.Analysis { return newWorld(o).analysis(i) }

type world struct {
	Options
	sites []site
	known []rules.Rule
}

// perSite is how many analyses a site has on average; a few have most.
const perSite = 40

func newWorld(o Options) *world {
	w := &world{Options: o}
	for _, rule := range rules.All() {
		if _, known := rule.Severity[consent.JurisdictionEU]; known {
			w.known = append(w.known, rule)
		}
	}
	random := rand.New(rand.NewPCG(o.Seed, 1))
	for i := range min(50_000, max(8, o.N/perSite)) {
		w.sites = append(w.sites, newSite(random, i))
	}
	return w
}

// analysis is the i-th one, from a random source of its own.
func (w *world) analysis(i int) consent.Analysis {
	random := rand.New(rand.NewPCG(w.Seed, uint64(i)+1<<32))
	at := w.timeOf(i, random)
	s := w.sites[skewed(random, len(w.sites))]
	ended := consent.Timestamp(at.Add(time.Duration(300+random.IntN(6_000)) * time.Millisecond))
	a := consent.Analysis{ID: newID(at, random), WorkspaceID: w.Workspace, CreatedAt: at, UpdatedAt: ended, FinishedAt: &ended,
		Status: consent.StatusCompleted, Host: s.host, Site: s.name, Options: consent.Options{Jurisdiction: consent.JurisdictionEU},
		Source: s.source(random, i)}
	switch roll := random.IntN(1000); {
	case roll < 45:
		fail(&a, random)
	case roll < 57:
		a.Status, a.Failure = consent.StatusCanceled, &consent.Failure{Code: consent.Canceled, Message: "Canceled by tester."}
	default:
		w.complete(&a, s, random)
	}
	return a
}

// timeOf spreads the analyses over Span in their order, more of them of late.
func (w *world) timeOf(i int, random *rand.Rand) time.Time {
	share := math.Sqrt((float64(i) + random.Float64()) / float64(w.N))
	return consent.Timestamp(w.Until.Add(-Span).Add(time.Duration(share * float64(Span))))
}

// skewed picks small numbers more often, about as Zipf's law has it.
func skewed(random *rand.Rand, n int) int {
	return min(n-1, int(math.Pow(float64(n), random.Float64()))-1+random.IntN(2))
}

// newID is a UUID of version 7 (RFC 9562) at the time.
func newID(at time.Time, random *rand.Rand) consent.ID {
	ms, a, b := uint64(at.UnixMilli()), random.Uint64(), random.Uint64()
	return consent.ID(fmt.Sprintf("%08x-%04x-7%03x-%04x-%012x", ms>>16, ms&0xffff, a&0xfff, 0x8000|a>>12&0x3fff, b&0xffff_ffff_ffff))
}

var failures = []consent.Failure{
	{Code: consent.Unavailable, Message: "The site did not answer."},
	{Code: consent.Timeout, Message: "The analysis took longer than 5m0s."},
	{Code: consent.Invalid, Message: "The site answered with the status 404."},
	{Code: consent.TooLarge, Message: "The page is larger than 10485760 bytes."},
}

func fail(a *consent.Analysis, random *rand.Rand) {
	failure := failures[skewed(random, len(failures))]
	a.Status, a.Failure = consent.StatusFailed, &failure
	a.Source.SHA256, a.Source.Bytes, a.Source.Title = "", 0, ""
}

// complete gives an analysis its result. A site changes slowly: its quality drifts with time.
func (w *world) complete(a *consent.Analysis, s site, random *rand.Rand) {
	words := languages()[s.language]
	a.Language = consent.Language{Code: words.code, Consent: words.code, Confidence: 0.99, Covered: words.covered}
	a.Engine = consent.Engine{Version: w.Version, Ruleset: rules.Ruleset}
	a.Timing = consent.Timing{Fetch: int64(40 + skewed(random, 3000)), Parse: int64(1 + skewed(random, 60)), Analyze: int64(2 + skewed(random, 400))}
	quality := min(1, max(0, s.quality+0.15*math.Sin(s.phase+float64(a.CreatedAt.Unix())/1.2e7)+0.05*random.NormFloat64()))
	if s.cmp.ID != "" {
		a.CMPs = []consent.CMP{s.cmp}
	}
	reject := quality > 0.55
	a.Clauses = words.clauses(random, s, reject)
	a.Banner = consent.Banner{Present: s.banner, FirstLayerReject: s.banner && reject, ImpliedConsent: s.banner && quality < 0.12}
	if s.banner {
		a.Banner.Selector, a.Banner.Text = "#consent", words.notice
	}
	a.Findings = w.findings(random, s, quality, a.Clauses)
	value := int(math.Round(100 * quality))
	a.Score = &consent.Score{Value: value, Grade: consent.GradeOf(value), Parts: parts(value)}
	a.Summary = consent.Summarize(a.Clauses, a.Findings)
}

func parts(value int) []consent.ScorePart {
	out := make([]consent.ScorePart, 0, 4)
	for _, name := range consent.Parts() {
		out = append(out, consent.ScorePart{Name: name, Value: value / 4, Max: 25, Observed: name != consent.PartBehaviour})
	}
	return out
}

// findings: the worse the site, the more; a site keeps breaking the same rules.
func (w *world) findings(random *rand.Rand, s site, quality float64, clauses []consent.Clause) []consent.Finding {
	var out []consent.Finding
	seen := map[string]bool{}
	for range int((1-quality)*7 + random.Float64()*2) {
		rule := w.known[(s.rule+skewed(random, len(w.known)))%len(w.known)]
		if seen[rule.ID] {
			continue
		}
		seen[rule.ID] = true
		f := consent.Finding{Rule: rule.ID, Severity: rule.Severity[consent.JurisdictionEU], Status: triage(random), Title: rule.English.Title,
			Explanation: rule.English.Explanation, Remedy: rule.English.Remedy, Confidence: 0.8 + 0.19*random.Float64()}
		if len(clauses) > 0 {
			f.Clauses = []string{clauses[random.IntN(len(clauses))].ID}
		}
		f.Key = f.KeyOf(clauses)
		out = append(out, f)
	}
	return out
}

func triage(random *rand.Rand) consent.Triage {
	return consent.Triages()[max(0, skewed(random, 60)-56)]
}
