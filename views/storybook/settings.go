package storybook

import (
	"slices"
	"strings"
	"time"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func settings() []Story {
	return slices.Concat(viewStories(), keyStories(), userStories(), auditStories(), retentionStories())
}

func keyStories() []Story {
	roles := choices("Viewer: reads", "Viewer: reads", "Analyst: reads and submits", "Admin: also manages users and keys")
	v := page.Keys{Frame: frame("API keys", layout.NavSettings), Roles: roles}
	empty := v
	v.Rows = []page.KeyRow{
		{Name: "ci", Role: "analyst", Hint: "mc_abcdefghij…wxyz", Created: ago(time.Hour), Used: moment(noon()), State: "Active", Tone: ui.ToneGood, Revoke: "/settings/keys/" + id("21") + "/revoke"},
		{Name: Hostile, Role: "viewer", Hint: "mc_klmnopqrst…0123", Created: ago(time.Hour), Expires: moment(noon()), State: "Revoked", Tone: ui.ToneNeutral},
	}
	made, wrong := v, v
	made.Secret, made.Made = "mc_abcdefghij_abcdefghijklmnopqrstuvwxyz0123456789abcdef0", "ci"
	wrong.Frame.Title = "Error: API keys"
	wrong.Fields = map[string]string{"name": "The key needs a name of at most 100 characters.", "expires_at": "The key would have expired already."}
	wrong.Expires = "2020-01-01"
	wrong.Problems = []ui.Problem{{ID: "name", Message: wrong.Fields["name"]}, {ID: "expires", Message: wrong.Fields["expires_at"]}}
	return []Story{{Name: "keys", View: page.KeysPage(v)}, {Name: "keys/empty", View: page.KeysPage(empty)}, {Name: "keys/made", View: page.KeysPage(made)}, {Name: "keys/wrong", View: page.KeysPage(wrong)}}
}

func userStories() []Story {
	v := page.Users{Frame: frame("Users", layout.NavSettings), Minimum: 12, Roles: choices("Analyst", "Viewer", "Analyst", "Admin"), Rows: []page.UserRow{
		{Email: "ada@example.com", Name: "Ada", Role: "admin", Created: ago(48 * time.Hour), Seen: moment(noon())},
		{Email: "eve@example.com", Name: Hostile, Role: "viewer", Created: ago(time.Hour), Disabled: true}}}
	wrong := v
	wrong.Frame.Title, wrong.Email = "Error: users", "ada@example.com"
	wrong.Fields = map[string]string{"email": "There is a user with this e-mail address already."}
	wrong.Problems = []ui.Problem{{ID: "email", Message: wrong.Fields["email"]}}
	return []Story{{Name: "users", View: page.UsersPage(v)}, {Name: "users/wrong", View: page.UsersPage(wrong)}}
}

func auditStories() []Story {
	v := page.Audit{Frame: frame("Audit log", layout.NavSettings), Filter: page.AuditFilter{Actions: choices("Anything", "Anything", "Analysis submitted", "Job canceled")}}
	empty := v
	v.Pager = ui.Pager{Label: "events", First: "/settings/audit", Older: "/settings/audit?cursor=x"}
	v.Exports = []ui.Link{{Text: "CSV", Href: "/api/v1/audit-events/export.csv"}, {Text: "NDJSON", Href: "/api/v1/audit-events/export.ndjson"}}
	v.Rows = []page.AuditRow{
		{Seq: 12, When: noon(), Who: "Ada", Action: "Analysis submitted", Target: "analysis …00000011", Href: "/analyses/" + id("11"), Detail: "host: journal.example, kind: url", From: "192.0.2.1", Request: id("aa")},
		{Seq: 11, When: ago(time.Hour), Who: Hostile, Action: "User created", Target: "user …00000022", Detail: Hostile, Redacted: true},
		{Seq: 10, When: ago(time.Hour), Who: "Ada", Action: "Finding decided", Target: "analysis …00000011", Changes: []page.AuditChange{{Name: "status", Before: "open", After: "accepted"}, {Name: "reason", After: Hostile}, {Name: "tag", Before: "old"}}}}
	whole, broken, none, wrong := v, v, empty, empty
	whole.Chain = page.AuditChain{Verified: true, Events: 12, Redacted: 1, Last: 12, Removed: 3, Hash: strings.Repeat("0123456789abcdef", 4)}
	broken.Chain = page.AuditChain{Verified: true, Broken: "Event 7 is missing"}
	none.Filter.Actor, none.Filter.Active, none.Filter.Request = "nobody", true, "req"
	wrong.Frame.Title, wrong.Filter.Since, wrong.Filter.Active = "Error: audit log", "soon", true
	wrong.Problems = []ui.Problem{{ID: "since", Message: "\"since\" must be a date such as 2026-11-23 or a time such as 2026-11-23T10:00:00Z."}}
	return []Story{{Name: "audit", View: page.AuditPage(v)}, {Name: "audit/empty", View: page.AuditPage(empty)}, {Name: "audit/verified", View: page.AuditPage(whole)},
		{Name: "audit/broken", View: page.AuditPage(broken)}, {Name: "audit/no match", View: page.AuditPage(none)}, {Name: "audit/wrong", View: page.AuditPage(wrong)}}
}

func retentionStories() []Story {
	v := page.Retention{Frame: frame("Retention", layout.NavSettings), Default: "off"}
	for _, kind := range consent.RetentionKinds() {
		v.Kinds = append(v.Kinds, page.RetentionField{Kind: string(kind), Label: label.Kept(kind), Hint: label.KeptHint(kind)})
	}
	own, wrong, site := v, v, v
	own.Own, own.Ran, own.Outcome = true, moment(noon()), "Removed: Analyses: 12, Ended jobs: 1,204."
	own.Kinds = slices.Clone(v.Kinds)
	own.Kinds[0].Age = "90d"
	wrong.Kinds = slices.Clone(v.Kinds)
	wrong.Kinds[0].Age, wrong.Kinds[0].Error = Hostile, "Analyses: The age must look like 7d or 12h."
	wrong.Frame.Title, wrong.Ran, wrong.Outcome, wrong.Failed = "Error: retention", moment(noon()), "Nothing was old enough. It ended early: The database does not answer.", true
	wrong.Problems = []ui.Problem{{ID: wrong.Kinds[0].Kind, Message: wrong.Kinds[0].Error}}
	site.Site, site.SiteNote = Hostile, "There is nothing about it."
	site.Frame.Title, site.Problems = "Error: retention", []ui.Problem{{ID: "site", Message: site.SiteNote}}
	return []Story{{Name: "retention", View: page.RetentionPage(v)}, {Name: "retention/own", View: page.RetentionPage(own)},
		{Name: "retention/wrong", View: page.RetentionPage(wrong)}, {Name: "retention/site", View: page.RetentionPage(site)}}
}

func viewStories() []Story {
	v := page.Views{Frame: frame("Saved views", layout.NavSettings), May: true, MayShare: true}
	empty, read := v, v
	v.Rows = []page.ViewRow{
		{ID: "1", Name: "Failed", Href: "/analyses?status=failed", Words: []string{"status: failed"}, Default: true, Mine: true, May: true, Typed: "Failed", Query: "status=failed"},
		{ID: "2", Name: Hostile, Href: "/analyses", Owner: Hostile, Shared: true, May: true, Typed: Hostile},
	}
	wrong := v
	wrong.Frame.Title, wrong.Name, wrong.Query, wrong.Shared = "Error: saved views", "Failed", "colour=red", true
	wrong.Problems = []ui.Problem{{ID: "name", Message: "You have a view of this name already."}, {ID: "query", Message: "There is no filter \"colour\"."}}
	changed := v
	changed.Rows = slices.Clone(v.Rows)
	changed.Frame.Title, changed.Changed, changed.Rows[0].Open, changed.Rows[0].Typed = "Error: saved views", "1", true, ""
	changed.Problems = []ui.Problem{{ID: "name-1", Message: "A view needs a name."}}
	read.Frame.User, read.May, read.MayShare, read.Rows = viewer(), false, false, []page.ViewRow{{ID: "2", Name: "Grade F", Href: "/analyses?grade=F", Shared: true, Owner: "Ada"}}
	return []Story{{Name: "views", View: page.ViewsPage(v)}, {Name: "views/empty", View: page.ViewsPage(empty)}, {Name: "views/wrong", View: page.ViewsPage(wrong)},
		{Name: "views/change-wrong", View: page.ViewsPage(changed)}, {Name: "views/viewer", View: page.ViewsPage(read)}}
}
