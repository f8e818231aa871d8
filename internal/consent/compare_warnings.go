package consent

import (
	"strconv"
	"strings"
)

// CompareCode names a reason why a difference may come from the looking and not from the
// site.
type CompareCode string

// The reasons.
const (
	CompareIncomplete   CompareCode = "incomplete" // one of the two has no result
	CompareRuleset      CompareCode = "ruleset"
	CompareEngine       CompareCode = "engine"
	CompareJurisdiction CompareCode = "jurisdiction"
	CompareLanguage     CompareCode = "language"
	CompareSource       CompareCode = "source_kind"
	CompareURL          CompareCode = "url"
	CompareRender       CompareCode = "render"         // one was drawn by a browser
	CompareConfidence   CompareCode = "min_confidence" // clauses were cut off at another bound
	CompareObserved     CompareCode = "observed"       // other parts of the score were observed
)

// CompareWarning is one such reason with the two values.
type CompareWarning struct {
	Code CompareCode `json:"code"`
	Base string      `json:"base"`
	Head string      `json:"head"`
}

func compareWarnings(base, head Analysis) []CompareWarning {
	values := func(a Analysis) []CompareWarning {
		return []CompareWarning{
			{Code: CompareRuleset, Base: a.Engine.Ruleset},
			{Code: CompareEngine, Base: a.Engine.Version},
			{Code: CompareJurisdiction, Base: string(a.Options.Jurisdiction)},
			{Code: CompareLanguage, Base: a.Language.Code},
			{Code: CompareSource, Base: string(a.Source.Kind)},
			{Code: CompareURL, Base: a.Source.URL},
			{Code: CompareRender, Base: yesNo(a.Options.Render)},
			{Code: CompareConfidence, Base: decimal(a.Options.MinConfidence)},
			{Code: CompareObserved, Base: observedOf(a.Score)},
		}
	}
	out := []CompareWarning{}
	if base.Status != StatusCompleted || head.Status != StatusCompleted {
		out = append(out, CompareWarning{CompareIncomplete, string(base.Status), string(head.Status)})
	}
	other := values(head)
	for i, w := range values(base) {
		if w.Head = other[i].Base; w.Base != w.Head {
			out = append(out, w)
		}
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// observedOf lists the parts of the score that were observed, "" for a score without parts.
func observedOf(s *Score) string {
	var names []string
	for _, name := range Parts() {
		if p := partOf(s, name); p != nil && p.Observed {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, " ")
}
