package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/page"
)

func (p *pages) registerAccount(g *gin.RouterGroup, limit gin.HandlerFunc) {
	get(g, "/login", p.loginForm)
	g.POST("/login", limit, httpx.Wrap(p.login))
	post(g, "/logout", p.logout)
	get(g, "/setup", p.setupForm)
	g.POST("/setup", limit, httpx.Wrap(p.setup))
}

func (p *pages) loginForm(c *gin.Context) error {
	next := httpx.SafeNext(c.Query("next"))
	if httpx.Actor(c).Kind != "" {
		return seeOther(c, next)
	}
	needed, err := p.App.SetupNeeded(c.Request.Context())
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, page.LoginPage(page.Login{Frame: p.frame(c, "Sign in", ""), Next: next, NoUser: needed}), "")
}

func (p *pages) login(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	email, next := form.Get("email"), httpx.SafeNext(form.Get("next"))
	user, err := p.App.Login(c.Request.Context(), email, form.Get("password"), c.ClientIP())
	if consent.CodeOf(err) == consent.Unauthenticated {
		httpx.Note(c.Request.Context(), err)
		v := page.Login{Frame: p.frame(c, "Error: sign in", ""), Next: next, Email: email, Problems: problemsOf(err, nil)}
		return render(c, http.StatusUnauthorized, page.LoginPage(v), "")
	}
	if err != nil {
		return err
	}
	if err := p.Sessions.Login(c, user.ID); err != nil {
		return err
	}
	return seeOther(c, next)
}

func (p *pages) logout(c *gin.Context) error {
	if err := p.Sessions.Logout(c); err != nil {
		return err
	}
	p.flash(c, "bye", 0)
	return seeOther(c, "/login")
}

func (p *pages) setupForm(c *gin.Context) error {
	token := c.Query("token")
	if err := p.App.CheckSetup(c.Request.Context(), token); err != nil {
		return err
	}
	return render(c, http.StatusOK, page.SetupPage(page.Setup{Frame: p.frame(c, "Set up", ""), Token: token, Minimum: consent.MinPasswordLength}), "")
}

func (p *pages) setup(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in := app.Setup{Token: form.Get("token"), Email: form.Get("email"), Password: form.Get("password")}
	user, err := p.completeSetup(c, in, form.Get("again"))
	if consent.CodeOf(err) == consent.Invalid {
		httpx.Note(c.Request.Context(), err)
		v := page.Setup{Frame: p.frame(c, "Error: set up", ""), Token: in.Token, Email: in.Email, Fields: fieldsOf(err), Minimum: consent.MinPasswordLength,
			Problems: problemsOf(err, map[string]string{"email": "email", "password": "password", "again": "again"})}
		return render(c, httpx.StatusOf(err), page.SetupPage(v), "")
	}
	if err != nil {
		return err
	}
	if err := p.Sessions.Login(c, user.ID); err != nil {
		return err
	}
	p.flash(c, "ready", 0)
	return seeOther(c, "/analyses")
}

func (p *pages) completeSetup(c *gin.Context, in app.Setup, again string) (consent.User, error) {
	if in.Password != again {
		if err := p.App.CheckSetup(c.Request.Context(), in.Token); err != nil {
			return consent.User{}, err
		}
		return consent.User{}, consent.InvalidField("again", "The two passwords differ.")
	}
	return p.App.CompleteSetup(c.Request.Context(), in)
}
