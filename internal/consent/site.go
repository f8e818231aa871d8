package consent

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SiteOf is the site that a host belongs to: its registrable domain, so that "www.", other
// subdomains and every path of one owner are one site. It is what analyses are grouped
// and triage is carried by. publicSuffix returns the longest public suffix of a domain
// ("co.uk" of "shop.example.co.uk"; the list of publicsuffix.org); detect/site has one.
//
// An IP address, "localhost" and a name of one label stand for themselves, as does a
// public suffix that is visited as a host. A port, trailing dots and upper case fall
// away. "" stays "".
func SiteOf(host string, publicSuffix func(domain string) string) string {
	host = BareHost(host)
	if isAddress(host) || !isName(host) || strings.HasSuffix(host, ".localhost") {
		return host
	}
	suffix := publicSuffix(host)
	rest, ok := strings.CutSuffix(host, "."+suffix)
	if suffix == "" || !ok {
		return host
	}
	return rest[strings.LastIndexByte(rest, '.')+1:] + "." + suffix
}

// BareHost is a host in lower case without port, brackets of IPv6, zone and trailing dots.
func BareHost(host string) string {
	host = strings.ToLower(strings.TrimSpace(host))
	if at, err := netip.ParseAddrPort(host); err == nil {
		return at.Addr().WithZone("").Unmap().String()
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if at, err := netip.ParseAddr(inner); err == nil {
		return at.WithZone("").Unmap().String()
	}
	for before := ""; before != host; { // until nothing falls away: "a:.:80"
		before = host
		host = strings.TrimRightFunc(host, func(r rune) bool { return r == '.' || unicode.IsSpace(r) })
		if name, port, ok := strings.Cut(host, ":"); ok && strings.Trim(port, "0123456789") == "" {
			host = name
		}
	}
	return host
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// isName leaves out what no host is called: such a thing is only ever itself.
func isName(host string) bool {
	return !strings.Contains(host, "..") && !strings.HasPrefix(host, ".") &&
		!strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r == '/' || r == ':' || r == utf8.RuneError })
}
