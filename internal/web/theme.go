package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
)

const flashCookie = "microconsent_flash"

// choice is a look that a reader chooses, kept in a cookie of its own. The first value is
// what holds without one.
type choice struct {
	cookie, field string
	values        []string
}

func themes() choice {
	return choice{"microconsent_theme", "theme", []string{"system", "light", "dark"}}
}

func densities() choice {
	return choice{"microconsent_density", "density", []string{"comfortable", "compact"}}
}

// singleKeys switches keys off that act without Ctrl or Alt (WCAG 2.1.4).
func singleKeys() choice { return choice{"microconsent_keys", "keys", []string{"on", "off"}} }

// of is what the reader chose, "" for the first value.
func (ch choice) of(c *gin.Context) string {
	if cookie, err := c.Request.Cookie(ch.cookie); err == nil && slices.Contains(ch.values[1:], cookie.Value) {
		return cookie.Value
	}
	return ""
}

// choose keeps the choice for a year; the first value forgets it.
func (p *pages) choose(ch choice) httpx.Handler {
	return func(c *gin.Context) error {
		form, err := formOf(c)
		if err != nil {
			return err
		}
		value := form.Get(ch.field)
		age := int((365 * 24 * time.Hour) / time.Second)
		switch slices.Index(ch.values, value) {
		case -1:
			return consent.InvalidField(ch.field, "%q must be one of: %s.", ch.field, strings.Join(ch.values, ", "))
		case 0:
			age = -1
		}
		p.setCookie(c, ch.cookie, value, age)
		return seeOther(c, httpx.SafeNext(form.Get("next")))
	}
}

func (p *pages) setCookie(c *gin.Context, name, value string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, Secure: p.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// flash is a message for the next page. Only the name of the message and a number travel
// in the cookie, so that nobody can put words into our mouth.
func (p *pages) flash(c *gin.Context, message string, n int) {
	p.setCookie(c, flashCookie, message+"."+strconv.Itoa(n), 60)
}

// takeFlash returns the message that the last answer left, and removes it.
func (p *pages) takeFlash(c *gin.Context) string {
	cookie, err := c.Request.Cookie(flashCookie)
	if err != nil {
		return ""
	}
	p.setCookie(c, flashCookie, "", -1)
	name, number, _ := strings.Cut(cookie.Value, ".")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return ""
	}
	return flashText(name, n)
}

func flashText(name string, n int) string {
	switch name {
	case "queued":
		if n == 1 {
			return "1 analysis waits now."
		}
		return strconv.Itoa(n) + " analyses wait now."
	case "canceled":
		return "The job was canceled."
	case "decided":
		return "The decision was saved."
	case "tagged":
		return "The tags were added."
	case "untagged":
		return "The tag was removed."
	case "noted":
		return "The note was saved."
	case "unnoted":
		return "The note was deleted."
	case "archived":
		return label.Count(n, "analysis was archived.", "analyses were archived.")
	case "unarchived":
		return "The analysis is back in the lists."
	case "deleted":
		return "The analysis was deleted."
	case "viewed":
		return "The view was saved."
	case "unviewed":
		return "The view was deleted."
	case "opens":
		return "The default view was set."
	case "retried":
		return "The job waits again."
	case "retriedall":
		return label.Count(n, "job waits again.", "jobs wait again.")
	case "canceledall":
		return label.Count(n, "analysis was canceled.", "analyses were canceled.")
	case "cleaned":
		return label.Count(n, "job was removed.", "jobs were removed.")
	case "paused":
		return "The queue is paused."
	case "resumed":
		return "The queue goes on."
	case "revoked":
		return "The key was revoked."
	case "user":
		return "The user was made."
	case "kept":
		return "The retention was set."
	case "retained":
		return label.Count(n, "row was removed.", "rows were removed.")
	case "purged":
		return label.Count(n, "analysis was removed.", "analyses were removed.")
	case "bye":
		return "You are signed out."
	case "ready":
		return "The administrator was made. Welcome."
	}
	return ""
}
