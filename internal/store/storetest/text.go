package storetest

import (
	"strings"

	"microconsent/internal/consent"
)

// hostileText: analysed pages hold what they like. NUL goes, broken UTF-8 is replaced, and
// quotes, placeholders and backslashes stay what they are.
func hostileText(r *rig) {
	r.withWorkspaces()
	dirty := "a\x00b \\u0000 \\\x00 ' \" ? ?0 $1 :x \xff\xfe <script>"
	clean := "ab \\u0000 \\ ' \" ? ?0 $1 :x \uFFFD\uFFFD <script>"
	spoil := func(text string) func(*consent.Analysis) {
		return func(a *consent.Analysis) {
			a.Source.Title, a.Source.URL, a.Source.Name, a.Host = text, text, text, text
			a.Clauses[0].Text, a.Clauses[0].Selector, a.Clauses[0].Evidence = text, text, []string{text}
			a.Findings[0].Title, a.Findings[0].Clauses = text, []string{text}
			a.CMPs[0].Evidence, a.CMPs[0].ID, a.Banner.Text, a.Redirects[0] = text, text, text, text
		}
	}
	a := r.analyzed(start, spoil(dirty))
	want := a
	want.Clauses, want.Findings = append([]consent.Clause{}, a.Clauses...), append([]consent.Finding{}, a.Findings...)
	want.CMPs, want.Redirects = append([]consent.CMP{}, a.CMPs...), append([]string{}, a.Redirects...)
	spoil(clean)(&want)
	r.same("analysis", r.read(a.ID), want)
	r.selects("search", consent.Filter{Query: "\x00" + clean}, a)
	r.selects("no such host", consent.Filter{Host: []string{"\x00\xff"}})
	r.ok(r.SetAnalysisStatus(r.t.Context(), r.workspace, a.ID, consent.StatusFailed, &consent.Failure{Message: dirty}, start))
	r.same("failure", r.read(a.ID).Failure, &consent.Failure{Message: clean})
	event := r.event(start)
	event.Target, event.Detail = dirty, map[string]string{dirty: dirty}
	r.ok(r.AppendAudit(r.t.Context(), event))
	event.Target, event.Detail = clean, map[string]string{clean: clean}
	r.same("event", r.audit(consent.AuditFilter{})[0], event)
	r.holds(r.workspace, 1)
}

func unicodeText(r *rig) {
	r.withWorkspaces()
	texts := []string{"Zażółć gęślą jaźń", "Приймаю все", "すべて許可する", "قبول الكل", "קבל הכל", "👩‍👩‍👧‍👦 🍪", "\u202eevil\u202c", "e\u0301 é", strings.Repeat("ä", 100_000)}
	a := r.analyzed(start, func(a *consent.Analysis) {
		a.Clauses = nil
		for _, text := range texts {
			a.Clauses = append(a.Clauses, consent.Clause{Text: text, Evidence: []string{text}})
		}
		a.Source.Title, a.Banner.Text = texts[5], texts[0]
	})
	r.same("analysis", r.read(a.ID), a)
	for _, text := range texts[:8] {
		r.selects("search for "+text, consent.Filter{Query: text}, a)
	}
}

func searches(r *rig) {
	r.withWorkspaces()
	a := r.analyzed(start, func(a *consent.Analysis) {
		a.Source = consent.SourceRef{Kind: consent.SourceURL, URL: "https://shop.example.com/100%_off!/a", Name: "Seite.HTML", Title: "ÄRGER über ΣΊΣΥΦΟΣ İstanbul Straße"}
		a.Host = "shop.example.com"
		a.Clauses[0].Text, a.Clauses[1].Text = "Nur  notwendige\nCookies", "ПРИЙМАЮ"
	})
	r.analyzed(start, func(a *consent.Analysis) { a.Source.Title = "100 percent; x_y" })
	for _, query := range []string{"SHOP.example", "100%_off!", "seite.html", "ärger", "ÜBER σίσυφος", "σίσυφοσ", "istanbul", "STRAßE", "приймаю",
		"nur notwendige cookies", "  Notwendige \t cookies ", "https://shop.example.com/100%_OFF!/A"} {
		r.selects("search for "+query, consent.Filter{Query: query}, a)
	}
	for _, query := range []string{"%shop", "sh_p.example", "\"cookies приймаю\"", "absent", "\"shop.example.com\nshop\""} {
		r.selects("search for "+query, consent.Filter{Query: query})
	}
	for _, query := range []string{"'", "\\", "%_", "- \" \" :", "&& ||"} {
		r.want("search for "+query, code(r.Analyses(r.t.Context(), r.workspace, consent.Filter{Query: query})), consent.Invalid)
	}
}

// searchesForErrors: the error of a failed analysis is found until it begins anew.
func searchesForErrors(r *rig) {
	r.withWorkspaces()
	a := r.queued(start)
	a.Source.Title = "Kept title"
	r.ok(r.CreateAnalysis(r.t.Context(), a))
	fail := func(status consent.Status, failure *consent.Failure) {
		r.t.Helper()
		r.ok(r.SetAnalysisStatus(r.t.Context(), r.workspace, a.ID, status, failure, start))
	}
	fail(consent.StatusFailed, &consent.Failure{Code: consent.Timeout, Message: "The SERVER took 9s too long."})
	for _, query := range []string{"\"server took\"", "9s", "kept"} {
		r.selects("failed: "+query, consent.Filter{Query: query}, a)
	}
	fail(consent.StatusFailed, &consent.Failure{Message: "Refused."})
	r.selects("the error before", consent.Filter{Query: "server"})
	r.selects("the error now", consent.Filter{Query: "refused"}, a)
	fail(consent.StatusQueued, nil)
	r.selects("begun anew", consent.Filter{Query: "refused"})
	r.selects("short word of the error before", consent.Filter{Query: "9s"})
	r.selects("the title stays", consent.Filter{Query: "kept"}, a)
}
