package httpx

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// KeyAuth turns an API key into an actor: Unauthenticated when it is unknown, expired or
// revoked.
type KeyAuth interface {
	KeyActor(ctx context.Context, key, address string) (consent.Actor, error)
}

// UserAuth turns the user of a session into an actor: Unauthenticated when the user is
// disabled or gone.
type UserAuth interface {
	UserActor(ctx context.Context, id consent.ID, address string) (consent.Actor, error)
}

// PageError answers a failed page request, as a full page or as a fragment. The status
// and what may be shown of err (consent.MessageOf, consent.FieldsOf) are decided; the
// hook writes them.
type PageError func(c *gin.Context, status int, err error)

// Options make a server. Log, IDs, Keys and Sessions are required.
type Options struct {
	Log            *slog.Logger
	IDs            consent.IDs
	Keys           KeyAuth
	Sessions       *Sessions
	BaseURL        string        // public address; https switches HSTS on
	TrustedProxies []string      // addresses or networks whose X-Forwarded-For is believed
	AllowedOrigins []string      // origins whose scripts may call the API with a key
	MaxBody        int64         // bytes of a request body; 0 is 10 MiB
	MaxUpload      int64         // bytes of a multipart body with all its files; 0 is 8 × MaxBody
	Timeout        time.Duration // of one request; 0 is 30 s
	Limiter        consent.Limiter
	Rates          Rates // nil Limiter or zero rates: no limit
	Metrics        *Metrics
	Trace          consent.Tracer // nil: none
}

// Server holds the routes of the web role. It is an http.Handler.
type Server struct {
	opts      Options
	engine    *gin.Engine
	handler   http.Handler // the engine, with pages compressed
	pageGuard *http.CrossOriginProtection
	apiGuard  *http.CrossOriginProtection
	pageError PageError
	closing   context.Context // ends when the server stops, and event streams with it
	close     context.CancelFunc
}

// New makes a server without routes. It fails for a malformed proxy, origin or base URL.
func New(opts Options) (*Server, error) {
	gin.SetMode(gin.ReleaseMode) // gin's debug mode prints to standard output
	s := &Server{opts: withDefaults(opts), engine: gin.New(), pageError: plainPageError}
	var err error
	if s.handler, err = packed(s.engine); err != nil {
		return nil, err
	}
	s.closing, s.close = context.WithCancel(context.Background())
	if err := s.engine.SetTrustedProxies(opts.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	if err := s.makeGuards(); err != nil {
		return nil, err
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.RedirectTrailingSlash = false
	s.engine.Use(s.begin, s.observe, s.recover, s.headers, s.cors)
	s.engine.NoRoute(Wrap(func(*gin.Context) error {
		return consent.Errorf(consent.NotFound, "There is nothing at this address.")
	}))
	s.engine.NoMethod(Wrap(func(*gin.Context) error {
		return WithStatus(http.StatusMethodNotAllowed, consent.Errorf(consent.Invalid, "This address does not know this method."))
	}))
	return s, nil
}

func withDefaults(o Options) Options {
	if o.MaxBody <= 0 {
		o.MaxBody = 10 << 20
	}
	if o.MaxUpload <= 0 {
		o.MaxUpload = 8 * o.MaxBody
	}
	if o.Trace == nil {
		o.Trace = consent.Untraced{}
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	return o
}

// OnPageError sets how failed page requests are answered. Call it before serving.
func (s *Server) OnPageError(hook PageError) { s.pageError = hook }

// MaxBody is the largest request body, in bytes.
func (s *Server) MaxBody() int64 { return s.opts.MaxBody }

// ServeHTTP serves one request. HEAD is answered as GET (RFC 9110, section 9.3.2);
// net/http, which still knows the method, leaves the body out.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		r = r.WithContext(r.Context())
		r.Method = http.MethodGet
	}
	s.handler.ServeHTTP(w, r)
}

// Engine is the router under the groups.
func (s *Server) Engine() *gin.Engine { return s.engine }

// Open is the group of what anybody may ask for. Errors are problems.
func (s *Server) Open() *gin.RouterGroup {
	return s.engine.Group("/", s.shape(ShapeProblem), s.deadline)
}

// Assets is the group of static files: no session, no limit.
func (s *Server) Assets() *gin.RouterGroup { return s.engine.Group("/", s.shape(ShapePage)) }

// Pages is the group of pages. Its Actor is the session's user, or nobody: routes that
// need one add Sessions.RequireUser.
func (s *Server) Pages() *gin.RouterGroup {
	return s.engine.Group("/", s.shape(ShapePage), s.deadline, s.limitBody, s.guardPage, s.limitAddress,
		s.opts.Sessions.load, s.sessionActor)
}

// API is the group of the JSON API under a prefix. Every call needs a key, or a session
// and no sign of another origin.
func (s *Server) API(prefix string) *gin.RouterGroup {
	return s.engine.Group(prefix, s.shape(ShapeProblem), noStore, s.deadline, s.limitBody, s.guardAPI, s.limitAddress,
		s.requireKeyOrSession, s.limitActor)
}

// Seed is the group of the endpoints that clients of the earlier system call. Every call
// needs a key.
func (s *Server) Seed() *gin.RouterGroup {
	return s.engine.Group("/", s.shape(ShapeSeed), noStore, s.deadline, s.limitBody, s.limitAddress, s.requireKey, s.limitActor)
}

// HTTP is a net/http server for the routes. The time to write is not bounded, since
// event streams stay open; requests bound themselves. Its Shutdown ends the streams first.
func (s *Server) HTTP(address string) *http.Server {
	server := &http.Server{
		Addr: address, Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(s.close)
	return server
}

func (s *Server) secure() bool { return IsHTTPS(s.opts.BaseURL) }

// IsHTTPS says whether a base URL means encrypted transport, and with it Secure cookies.
func IsHTTPS(base string) bool {
	u, err := url.Parse(base)
	return err == nil && strings.EqualFold(u.Scheme, "https")
}
