package httpx

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// contentPolicy lets pages load only what this server serves and run no inline script.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers sets what protects browsers. A handler may replace the policy with a stricter
// one, as the preview of foreign HTML must.
func (s *Server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
	if s.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

func noStore(c *gin.Context) { c.Header("Cache-Control", "no-store") }

// cors lets scripts of the allowed origins call the API. Cookies are never allowed, so
// such a script needs a key.
func (s *Server) cors(c *gin.Context) {
	origin := c.GetHeader("Origin")
	if shapeOfPath(c.Request.URL.Path) == ShapePage || len(s.opts.AllowedOrigins) == 0 {
		return
	}
	c.Writer.Header().Add("Vary", "Origin")
	if !slices.Contains(s.opts.AllowedOrigins, origin) {
		return
	}
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Expose-Headers", "ETag, Idempotent-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID")
	if c.Request.Method != http.MethodOptions || c.GetHeader("Access-Control-Request-Method") == "" {
		return
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-API-Key, X-Request-ID")
	h.Set("Access-Control-Max-Age", "600")
	c.AbortWithStatus(http.StatusNoContent)
}

// makeGuards prepares the checks of mutations against other origins: pages trust only
// their own origin, the API also the allowed ones.
func (s *Server) makeGuards() error {
	s.pageGuard, s.apiGuard = http.NewCrossOriginProtection(), http.NewCrossOriginProtection()
	if own := originOf(s.opts.BaseURL); own != "" {
		if err := s.pageGuard.AddTrustedOrigin(own); err != nil {
			return err
		}
	}
	for _, origin := range s.opts.AllowedOrigins {
		if err := s.apiGuard.AddTrustedOrigin(origin); err != nil {
			return err
		}
	}
	return nil
}

func originOf(base string) string {
	u, err := url.Parse(strings.ToLower(base))
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (s *Server) guardPage(c *gin.Context) {
	if err := s.pageGuard.Check(c.Request); err != nil {
		Fail(c, crossOrigin(err))
	}
}

// guardAPI refuses mutations from foreign origins. The key of an allowed origin's script
// is checked later; a session is accepted only where the page's guard agrees.
func (s *Server) guardAPI(c *gin.Context) {
	if s.pageGuard.Check(c.Request) == nil {
		return
	}
	if err := s.apiGuard.Check(c.Request); err != nil {
		Fail(c, crossOrigin(err))
	}
}

func crossOrigin(err error) error {
	return consent.Wrap(err, consent.Forbidden, "This request came from another web site and was refused.")
}
