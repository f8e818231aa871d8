package httpx

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

var errNoKey = consent.Errorf(consent.Unauthenticated, "Send an API key in X-API-Key or as Authorization: Bearer.")

// keyOf is the API key that a request carries. sent is true when there is a header for
// it, even an empty or foreign one: such a request must not fall back to a session.
func keyOf(c *gin.Context) (key string, sent bool) {
	if values, ok := c.Request.Header["X-Api-Key"]; ok {
		return strings.TrimSpace(values[0]), true
	}
	header := c.GetHeader("Authorization")
	if header == "" {
		return "", false
	}
	scheme, rest, _ := strings.Cut(header, " ")
	switch {
	case strings.EqualFold(scheme, "Bearer"):
		return strings.TrimSpace(rest), true
	case strings.EqualFold(scheme, "Basic") && readOnly(c.Request.Method):
		_, password, _ := c.Request.BasicAuth()
		return strings.TrimSpace(password), true
	}
	return "", true
}

// readOnly says whether a method changes nothing. Feed readers can often send no header but
// Basic, with the key as its password; browsers repeat Basic on their own, also for forms
// of foreign pages, so it may do no more than read.
func readOnly(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// requireKey lets only callers with a valid key pass.
func (s *Server) requireKey(c *gin.Context) {
	key, _ := keyOf(c)
	if key == "" {
		Fail(c, errNoKey)
		return
	}
	actor, err := s.opts.Keys.KeyActor(c.Request.Context(), key, c.ClientIP())
	if err != nil {
		Fail(c, s.wrongKey(c, err))
		return
	}
	callOf(c.Request.Context()).actor = actor
}

// requireKeyOrSession lets callers with a key pass and, when none was sent, signed-in
// users whose request comes from our own pages.
func (s *Server) requireKeyOrSession(c *gin.Context) {
	if _, sent := keyOf(c); sent {
		s.requireKey(c)
		return
	}
	if s.pageGuard.Check(c.Request) == nil {
		s.opts.Sessions.load(c)
		if !c.IsAborted() {
			s.sessionActor(c)
		}
	}
	if !c.IsAborted() && Actor(c).Kind == "" {
		Fail(c, errNoKey)
	}
}

// sessionActor recognises the user of the session. A session whose user is gone ends.
func (s *Server) sessionActor(c *gin.Context) {
	actor, err := s.opts.Sessions.Actor(c)
	switch consent.CodeOf(err) {
	case "":
		callOf(c.Request.Context()).actor = actor
	case consent.Unauthenticated:
		if err := s.opts.Sessions.Logout(c); err != nil {
			Fail(c, err)
		}
	default:
		Fail(c, err)
	}
}
