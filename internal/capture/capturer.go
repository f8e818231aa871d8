package capture

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"

	"microconsent/internal/consent"
)

// Defaults of Options.
const (
	DefaultMaxBytes  = 10 << 20
	DefaultTimeout   = 30 * time.Second
	DefaultUserAgent = "Mozilla/5.0 (compatible; microconsent/1; consent banner audit)"
)

// Resolver finds the addresses of a name; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Dialer connects to an address that the guard let pass; *net.Dialer is one.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Options are the limits and connections of a Capturer. Zero values mean the defaults.
type Options struct {
	MaxBytes     int64         // largest material, unpacked
	Timeout      time.Duration // of one Fetch with all its redirects
	AllowPrivate bool          // also fetch from loopback and private networks
	UserAgent    string
	Resolver     Resolver       // nil: the system's
	Dialer       Dialer         // nil: a real one that checks the address once more as it connects
	RootCAs      *x509.CertPool // nil: the system's
}

// Capturer implements consent.Capturer. Safe for concurrent use.
type Capturer struct {
	maxBytes     int64
	timeout      time.Duration
	allowPrivate bool
	userAgent    string
	resolver     Resolver
	dialer       Dialer
	rootCAs      *x509.CertPool
}

var _ consent.Capturer = (*Capturer)(nil)

// New makes a Capturer.
func New(o Options) *Capturer {
	c := &Capturer{maxBytes: o.MaxBytes, timeout: o.Timeout, allowPrivate: o.AllowPrivate,
		userAgent: o.UserAgent, resolver: o.Resolver, dialer: o.Dialer, rootCAs: o.RootCAs}
	if c.maxBytes <= 0 {
		c.maxBytes = DefaultMaxBytes
	}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	if c.userAgent == "" {
		c.userAgent = DefaultUserAgent
	}
	if c.resolver == nil {
		c.resolver = net.DefaultResolver
	}
	if c.dialer == nil {
		c.dialer = &net.Dialer{ControlContext: c.control}
	}
	return c
}
