package web

import (
	"strconv"
	"strings"

	"microconsent/internal/consent"
	"microconsent/views/label"
)

// verdictOf sums up the findings in a sentence. Those that people set aside do not count.
func verdictOf(a consent.Analysis) string {
	counts := openBySeverity(a.Findings)
	var parts []string
	sum := 0
	for _, s := range []consent.Severity{consent.SeverityHigh, consent.SeverityMedium, consent.SeverityLow} {
		if n := counts[s]; n > 0 {
			sum += n
			parts = append(parts, label.Number(n)+" "+strings.ToLower(label.Severity(s)))
		}
	}
	switch {
	case len(parts) == 1:
		_, severity, _ := strings.Cut(parts[0], " ")
		return label.Count(sum, "problem", "problems") + " of " + severity + " severity."
	case sum > 0:
		return label.Count(sum, "problem", "problems") + ": " + strings.Join(parts, ", ") + "."
	case len(a.Clauses) == 0:
		return "Nothing asks for consent here."
	}
	return "No problem was found in how consent is asked for."
}

func openBySeverity(findings []consent.Finding) map[consent.Severity]int {
	counts := map[consent.Severity]int{}
	for _, f := range findings {
		if !f.Status.Suppresses() {
			counts[f.Severity]++
		}
	}
	return counts
}

// whyOf says in plain words where the grade comes from: which parts lost points, what was
// not observed, and why a good grade may stand beside a grave finding. "" without a grade.
func whyOf(a consent.Analysis) string {
	if a.Score == nil {
		return ""
	}
	var lost, unseen []string
	most := 0
	for _, p := range a.Score.Parts {
		switch {
		case !p.Observed:
			unseen = append(unseen, quoted(p.Name))
		case p.Value < p.Max:
			lost = append(lost, quoted(p.Name)+" lost "+strconv.Itoa(p.Max-p.Value)+" of "+strconv.Itoa(p.Max))
			fallthrough
		default:
			most += p.Max
		}
	}
	var out []string
	if len(lost) > 0 {
		out = append(out, "Points: "+strings.Join(lost, ", ")+".")
	}
	if high := openBySeverity(a.Findings)[consent.SeverityHigh]; high > 0 && (a.Score.Grade == "A" || a.Score.Grade == "B") {
		out = append(out, "The grade is the sum of all parts, so one grave fault beside much that is right still leaves a "+a.Score.Grade+
			". It does not make the fault smaller: mend "+label.Count(high, "finding", "findings")+" of high severity first.")
	}
	if len(unseen) > 0 && most > 0 {
		out = append(out, strings.Join(unseen, ", ")+" could not be observed and does not count.")
	}
	return strings.Join(out, " ")
}

func quoted(p consent.Part) string { return "“" + label.Part(p) + "”" }

// limitsOf says what the verdict does not cover.
func limitsOf(a consent.Analysis) []string {
	var out []string
	switch a.Source.Kind {
	case consent.SourceURL:
		out = append(out, "The page was fetched without a browser: what scripts add later was not seen.")
	case consent.SourceHTML:
		out = append(out, "The HTML was read as it was handed in: what scripts add later was not seen.")
	case consent.SourceText:
		out = append(out, "Only the text was read: buttons and boxes cannot be judged.")
	}
	if a.Language.Code != "" && !a.Language.Covered {
		out = append(out, "The language is not known well: no finding rests on missing words.")
	}
	return out
}
