package storybook

import (
	"time"

	"microconsent/internal/consent"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// compared is a site that changed: a finding new, one fixed, one worse, words and controls.
func compared() (base, head consent.Analysis) {
	control := func(id string, role consent.ClauseRole, text, selector string) consent.Clause {
		return consent.Clause{ID: id, Kind: consent.KindControl, Surface: consent.SurfaceBanner, Role: role, Text: text, Element: "button", Selector: selector}
	}
	finding := func(rule string, s consent.Severity) consent.Finding {
		return consent.Finding{Rule: rule, Severity: s, Title: "A title for " + rule + " " + Hostile}
	}
	base = consent.Analysis{Status: consent.StatusCompleted, Engine: consent.Engine{Version: "1.0.0", Ruleset: "2026.11"}, Score: &consent.Score{Value: 42, Grade: "D"},
		Banner: consent.Banner{Present: true, Text: "We use cookies for analytics."}, Findings: []consent.Finding{finding("a", consent.SeverityHigh), finding("b", consent.SeverityLow), finding("same", consent.SeverityLow)},
		Clauses: []consent.Clause{control("c1", consent.ClauseAcceptAll, "Accept", "#yes"), control("c2", consent.ClauseSettings, "Settings", "#more"), control("c3", consent.ClauseSave, "Save", "#save")}}
	head = base
	head.Engine.Ruleset, head.Score = "2026.12", nil
	head.Banner.Text = "We use cookies for analytics and " + Hostile
	head.Findings = []consent.Finding{finding("b", consent.SeverityMedium), finding("same", consent.SeverityLow), finding("c", consent.SeverityHigh)}
	head.Clauses = []consent.Clause{control("c1", consent.ClauseAcceptAll, "Accept all "+Hostile, "#yes"), control("c2", consent.ClauseRejectAll, "Settings", "#more"), control("c4", consent.ClauseClose, "Close", "#x")}
	return base, head
}

func compare() []Story {
	base, head := compared()
	side := func(name string, a consent.Analysis) page.CompareSide {
		return page.CompareSide{Name: name, Title: "journal.example", Href: "/analyses/" + id("11"), When: ago(time.Hour), Score: a.Score,
			Facts: page.Provenance{Kind: consent.SourceURL, Bytes: 12345, SHA256: "9f86d081884c7d65", Engine: a.Engine}, Rules: consent.JurisdictionEU, Address: "https://journal.example/"}
	}
	v := page.Compare{Frame: frame("What changed", layout.NavHistory), Base: side("Before", base), Head: side("After", head), Swap: "/compare?base=y&head=x", Pick: "/compare?base=x",
		Change: consent.Compare(base, head), Markdown: "# Change\n\n" + Hostile}
	pick := page.ComparePick{Frame: frame("Compare two analyses", layout.NavHistory), Query: "journal", Base: id("11"), Rows: []page.PickRow{
		{ID: id("11"), Title: "journal.example", Detail: "/news", Grade: "D", When: ago(time.Hour), Base: true}, {ID: id("12"), Title: Hostile, When: ago(50 * time.Hour)}}}
	none, wrong := pick, pick
	none.Rows, wrong.Rows, wrong.Query, wrong.Problems = nil, nil, "\"", []ui.Problem{{ID: "q", Message: "A quote is open."}}
	same := v
	same.Change = consent.Compare(base, base)
	return []Story{{Name: "compare", View: page.ComparePage(v)}, {Name: "compare/same", View: page.ComparePage(same)},
		{Name: "compare/pick", View: page.ComparePickPage(pick)}, {Name: "compare/pick-no-match", View: page.ComparePickPage(none)}, {Name: "compare/pick-wrong", View: page.ComparePickPage(wrong)}}
}
