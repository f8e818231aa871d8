package httpx

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// Rates are the limits by what they count. A rate without a limit is off.
type Rates struct {
	Key     consent.Rate // calls with one API key or by one user
	Address consent.Rate // requests from one address, before anybody is recognised
	Login   consent.Rate // attempts to sign in from one address
	BadKey  consent.Rate // wrong API keys from one address
}

// limitAddress counts every request by the client's network.
func (s *Server) limitAddress(c *gin.Context) {
	s.limit(c, "address", network(c.ClientIP()), s.opts.Rates.Address)
}

// limitActor counts calls by key or user.
func (s *Server) limitActor(c *gin.Context) {
	actor := Actor(c)
	s.limit(c, "key", string(actor.Kind)+":"+string(actor.ID), s.opts.Rates.Key)
}

// LimitLogin counts attempts to sign in or to set up. Put it before the handler of each
// form that takes a secret.
func (s *Server) LimitLogin(c *gin.Context) {
	s.limit(c, "login", network(c.ClientIP()), s.opts.Rates.Login)
}

// wrongKey counts a wrong key and says RateLimited instead of Unauthenticated when there
// were too many. Other errors pass unchanged.
func (s *Server) wrongKey(c *gin.Context, err error) error {
	if consent.CodeOf(err) != consent.Unauthenticated {
		return err
	}
	result, counted := s.count(c, "badkey", network(c.ClientIP()), s.opts.Rates.BadKey)
	if counted && !result.Allowed {
		return tooMany(result)
	}
	return err
}

func (s *Server) limit(c *gin.Context, policy, who string, rate consent.Rate) {
	result, counted := s.count(c, policy, who, rate)
	if !counted {
		return
	}
	announce(c, policy, rate, result)
	if !result.Allowed {
		Fail(c, tooMany(result))
	}
}

// count asks the limiter. A limiter that fails must not stop the service: the request
// passes and the failure is logged.
func (s *Server) count(c *gin.Context, policy, who string, rate consent.Rate) (consent.RateResult, bool) {
	if s.opts.Limiter == nil || rate.Limit <= 0 {
		return consent.RateResult{}, false
	}
	result, err := s.opts.Limiter.Allow(c.Request.Context(), policy+":"+who, rate)
	if err != nil {
		s.opts.Log.WarnContext(c.Request.Context(), "rate limiter does not answer; the request passes", "error", err)
		return result, false
	}
	return result, true
}

// announce tells the caller how much is left (RateLimit header fields, IETF HTTPAPI
// draft 11).
func announce(c *gin.Context, policy string, rate consent.Rate, result consent.RateResult) {
	h := c.Writer.Header()
	h.Add("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", policy, rate.Limit, seconds(rate.Period)))
	h.Add("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", policy, max(0, result.Remaining), seconds(result.ResetAfter)))
}

func tooMany(result consent.RateResult) error {
	return &limitedError{after: result.RetryAfter,
		error: consent.Errorf(consent.RateLimited, "Too many requests. Try again in %d s.", max(1, seconds(result.RetryAfter)))}
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// network is what one client can be told apart by: an IPv4 address, or the /64 of an
// IPv6 address, of which every host has 2^64.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, _ := ip.Prefix(64)
	return strings.TrimSuffix(prefix.String(), "/64")
}
