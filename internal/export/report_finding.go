package export

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"time"

	"microconsent/internal/consent"
)

// told is a finding, or the title of an undecided rule, as the report tells it.
type told struct {
	FindingText
	report
	Found consent.Finding
	Attr  template.HTMLAttr // of the words, when they are not in the report's language
	Shown []shown
	Cited []string
}

// shown is a piece of evidence: a clause with its places, or a sentence. A switch and its
// label are two clauses with one text and one meaning: they are one piece in two places.
type shown struct {
	Clause bool
	Quote  quote
	Places []place
	same   consent.Clause
}

// Tell puts a finding into the report's language where its rule's words are known, and
// names its sources in full.
func (r report) Tell(f consent.Finding) told {
	t := told{report: r, Found: f}
	t.FindingText, t.Attr = r.wording(f.Rule, FindingText{f.Title, f.Explanation, f.Remedy, f.Disagreement})
	for _, c := range r.Clauses {
		if slices.Contains(f.Clauses, c.ID) {
			t.showClause(c)
		}
	}
	for _, s := range f.Evidence {
		t.Shown = append(t.Shown, shown{Quote: r.Quote(s)})
	}
	for _, id := range f.References {
		t.Cited = append(t.Cited, r.cite(id))
	}
	return t
}

// showClause adds a clause, or its place to the one that says the same.
func (t *told) showClause(c consent.Clause) {
	for i := range t.Shown {
		if was := t.Shown[i].same; c.Text != "" && was.Text == c.Text && was.Role == c.Role {
			t.Shown[i].Places = append(t.Shown[i].Places, t.Place(c))
			return
		}
	}
	t.Shown = append(t.Shown, shown{Clause: true, Quote: t.Quote(c.Text), Places: []place{t.Place(c)}, same: c})
}

// Question is the title of an undecided rule.
func (r report) Question(u consent.Unobserved) told {
	t := told{report: r}
	t.FindingText, t.Attr = r.wording(u.Rule, FindingText{Title: cmp.Or(u.Title, u.Rule)})
	return t
}

// wording is the rule's text in the report's language, or the given English one marked as
// such.
func (r report) wording(rule string, given FindingText) (FindingText, template.HTMLAttr) {
	if r.options.Text != nil && r.Lang != "en" {
		if text, ok := r.options.Text(rule, r.Lang); ok {
			return text, ""
		}
	}
	return given, r.Foreign()
}

// Foreign marks English words in a report of another language (WCAG 2.2, 3.1.2).
func (r report) Foreign() template.HTMLAttr {
	if r.Lang == "en" {
		return ""
	}
	return ` lang="en"`
}

func (r report) cite(id string) string {
	if r.options.Cite != nil {
		if full := r.options.Cite(id); full != "" {
			return full + " (" + id + ")"
		}
	}
	return id
}

// Told says whether there is more to tell than the title.
func (t told) Told() bool {
	return t.Explanation+t.Remedy+t.Disagreement != "" || len(t.Shown)+len(t.Cited) > 0
}

// Sure is the confidence.
func (t told) Sure() string { return t.Percent(t.Found.Confidence) }

// Status is what a person decided.
func (t told) Status() string { return t.Of("triage", cmp.Or(t.Found.Status, consent.TriageOpen)) }

// place is where a clause stands.
type place struct {
	quote
	Line string
}

// Place shows where a clause stands: the selector, and the line where there is one.
func (r report) Place(c consent.Clause) place {
	p := place{quote: r.Quote(c.Selector)}
	if c.Line > 0 {
		p.Line = fmt.Sprintf("%s %d", r.T("line"), c.Line)
	}
	return p
}

// Percent shows a confidence.
func (r report) Percent(f float64) string { return fmt.Sprintf("%.0f %%", 100*f) }

// When shows a time for people, in UTC; "" for the zero time.
func (r report) When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}
