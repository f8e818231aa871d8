package httpx

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// Times and names of sessions.
const (
	SessionCookie = "microconsent_session"
	sessionIdle   = 12 * time.Hour
	sessionLife   = 7 * 24 * time.Hour
	touchEvery    = 10 * time.Minute // how stale the idle clock may be; saves a write a request

	keyUser    = "user_id"
	keyTouched = "touched"
)

// Sessions keep browsers signed in: 12 hours after the last request, 7 days at most. The
// cookie's value is stored only as its SHA-256.
type Sessions struct {
	scs   *scs.SessionManager
	users UserAuth
	clock consent.Clock
}

// NewSessions makes the sessions over a store. secure marks the cookie as Secure, for a
// base URL with https.
func NewSessions(store consent.SessionStore, users UserAuth, clock consent.Clock, secure bool) *Sessions {
	m := scs.New()
	m.Lifetime, m.IdleTimeout = sessionLife, sessionIdle
	m.Store = sessionStore{store: store, clock: clock}
	m.Cookie.Name, m.Cookie.Secure = SessionCookie, secure
	m.Cookie.HttpOnly, m.Cookie.SameSite = true, http.SameSiteLaxMode
	return &Sessions{scs: m, users: users, clock: clock}
}

// load reads the session of the cookie and keeps it alive.
func (s *Sessions) load(c *gin.Context) {
	c.Writer.Header().Add("Vary", "Cookie")
	token := ""
	if cookie, err := c.Request.Cookie(SessionCookie); err == nil {
		token = cookie.Value
	}
	ctx, err := s.scs.Load(c.Request.Context(), token)
	if err != nil {
		Fail(c, err)
		return
	}
	c.Request = c.Request.WithContext(ctx)
	now := s.clock.Now()
	if s.scs.GetString(ctx, keyUser) == "" || now.Sub(time.Unix(s.scs.GetInt64(ctx, keyTouched), 0)) < touchEvery {
		return
	}
	s.scs.Put(ctx, keyTouched, now.Unix())
	if err := s.save(c); err != nil {
		Fail(c, err)
	}
}

// Login starts the session of a user whose password was checked. The token is renewed,
// so that one planted before is worth nothing (OWASP, session fixation).
func (s *Sessions) Login(c *gin.Context, user consent.ID) error {
	ctx := c.Request.Context()
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, keyUser, string(user))
	s.scs.Put(ctx, keyTouched, s.clock.Now().Unix())
	return s.save(c)
}

// Logout ends the session and removes its cookie.
func (s *Sessions) Logout(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.scs.Destroy(ctx); err != nil {
		return err
	}
	callOf(ctx).actor = consent.Actor{}
	s.scs.WriteSessionCookie(ctx, c.Writer, "", time.Time{})
	return nil
}

// Actor is the user of the session; the zero Actor without an error when nobody is
// signed in, Unauthenticated when the user was disabled since.
func (s *Sessions) Actor(c *gin.Context) (consent.Actor, error) {
	user := s.scs.GetString(c.Request.Context(), keyUser)
	if user == "" {
		return consent.Actor{}, nil
	}
	return s.users.UserActor(c.Request.Context(), consent.ID(user), c.ClientIP())
}

// RequireUser lets only signed-in users pass; others are sent to the login page and
// come back after it.
func (s *Sessions) RequireUser(c *gin.Context) {
	if Actor(c).Kind != "" {
		return
	}
	target := "/login"
	if next := wanted(c); next != "/" {
		target += "?next=" + url.QueryEscape(next)
	}
	c.Header("Cache-Control", "no-store")
	if c.GetHeader("HX-Request") != "" {
		c.Header("HX-Redirect", target) // a followed 303 would put the login page into the fragment
		c.AbortWithStatus(http.StatusNoContent)
		return
	}
	c.Redirect(http.StatusSeeOther, target)
	c.Abort()
}

// wanted is the page that the user was on or asked for; "/" when it is not known. A
// fragment's own address is no page to come back to.
func wanted(c *gin.Context) string {
	if c.GetHeader("HX-Request") != "" {
		if page, err := url.Parse(c.GetHeader("HX-Current-URL")); err == nil {
			return SafeNext(page.RequestURI())
		}
	}
	if c.Request.Method == http.MethodGet {
		return SafeNext(c.Request.URL.RequestURI())
	}
	return "/"
}

// SafeNext is the path to go to after login: next when it is a path of this server,
// else "/".
func SafeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func (s *Sessions) save(c *gin.Context) error {
	ctx := c.Request.Context()
	token, expires, err := s.scs.Commit(ctx)
	if err != nil {
		return err
	}
	s.scs.WriteSessionCookie(ctx, c.Writer, token, expires)
	return nil
}

// sessionStore is the sessions' view of the database. It implements scs.CtxStore.
type sessionStore struct {
	store consent.SessionStore
	clock consent.Clock
}

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	found, err := s.store.FindSession(ctx, hashToken(token), s.clock.Now())
	if consent.CodeOf(err) == consent.NotFound {
		return nil, false, nil
	}
	return found.Data, err == nil, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return s.store.SaveSession(ctx, consent.Session{TokenHash: hashToken(token), Data: data, ExpiresAt: consent.Timestamp(expires)})
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	err := s.store.DeleteSession(ctx, hashToken(token))
	if consent.CodeOf(err) == consent.NotFound {
		return nil
	}
	return err
}

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
