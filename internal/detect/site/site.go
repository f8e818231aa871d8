// Package site knows which hosts belong together, by the list of publicsuffix.org.
package site

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"microconsent/internal/consent"
)

// Of is the site of a host (see consent.SiteOf). An internationalized name may come in
// Unicode or ASCII form; the site is in ASCII (RFC 5891), the form that DNS and URLs use.
// What is no name at all is only ever itself.
func Of(host string) string {
	host = consent.BareHost(host)
	name, err := idna.Lookup.ToASCII(host)
	switch {
	case err == nil:
		host = name
	case !isASCII(host):
		return host
	}
	return consent.SiteOf(host, suffix)
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// Same says whether two hosts belong to one site: what the others set or get is
// third-party. An empty host belongs nowhere.
func Same(a, b string) bool { return a != "" && Of(a) == Of(b) }

// Name is the site of a host for people: internationalized names in Unicode.
func Name(host string) string {
	s := Of(host)
	if name, err := idna.Display.ToUnicode(s); err == nil {
		return name
	}
	return s
}

// suffix of a name that no list knows is its last label.
func suffix(domain string) string {
	s, _ := publicsuffix.PublicSuffix(domain)
	return s
}
