package storybook

import (
	"time"

	"microconsent/internal/consent"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func clause(id string, role consent.ClauseRole, category consent.Category, text, selector string, checked *bool) page.Clause {
	return page.Clause{Source: "/analyses/x/source?clause=" + id + "#clause-" + id, Clause: consent.Clause{ID: id, Kind: consent.KindControl, Surface: consent.SurfaceBanner,
		Role: role, Category: category, Confidence: 0.97, Text: text, Element: "button", Selector: selector, Line: 120, Checked: checked}}
}

func clausesView() page.Clauses {
	yes, no := true, false
	statement := clause("c5", consent.ClauseOther, consent.CategoryPrivacy, "We keep your data for as long as we need it. "+Hostile, "", nil)
	statement.Kind, statement.Surface, statement.Practices, statement.Source = consent.KindStatement, consent.SurfacePolicy, []consent.Practice{consent.PracticeRetention, consent.PracticeUserChoice}, ""
	return page.Clauses{Action: "/analyses/x", Clear: "/analyses/x", Total: 620, Matching: 620, First: 201, Previous: "/analyses/x", Next: "/analyses/x?from=400", HasCheckboxes: true, Surfaces: choices("Any", "Any", "Consent banner"), Text: Hostile,
		Roles: choices("Any", "Any", "Accept all"), Categories: choices("Any", "Any", "Analytics"), Confidences: choices("Any", "Any", "50 %"),
		Rows: []page.Clause{
			clause("c1", consent.ClauseAcceptAll, consent.CategoryOther, "Alle akzeptieren", "#onetrust-accept-btn-handler", nil),
			clause("c2", consent.ClauseSettings, consent.CategoryOther, "Einstellungen", "div.banner > div:nth-of-type(3) > button.very-long-class-name-of-a-framework:nth-of-type(2)", nil),
			clause("c3", consent.ClausePurposeToggle, consent.CategoryAdvertising, "Werbung", "#toggle-ads", &yes),
			clause("c4", consent.ClausePurposeToggle, consent.CategoryAnalytics, "Statistik", "#toggle-stats", &no),
			statement,
		}}
}

// findings link to clauses on the page at the address; "" is the same page.
func findings(address string) []page.Finding {
	evidence := []page.Evidence{{ID: "c1", Href: address + "#clause-c1", Text: "Alle akzeptieren", Role: consent.ClauseAcceptAll, Selector: "#onetrust-accept-btn-handler", Line: 120,
		Source: "/analyses/x/source?clause=c1#clause-c1", Also: []page.EvidenceLink{{ID: "c3", Href: address + "#clause-c3"}}}, {ID: "c2", Href: address + "#clause-c2", Text: Hostile}}
	for range 5 {
		evidence = append(evidence, page.Evidence{ID: "c4", Href: address + "#clause-c4", Text: "Statistik"})
	}
	finding := func(rule string, s consent.Severity, title string, evidence []page.Evidence) page.Finding {
		return page.Finding{Evidence: evidence, Anchor: "finding-" + rule, Triage: page.Triage{Action: "/analyses/x/findings/" + rule,
			Statuses: choices("Open", "Open", "Accepted", "Dismissed", "False positive")}, Finding: consent.Finding{Rule: rule, Severity: s, Status: consent.TriageOpen, Title: title, Confidence: 0.95,
			Explanation: "The first layer offers a button to accept all purposes but none to refuse them.",
			Remedy:      "Put a button to refuse beside it, of the same size and color.", References: []string{"EDPB-CBTF-A", "GDPR-7(3)"}}}
	}
	info := finding("no-consent-needed", consent.SeverityInfo, Hostile, nil)
	info.Remedy, info.Status, info.Decision = "", consent.TriageDismissed, &consent.Decision{By: "Ada", At: noon(), Reason: Hostile}
	info.Finding.Evidence, info.Disagreement = []string{"2 of 3 purposes: " + Hostile}, "The CNIL takes it otherwise."
	return []page.Finding{
		finding("no-reject-on-first-layer", consent.SeverityHigh, "Refusing takes more steps than accepting", evidence),
		finding("pre-ticked", consent.SeverityMedium, "A purpose is switched on before anybody agreed", evidence[:1]),
		finding("vague", consent.SeverityLow, "The text names no purpose", nil), info,
	}
}

func analysisView() page.Analysis {
	return page.Analysis{Frame: frame("journal.example", layout.NavHistory), ID: id("11"), Title: "journal.example", Address: "https://journal.example/news?x=1", When: ago(time.Hour),
		Status: consent.StatusCompleted, Score: &consent.Score{Value: 42, Grade: "D", Parts: []consent.ScorePart{
			{Name: consent.PartRefusal, Value: 10, Max: 25, Observed: true, Why: []string{"−15: " + Hostile}}, {Name: consent.PartTransparency, Value: 25, Max: 25, Observed: true},
			{Name: consent.PartBehaviour, Max: 25, Why: []string{"Not observed."}}}},
		Unobserved: []consent.Unobserved{{Rule: "cookies-before-consent", Title: "Cookies before consent", Needs: []consent.Need{consent.NeedLive, consent.NeedStyle}, Why: "w"}},
		Exports:    []ui.Link{{Text: "Report", Href: "/api/v1/analyses/x/report.html"}, {Text: "SARIF", Href: "/api/v1/analyses/x/report.sarif"}},
		Previous:   "/compare?base=x&head=y", Rejudge: "/analyses/x/rejudge", Rejudged: "/analyses/x", Cached: "/analyses/y", Verdict: "3 problems: 1 high, 1 medium, 1 low.",
		Why: "Points: “Is refusing easy” lost 15 of 25.", Curl: "curl -H 'X-API-Key: YOUR_KEY' 'https://consent.example/api/v1/analyses/x'",
		Runs:     page.Runs{Site: "journal.example", All: "/analyses?site=journal.example", Earlier: &page.Run{Href: "/analyses/y", When: ago(48 * time.Hour), Grade: "B"}, Later: &page.Run{Href: "/analyses/z", When: noon()}},
		Limits:   []string{"The page was fetched without a browser: what scripts add later was not seen.", "The language is not known well: no finding rests on missing words."},
		Banner:   consent.Banner{Present: true, Selector: "#onetrust-banner-sdk", Text: "Wir verwenden Cookies. " + Hostile, ImpliedConsent: true},
		CMPs:     []consent.CMP{{ID: "onetrust", Name: "OneTrust", Confidence: 0.99, Evidence: "script src cdn.example/otSDKStub.js"}},
		Language: consent.Language{Code: "de", Consent: "en", Confidence: 0.99}, Findings: findings(""), Clauses: clausesView(), Rules: consent.JurisdictionEU,
		Facts: page.Provenance{SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Bytes: 12345, Kind: consent.SourceURL, Minimum: 0.5,
			Engine: consent.Engine{Version: "1.0.0", Ruleset: "2026.11"}, Timing: consent.Timing{Fetch: 1200, Parse: 3, Analyze: 2},
			Redirects: []string{"http://journal.example/", "https://journal.example/news?x=1"}, Finished: moment(noon())},
		Policy: policyView(), Marks: marksView(), Shelf: page.Shelf{Archive: "/analyses/x/archive"},
		Source: "/analyses/" + id("11") + "/source", JSON: "/api/v1/analyses/" + id("11"), Job: "/jobs/" + id("01")}
}

func analyses() []Story {
	full := analysisView()
	clean, none, queued, failed, wrong, fragment := full, full, full, full, full, full
	decided, refused, unread := full, full, full
	unread.Policy = &consent.Policy{URL: "https://journal.example/privacy", Error: &consent.Failure{Code: consent.Unavailable, Message: "The site did not answer."}}
	decided.Judged = page.Judged{Partial: true, Says: "The decision was saved: Accepted."}
	refused.Frame.Title, refused.Findings = "Error: journal.example", findings("")
	refused.Findings[0].Triage.Fields, refused.Findings[0].Triage.Reason = map[string]string{"reason": "Say why the finding is dismissed."}, Hostile
	refused.Judged = page.Judged{Problems: []ui.Problem{{ID: "reason-" + refused.Findings[0].Anchor, Message: "Say why the finding is dismissed."}}}
	clean.Score, clean.Verdict, clean.Findings, clean.Clauses = &consent.Score{Value: 100, Grade: "A"}, "Nothing asks for consent here.", nil, page.Clauses{Action: "/analyses/x", Clear: "/analyses/x"}
	clean.Runs, clean.Why = page.Runs{}, ""
	clean.Banner, clean.CMPs, clean.Limits, clean.Language = consent.Banner{}, nil, nil, consent.Language{}
	none.Clauses.Rows, none.Clauses.Matching, none.Clauses.Active, none.Clauses.Next, none.Clauses.Previous = nil, 0, true, "", ""
	none.Findings, wrong.Findings = findings("/analyses/x?at=c1"), findings("/analyses/x?at=c1")
	queued.Status, queued.Source, queued.Facts = consent.StatusQueued, "", page.Provenance{}
	failed.Status, failed.Failure = consent.StatusFailed, "The site does not answer."
	queued.Exports, failed.Exports, queued.Rejudged, queued.Cached, clean.Cached, clean.Rejudge, clean.Previous, clean.Unobserved = nil, nil, "", "", "", "", "", nil
	clean.Policy, clean.Marks, clean.Shelf = nil, page.Marks{}, page.Shelf{}
	archived, marked, unmarked := full, full, full
	archived.Shelf = page.Shelf{Archived: true, Unarchive: "/analyses/x/unarchive", Delete: "/analyses/x/delete"}
	marked.Marks.Partial, marked.Marks.Says = true, "The note was saved."
	unmarked.Frame.Title, unmarked.Marks = "Error: journal.example", wrongMarks()
	wrong.Clauses.Problems = []ui.Problem{{ID: "role", Message: "\"x\" is no role."}}
	fragment.Clauses.Partial = true
	return []Story{
		{Name: "analysis", View: page.AnalysisPage(full)}, {Name: "analysis/clean", View: page.AnalysisPage(clean)}, {Name: "analysis/no-match", View: page.AnalysisPage(none)},
		{Name: "analysis/queued", View: page.AnalysisPage(queued)}, {Name: "analysis/failed", View: page.AnalysisPage(failed)}, {Name: "analysis/wrong", View: page.AnalysisPage(wrong)},
		{Name: "analysis/triage-refused", View: page.AnalysisPage(refused)}, {Name: "analysis/triage-part", View: page.AnalysisPage(decided), Fragment: "judged"},
		{Name: "analysis/archived", View: page.AnalysisPage(archived)}, {Name: "analysis/marks-part", View: page.AnalysisPage(marked), Fragment: "marks"},
		{Name: "analysis/marks-refused", View: page.AnalysisPage(unmarked)},
		{Name: "analysis/policy-unread", View: page.AnalysisPage(unread)}, {Name: "analysis/fragment", View: page.AnalysisPage(fragment), Fragment: "clauses"}, {Name: "source", View: page.SourcePage(sourceView())},
	}
}

func marksView() page.Marks {
	return page.Marks{Base: "/analyses/x", Known: []string{"client a", "relaunch"},
		Tags: []ui.Link{{Text: "client a", Href: "/analyses?tag=client+a"}, {Text: Hostile, Href: "/analyses?tag=x"}},
		Notes: []page.Note{
			{ID: "1", Author: "Ada", Text: "Asked the publisher.\n\nThey answer by Friday.", Typed: "Asked the publisher.", When: ago(time.Hour), Edited: "23 Nov 2026, 11:30", Mine: true},
			{ID: "2", Author: Hostile, Text: Hostile, When: ago(48 * time.Hour)},
		}}
}

func wrongMarks() page.Marks {
	v := marksView()
	v.Edited, v.Tag = "1", "a, b"
	v.Fields = map[string]string{"text": "The note is empty.", "tags": "A tag may have at most 50 characters."}
	v.Notes[0].Typed, v.Notes[0].Error = "", v.Fields["text"]
	v.Problems = []ui.Problem{{ID: "note-1", Message: v.Fields["text"]}, {ID: "tags", Message: v.Fields["tags"]}}
	return v
}

func sourceView() page.Source {
	text := func(s string) page.Segment { return page.Segment{Text: s} }
	mark := func(id, s string, anchor bool) page.Segment {
		return page.Segment{Text: s, Clause: id, Anchor: anchor, Href: "/analyses/x?at=" + id + "#clause-" + id, Label: "Button, Accept all"}
	}
	return page.Source{Frame: frame("Source of journal.example", layout.NavHistory), Title: "journal.example", Back: "/analyses/x", Total: 2000, Last: 503,
		Previous: "/analyses/x/source?from=0", Next: "/analyses/x/source?from=9000", Lines: []page.SourceLine{
			{Number: 500, Segments: []page.Segment{text("<!doctype html>")}},
			{Number: 501, Segments: []page.Segment{text("\t<div id=\"banner\">  "), mark("c1", "<button id=\"accept\">Alle akzeptieren", true), text("</button>")}},
			{Number: 502, Segments: []page.Segment{text(Hostile), mark("c2", "<button data-long=\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", true)}},
			{Number: 502, Again: true, Segments: []page.Segment{mark("c2", "xxxxxxxxxx\">Nein", false), text("</button>")}},
			{Number: 503, Segments: nil},
		}}
}
