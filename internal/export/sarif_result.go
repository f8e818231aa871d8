package export

import (
	"cmp"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// snippetLength is how much of a clause's text a location quotes, in characters.
const snippetLength = 300

// resultOf is one finding. Its first clause is the place that CI systems mark; the others
// are related places. What was dismissed or found false is suppressed, not left out.
func resultOf(d consent.Document, f consent.Finding, place int) sarifResult {
	r := sarifResult{
		RuleID: f.Rule, Kind: "fail", Level: levelOf(f.Severity), Message: sarifText{messageOf(f)},
		Fingerprints: map[string]string{"microconsent/v1": f.KeyOf(d.Clauses)},
		Properties:   map[string]any{"severity": f.Severity, "confidence": f.Confidence, "status": cmp.Or(f.Status, consent.TriageOpen)},
	}
	if r.Level == "none" {
		r.Kind = "informational"
	}
	where := locationsOf(d, f, place)
	r.Locations, r.Related = where[:1], where[1:]
	for i := range r.Related {
		id := i + 1
		r.Related[i].ID = &id
	}
	if f.Status.Suppresses() {
		r.Suppressions = []sarifSuppression{suppressionOf(f)}
	}
	return r
}

// messageOf begins with the title: only the first sentence shows where room is short.
func messageOf(f consent.Finding) string {
	parts := []string{strings.TrimRight(cmp.Or(f.Title, f.Rule), ".") + "."}
	for _, s := range append([]string{f.Explanation}, f.Evidence...) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return Visible(strings.Join(parts, " "))
}

func locationsOf(d consent.Document, f consent.Finding, place int) []sarifLocation {
	var out []sarifLocation
	for _, c := range d.Clauses {
		if slices.Contains(f.Clauses, c.ID) {
			out = append(out, locationOf(d, c, place))
		}
	}
	if len(out) == 0 { // the page as a whole
		out = []sarifLocation{{Physical: sarifPhysical{Artifact: uriOf(d, place), Region: &sarifRegion{StartLine: 1}}}}
	}
	return out
}

func locationOf(d consent.Document, c consent.Clause, place int) sarifLocation {
	at := sarifLocation{Physical: sarifPhysical{Artifact: uriOf(d, place), Region: &sarifRegion{StartLine: max(1, c.Line)}}}
	if text, left := Cut(c.Text, snippetLength); text != "" {
		if left > 0 {
			text += "…"
		}
		at.Physical.Region.Snippet = &sarifText{text}
		at.Message = &sarifText{Visible(text)}
	}
	if c.Selector != "" {
		at.Logical = []sarifLogical{{FullyQualifiedName: c.Selector, Kind: "element"}}
	}
	return at
}

func suppressionOf(f consent.Finding) sarifSuppression {
	reason := strings.ReplaceAll(string(f.Status), "_", " ")
	if f.Decision != nil {
		reason += " by " + f.Decision.By + " on " + f.Decision.At.UTC().Format("2006-01-02")
		if f.Decision.Reason != "" {
			reason += ": " + f.Decision.Reason
		}
	}
	return sarifSuppression{Kind: "external", Status: "accepted", Justification: reason}
}

// openResult is a rule that could not be decided, which SARIF 2.1.0, section 3.27.9 calls
// "open".
func openResult(d consent.Document, u consent.Unobserved, place int) sarifResult {
	needs := make([]string, len(u.Needs))
	for i, n := range u.Needs {
		needs[i] = string(n)
	}
	text := "Not observable: " + strings.TrimRight(cmp.Or(u.Title, u.Rule), ".") + "."
	if u.Why != "" {
		text += " " + u.Why
	}
	return sarifResult{RuleID: u.Rule, Kind: "open", Level: "none", Message: sarifText{text},
		Locations:  []sarifLocation{{Physical: sarifPhysical{Artifact: uriOf(d, place), Region: &sarifRegion{StartLine: 1}}}},
		Properties: map[string]any{"needs": needs}}
}
