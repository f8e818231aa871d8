package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
)

func (p *pages) users(c *gin.Context) error {
	return p.showUsers(c, http.StatusOK, page.Users{Roles: options(consent.Roles(), label.UserRole, consent.RoleAnalyst)})
}

// showUsers adds the list of users to what is known of the form.
func (p *pages) showUsers(c *gin.Context, status int, v page.Users) error {
	users, err := p.App.Users(c.Request.Context(), httpx.Actor(c))
	if err != nil {
		return err
	}
	v.Frame, v.Minimum = p.frame(c, "Users", layout.NavSettings), consent.MinPasswordLength
	if len(v.Problems) > 0 {
		v.Frame.Title = "Error: users"
	}
	for _, u := range users {
		v.Rows = append(v.Rows, page.UserRow{Email: u.Email, Name: u.Name, Role: string(u.Role), Created: u.CreatedAt, Seen: u.LastLoginAt, Disabled: u.DisabledAt != nil})
	}
	return render(c, status, page.UsersPage(v), "")
}

func (p *pages) makeUser(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in := app.NewUser{Email: form.Get("email"), Name: form.Get("name"), Password: form.Get("password"), Role: consent.Role(form.Get("role"))}
	_, err = p.App.CreateUser(c.Request.Context(), httpx.Actor(c), in)
	if err == nil {
		p.flash(c, "user", 0)
		return seeOther(c, "/settings/users")
	}
	if !refused(err) {
		return err
	}
	httpx.Note(c.Request.Context(), err)
	v := page.Users{Email: in.Email, Name: in.Name, Roles: options(consent.Roles(), label.UserRole, in.Role), Fields: fieldsOf(err),
		Problems: problemsOf(err, map[string]string{"email": "email", "name": "name", "password": "password", "role": "role"})}
	if consent.CodeOf(err) == consent.Conflict {
		v.Fields["email"], v.Problems[0].ID = consent.MessageOf(err), "email"
	}
	return p.showUsers(c, httpx.StatusOf(err), v)
}
