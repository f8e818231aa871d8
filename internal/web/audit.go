package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

const auditPath = "/settings/audit"

func (p *pages) audit(c *gin.Context) error {
	query := c.Request.URL.Query()
	if target, tidy := withoutBlanks(query); tidy {
		return seeOther(c, auditPath+target)
	}
	verify := query.Get("verify") != ""
	query.Del("verify")
	f, err := consent.ParseAuditFilter(query)
	if err != nil {
		return p.auditWrong(c, query, err)
	}
	found, err := p.App.AuditEvents(c.Request.Context(), httpx.Actor(c), f)
	if err != nil {
		return err
	}
	v := page.Audit{Frame: p.frame(c, "Audit log", layout.NavSettings), Filter: auditFilterView(f), Rows: auditRows(found.Items),
		Pager: auditPager(f, found), Exports: auditExports(f)}
	if verify {
		if v.Chain, err = p.auditChain(c); err != nil {
			return err
		}
	}
	return render(c, http.StatusOK, page.AuditPage(v), "")
}

func (p *pages) auditWrong(c *gin.Context, query url.Values, err error) error {
	if _, forbidden := p.App.AuditEvents(c.Request.Context(), httpx.Actor(c), consent.AuditFilter{Limit: 1}); forbidden != nil {
		return forbidden
	}
	httpx.Note(c.Request.Context(), err)
	v := page.Audit{Frame: p.frame(c, "Error: audit log", layout.NavSettings), Problems: problemsOf(err, map[string]string{"actor": "actor", "since": "since", "until": "until", "target": "target"}),
		Filter: page.AuditFilter{Actor: query.Get("actor"), Target: query.Get("target"), Since: query.Get("since"), Until: query.Get("until"),
			Actions: actionOptions(query.Get("action")), Active: true}}
	return render(c, httpx.StatusOf(err), page.AuditPage(v), "")
}

func (p *pages) auditChain(c *gin.Context) (page.AuditChain, error) {
	report, err := p.App.VerifyAudit(c.Request.Context(), httpx.Actor(c))
	v := page.AuditChain{Verified: true, Events: report.Events, Redacted: report.Redacted, Last: report.Last, Hash: report.Hash, Removed: report.Checkpoint}
	if report.Break != nil {
		v.Broken = strings.ToUpper(report.Break.Reason[:1]) + report.Break.Reason[1:]
	}
	return v, err
}

func auditFilterView(f consent.AuditFilter) page.AuditFilter {
	v := page.AuditFilter{Actor: f.Actor, Target: f.Target, Since: label.Day(f.Since), Request: f.Request, Actions: actionOptions(f.Action)}
	if f.Until != nil {
		lastDay := f.Until.Add(-1)
		v.Until = label.Day(&lastDay)
	}
	f.Limit = 0
	v.Active = len(f.Values()) > 0
	return v
}

// actionOptions are the actions that have words, by them; an action from the address that
// has none is a choice too.
func actionOptions(chosen string) []ui.Option {
	out := []ui.Option{{Label: "Anything", Selected: chosen == ""}}
	known := false
	for _, action := range label.Actions() {
		out = append(out, ui.Option{Value: action, Label: label.Action(action), Selected: action == chosen})
		known = known || action == chosen
	}
	if chosen != "" && !known {
		out = append(out, ui.Option{Value: chosen, Label: chosen, Selected: true})
	}
	return out
}

func auditHref(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

func auditPager(f consent.AuditFilter, found consent.Page[consent.AuditEvent]) ui.Pager {
	out := ui.Pager{Label: "events"}
	if f.Cursor != nil {
		out.First = auditHref(auditPath, f.Values())
	}
	if found.Next != nil {
		values := f.Values()
		values.Set("cursor", found.Next.String())
		out.Older = auditHref(auditPath, values)
	}
	return out
}

// auditExports are the addresses of the API that give away what the filter selects.
func auditExports(f consent.AuditFilter) []ui.Link {
	f.Limit = 0
	var out []ui.Link
	for _, format := range []export.Format{export.CSV, export.NDJSON} {
		out = append(out, ui.Link{Text: strings.ToUpper(string(format)), Href: auditHref("/api/v1/audit-events/export."+string(format), f.Values())})
	}
	return out
}

func auditRows(events []consent.AuditEvent) []page.AuditRow {
	out := make([]page.AuditRow, len(events))
	for i, e := range events {
		out[i] = page.AuditRow{Seq: e.Seq, When: e.CreatedAt, Who: e.ActorName, Action: label.Action(e.Action), From: e.Address, Request: e.RequestID,
			Changes: auditChanges(e), Redacted: e.RedactedAt != nil}
		if e.ActorKind != consent.ActorUser {
			out[i].Who += " (" + label.ActorKind(e.ActorKind) + ")"
		}
		out[i].Target, out[i].Href = targetOf(e.Target)
		var facts []string
		for _, key := range slices.Sorted(maps.Keys(e.Detail)) {
			if e.Detail[key] != "" {
				facts = append(facts, factName(key)+": "+e.Detail[key])
			}
		}
		out[i].Detail = strings.Join(facts, ", ")
	}
	return out
}

func factName(key string) string { return strings.ReplaceAll(key, "_", " ") }

// auditChanges pairs what was with what is.
func auditChanges(e consent.AuditEvent) []page.AuditChange {
	keys := maps.Clone(e.Before)
	if keys == nil {
		keys = map[string]string{}
	}
	maps.Copy(keys, e.After)
	var out []page.AuditChange
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if e.Before[key] != e.After[key] {
			out = append(out, page.AuditChange{Name: factName(key), Before: e.Before[key], After: e.After[key]})
		}
	}
	return out
}

// targetOf is what an event is about, with the address of its page where it has one.
func targetOf(target string) (text, href string) {
	noun, id, found := strings.Cut(target, "/")
	if !found {
		return target, ""
	}
	text = strings.ReplaceAll(noun, "_", " ") + " …" + id[max(0, len(id)-8):]
	switch noun {
	case "analysis":
		return text, analysisPath(consent.ID(id))
	case "job":
		return text, jobPath(consent.ID(id))
	case "site", "setting":
		return noun + " " + id, ""
	}
	return text, ""
}
