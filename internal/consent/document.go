package consent

import "time"

// DocumentSchema names the published form of an analysis.
const DocumentSchema = "microconsent/analysis/v1"

// Document is the published form of an analysis: what commands print, the API answers
// and exports hold. Fields may be added; none is renamed or dropped.
type Document struct {
	Schema    string    `json:"schema"`
	ID        ID        `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	Status    Status    `json:"status"`
	Source    SourceRef `json:"source"`
	Options   Options   `json:"options"`
	Language  Language  `json:"language"`
	Engine    Engine    `json:"engine"`
	CMPs      []CMP     `json:"cmps"`
	Banner    Banner    `json:"banner"`
	Clauses   []Clause  `json:"clauses"`
	Findings  []Finding `json:"findings"`
	Score     *Score    `json:"score"`
	Summary   Summary   `json:"summary"`
	Timing    Timing    `json:"timing_ms"`
	Error     *Failure  `json:"error,omitempty"`

	Redirects  []string     `json:"redirects,omitempty"`  // every address on the way, in order
	Unobserved []Unobserved `json:"unobserved,omitempty"` // rules that could not be decided

	Policy *Policy `json:"policy,omitempty"` // what the policy says, where it was read

	Site         string `json:"site,omitempty"`          // registrable domain of the URL
	CachedFrom   ID     `json:"cached_from,omitempty"`   // the analysis whose result was given again for the same bytes
	RejudgedFrom ID     `json:"rejudged_from,omitempty"` // the first analysis of the stored source that was judged again
}

// NewDocument is the published form of a. Lists are never null.
func NewDocument(a Analysis) Document {
	return Document{
		Schema: DocumentSchema, ID: a.ID, CreatedAt: a.CreatedAt, Status: a.Status, Source: a.Source, Options: a.Options,
		Language: a.Language, Engine: a.Engine, CMPs: orEmpty(a.CMPs), Banner: a.Banner, Clauses: clausesOf(a.Clauses),
		Findings: findingsOf(a.Findings), Score: a.Score, Summary: summaryOf(a.Summary), Timing: a.Timing, Error: a.Failure,
		Redirects: a.Redirects, Unobserved: a.Unobserved, Policy: policyOf(a.Policy),
		Site: a.Site, CachedFrom: a.CachedFrom, RejudgedFrom: a.RejudgedFrom,
	}
}

func clausesOf(in []Clause) []Clause {
	out := make([]Clause, len(in))
	for i, c := range in {
		c.Practices, c.Evidence = orEmpty(c.Practices), orEmpty(c.Evidence)
		out[i] = c
	}
	return out
}

func findingsOf(in []Finding) []Finding {
	out := make([]Finding, len(in))
	for i, f := range in {
		f.Clauses, f.References = orEmpty(f.Clauses), orEmpty(f.References)
		out[i] = f
	}
	return out
}

func policyOf(p *Policy) *Policy {
	if p == nil {
		return nil
	}
	out := *p
	out.Practices = orEmpty(p.Practices)
	return &out
}

func summaryOf(s Summary) Summary {
	for _, m := range []*map[string]int{&s.Roles, &s.Categories, &s.Findings} {
		if *m == nil {
			*m = map[string]int{}
		}
	}
	return s
}

func orEmpty[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}

// Summarize counts clauses by role and category and findings by severity.
func Summarize(clauses []Clause, findings []Finding) Summary {
	s := Summary{Clauses: len(clauses), Roles: map[string]int{}, Categories: map[string]int{}, Findings: map[string]int{}}
	for _, c := range clauses {
		s.Roles[string(c.Role)]++
		s.Categories[string(c.Category)]++
	}
	for _, f := range findings {
		s.Findings[string(f.Severity)]++
	}
	return s
}
