package capture

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"microconsent/internal/consent"
)

const (
	dialTimeout   = 10 * time.Second // of one address
	tlsTimeout    = 10 * time.Second
	headerTimeout = 20 * time.Second
	maxHeader     = 256 << 10
	maxAddresses  = 4 // of one name are tried
)

// transport is made for one Fetch and thrown away: no connection, and so no checked
// address, outlives it. It takes no proxy from the environment.
func (c *Capturer) transport() *http.Transport {
	return &http.Transport{
		DialContext:            c.dial,
		TLSClientConfig:        &tls.Config{RootCAs: c.rootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    tlsTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeader,
		ForceAttemptHTTP2:      true,
	}
}

// dial resolves a name and connects to an address that passed the guard, never to the
// name: what a second look-up would say does not matter.
func (c *Capturer) dial(ctx context.Context, network, hostport string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	addrs, err := c.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var failures []error
	for _, addr := range addrs[:min(len(addrs), maxAddresses)] {
		conn, err := c.connect(ctx, network, netip.AddrPortFrom(addr, uint16(n)))
		if err == nil {
			return conn, nil
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}

func (c *Capturer) connect(ctx context.Context, network string, target netip.AddrPort) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	return c.dialer.DialContext(ctx, network, target.String())
}

// resolve returns the addresses of a host. One that the guard refuses condemns all: mixed
// answers are how a name is rebound to an inside address.
func (c *Capturer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	addrs, err := c.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	for i, addr := range addrs {
		if err := Decide(addr, c.allowPrivate); err != nil {
			return nil, err
		}
		addrs[i] = addr.Unmap()
	}
	if len(addrs) == 0 {
		return nil, consent.Errorf(consent.Invalid, "The host name has no address.")
	}
	return addrs, nil
}

func (c *Capturer) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	return c.resolver.LookupNetIP(ctx, "ip", host)
}

// control is the last check: it sees the address that the operating system is about to
// connect to.
func (c *Capturer) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil {
		return refuse("an unreadable address")
	}
	return Decide(target.Addr(), c.allowPrivate)
}
