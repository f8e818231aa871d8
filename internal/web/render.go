package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/layout"
)

// wantsFragment says whether htmx asks for a part of the page. Going back in the history
// needs the whole one.
func wantsFragment(c *gin.Context) bool {
	h := c.Request.Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") != "full" && h.Get("HX-History-Restore-Request") != "true"
}

// headers says what the answer depends on and that nobody else may keep it.
func headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Add("Vary", "HX-Request, HX-Request-Type")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
}

// render answers with the page, or with one of its fragments where htmx asks for a part.
// "" means that the page has none. The page is drawn before anything is sent, so that a
// failure can still be told.
func render(c *gin.Context, status int, view templ.Component, fragment string) error {
	var out bytes.Buffer
	draw := view.Render(c.Request.Context(), &out)
	if fragment != "" && wantsFragment(c) {
		out.Reset()
		draw = templ.RenderFragments(c.Request.Context(), &out, view, fragment)
	}
	if draw != nil {
		return draw
	}
	headers(c)
	c.Status(status)
	_, err := c.Writer.Write(out.Bytes())
	httpx.Note(c.Request.Context(), err)
	return nil
}

// seeOther answers a mutation: the browser goes on to a page.
func seeOther(c *gin.Context, target string) error {
	c.Header("Cache-Control", "no-store")
	if c.GetHeader("HX-Request") == "true" {
		c.Header("HX-Redirect", target)
		c.Status(http.StatusNoContent)
		return nil
	}
	c.Redirect(http.StatusSeeOther, target)
	return nil
}

// frame is the frame of a page of this request.
func (p *pages) frame(c *gin.Context, title string, nav layout.Nav) layout.Frame {
	f := layout.Frame{Title: title, Nav: nav, Theme: themes().of(c), Density: densities().of(c), KeysOff: singleKeys().of(c) != "", Path: "/"}
	if c.Request.Method == http.MethodGet {
		f.Path = httpx.SafeNext(c.Request.URL.RequestURI())
	}
	if actor := httpx.Actor(c); actor.Kind != "" {
		f.User = &layout.User{Name: actor.Name, Role: string(actor.Role), Submit: actor.Role.AtLeast(consent.RoleAnalyst),
			Manage: actor.Role.AtLeast(consent.RoleAdmin)}
	}
	if !wantsFragment(c) {
		f.Flash = p.takeFlash(c)
	}
	return f
}

// formOf reads a plain form's body.
func formOf(c *gin.Context) (url.Values, error) {
	if err := c.Request.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, err
		}
		return nil, httpx.Malformed(err, "The form could not be read.")
	}
	return c.Request.PostForm, nil
}

// idOf is the id in the path.
func idOf(c *gin.Context) (consent.ID, error) { return consent.ParseID(c.Param("id")) }
