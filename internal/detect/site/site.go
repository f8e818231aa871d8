// Package site knows which hosts belong together, by the list of publicsuffix.org.
package site

import (
	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"microconsent/internal/consent"
)

// Of is the site of a host (see consent.SiteOf). An internationalized name may come in
// Unicode or ASCII form; the site is in ASCII (RFC 5891), the form that DNS and URLs use.
func Of(host string) string { return consent.SiteOf(ascii(host), suffix) }

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

// ascii leaves a name that IDNA refuses as it is, so that it is still the same site as
// itself.
func ascii(host string) string {
	host = consent.BareHost(host)
	if name, err := idna.Lookup.ToASCII(host); err == nil {
		return name
	}
	return host
}

// suffix of a name that no list knows is its last label.
func suffix(domain string) string {
	s, _ := publicsuffix.PublicSuffix(domain)
	return s
}
