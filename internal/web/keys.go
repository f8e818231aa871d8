package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func (p *pages) keys(c *gin.Context) error {
	return p.showKeys(c, http.StatusOK, page.Keys{Roles: options(consent.Roles(), label.UserRole, consent.RoleViewer)})
}

// showKeys adds the list of keys to what is known of the form.
func (p *pages) showKeys(c *gin.Context, status int, v page.Keys) error {
	keys, err := p.App.APIKeys(c.Request.Context(), httpx.Actor(c))
	if err != nil {
		return err
	}
	v.Frame, v.Rows = p.frame(c, "API keys", layout.NavSettings), p.keyRows(keys)
	if len(v.Problems) > 0 {
		v.Frame.Title = "Error: API keys"
	}
	return render(c, status, page.KeysPage(v), "")
}

// makeKey answers with the page itself instead of 303, since the key must be shown and
// may be kept nowhere.
func (p *pages) makeKey(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in := app.NewAPIKey{Name: form.Get("name"), Role: consent.Role(form.Get("role"))}
	v := page.Keys{Name: in.Name, Expires: form.Get("expires"), Roles: options(consent.Roles(), label.UserRole, in.Role)}
	if in.ExpiresAt, err = lastMoment(v.Expires); err == nil {
		var key consent.APIKey
		if key, v.Secret, err = p.App.CreateAPIKey(c.Request.Context(), httpx.Actor(c), in); err == nil {
			c.Header("Cache-Control", "no-store")
			return p.showKeys(c, http.StatusCreated, page.Keys{Secret: v.Secret, Made: key.Name, Roles: v.Roles})
		}
	}
	if !refused(err) {
		return err
	}
	httpx.Note(c.Request.Context(), err)
	v.Secret, v.Fields = "", fieldsOf(err)
	v.Problems = problemsOf(err, map[string]string{"name": "name", "role": "role", "expires_at": "expires"})
	return p.showKeys(c, httpx.StatusOf(err), v)
}

// lastMoment is the end of a day in UTC; nil for no day.
func lastMoment(day string) (*time.Time, error) {
	if day == "" {
		return nil, nil
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, consent.InvalidField("expires_at", "This is not a date.")
	}
	t = t.AddDate(0, 0, 1)
	return &t, nil
}

func (p *pages) keyRows(keys []consent.APIKey) []page.KeyRow {
	out := make([]page.KeyRow, len(keys))
	for i, k := range keys {
		out[i] = page.KeyRow{Name: k.Name, Role: string(k.Role), Hint: k.Prefix + "…" + k.LastFour, Created: k.CreatedAt, Expires: k.ExpiresAt,
			Used: k.LastUsedAt, State: "Active", Tone: ui.ToneGood, Revoke: "/settings/keys/" + string(k.ID) + "/revoke"}
		switch {
		case k.RevokedAt != nil:
			out[i].State, out[i].Tone, out[i].Revoke = "Revoked", ui.ToneNeutral, ""
		case !k.Usable(p.Now()):
			out[i].State, out[i].Tone = "Ended", ui.ToneNeutral
		}
	}
	return out
}

func (p *pages) askRevoke(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	keys, err := p.App.APIKeys(c.Request.Context(), httpx.Actor(c))
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.ID == id {
			v := page.Confirm{Frame: p.frame(c, "Revoke a key", layout.NavSettings), Title: "Revoke “" + k.Name + "”?",
				Text: "Programs that use this key are refused from then on. This cannot be undone.", Do: "Revoke the key", Retreat: "Keep it",
				Action: "/settings/keys/" + string(id) + "/revoke", Back: "/settings/keys", Dialog: wantsFragment(c)}
			return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
		}
	}
	return consent.Errorf(consent.NotFound, "There is no such key.")
}

func (p *pages) revokeKey(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	if err := p.App.RevokeAPIKey(c.Request.Context(), httpx.Actor(c), id); err != nil {
		return err
	}
	p.flash(c, "revoked", 0)
	return seeOther(c, "/settings/keys")
}
