package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func (p *pages) audit(c *gin.Context) error {
	var cursor *consent.Cursor
	if text := c.Query("cursor"); text != "" {
		at, err := consent.ParseCursor(text)
		if err != nil {
			return err
		}
		cursor = &at
	}
	found, err := p.App.AuditEvents(c.Request.Context(), httpx.Actor(c), cursor, consent.DefaultLimit)
	if err != nil {
		return err
	}
	v := page.Audit{Frame: p.frame(c, "Audit log", layout.NavSettings), Rows: auditRows(found.Items), Pager: ui.Pager{Label: "events"}}
	if cursor != nil {
		v.Pager.First = "/settings/audit"
	}
	if found.Next != nil {
		v.Pager.Older = "/settings/audit?cursor=" + found.Next.String()
	}
	return render(c, http.StatusOK, page.AuditPage(v), "")
}

func auditRows(events []consent.AuditEvent) []page.AuditRow {
	out := make([]page.AuditRow, len(events))
	for i, e := range events {
		out[i] = page.AuditRow{When: e.CreatedAt, Who: e.ActorName, Action: label.Action(e.Action), From: e.Address, Request: e.RequestID}
		if e.ActorKind != consent.ActorUser {
			out[i].Who += " (" + label.ActorKind(e.ActorKind) + ")"
		}
		out[i].Target, out[i].Href = targetOf(e.Target)
		var facts []string
		for _, key := range slices.Sorted(maps.Keys(e.Detail)) {
			if e.Detail[key] != "" {
				facts = append(facts, strings.ReplaceAll(key, "_", " ")+": "+e.Detail[key])
			}
		}
		out[i].Detail = strings.Join(facts, ", ")
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
	}
	return text, ""
}
