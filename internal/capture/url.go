package capture

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"microconsent/internal/consent"
)

// maxURL is the longest URL taken, in bytes: what servers commonly accept at most.
const maxURL = 8 << 10

// CheckURL says, without any traffic, whether a URL may be fetched, and returns it in
// normal form: host in lower-case ASCII without a trailing dot, numeric IPv4 forms as
// dotted quads, no default port, no fragment. Invalid with the field "source" otherwise.
func (c *Capturer) CheckURL(raw string) (string, error) {
	u, err := parseURL(raw, c.allowPrivate)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

func parseURL(raw string, allowPrivate bool) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if len(raw) > maxURL {
		return nil, consent.InvalidField("source", "The URL is longer than %d bytes.", maxURL)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, &consent.Error{Code: consent.Invalid, Message: "This is not a URL.", Err: err,
			Fields: []consent.Field{{Name: "source", Message: "This is not a URL."}}}
	}
	if err := checkShape(u); err != nil {
		return nil, err
	}
	if u.Host, err = checkHost(u.Scheme, u.Hostname(), u.Port(), allowPrivate); err != nil {
		return nil, err
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func checkShape(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return consent.InvalidField("source", "Give a full URL that begins with https:// or http://.")
	case u.Opaque != "" || u.Hostname() == "":
		return consent.InvalidField("source", "The URL names no host.")
	case u.User != nil:
		return consent.InvalidField("source", "A URL with a user name or password is not fetched.")
	}
	return nil
}

// checkHost returns host and port in normal form, ready for url.URL.Host.
func checkHost(scheme, host, port string, allowPrivate bool) (string, error) {
	port, err := checkPort(scheme, port)
	if err != nil {
		return "", err
	}
	if host, err = normalHost(host); err != nil {
		return "", err
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if err := Decide(addr, allowPrivate); err != nil {
			return "", err
		}
	} else if !allowPrivate && (host == "localhost" || strings.HasSuffix(host, ".localhost")) {
		return "", refuse("a loopback address")
	}
	if port != "" {
		return net.JoinHostPort(host, port), nil
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]", nil
	}
	return host, nil
}

// hostForm maps names as browsers do (UTS 46), without the rules of domain registration:
// real sites have underscores and doubled hyphens.
var hostForm = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(),
	idna.CheckHyphens(false), idna.StrictDomainName(false), idna.VerifyDNSLength(true))

// normalHost returns a name in lower-case ASCII, or an address in its shortest form.
func normalHost(host string) (string, error) {
	if strings.Contains(host, ":") {
		addr, err := netip.ParseAddr(host)
		if err != nil || addr.Is4() {
			return "", badHost()
		}
		return addr.String(), nil
	}
	host, err := asciiHost(strings.TrimSuffix(strings.ReplaceAll(host, "。", "."), "."))
	if err != nil {
		return "", err
	}
	if !numeric(host) {
		return host, nil
	}
	addr, ok := parseIPv4(host)
	if !ok {
		return "", badHost()
	}
	return addr.String(), nil
}

// asciiHost maps twice: a name made of broken characters maps to one that is no name.
func asciiHost(host string) (string, error) {
	once, err := hostForm.ToASCII(host)
	if err != nil || !utf8.ValidString(host) || !plain(once) {
		return "", badHost()
	}
	if twice, err := hostForm.ToASCII(once); err != nil || twice != once {
		return "", badHost()
	}
	return once, nil
}

func badHost() error {
	return consent.InvalidField("source", "The URL has an impossible host name.")
}

// plain says that a name has nothing but letters, digits, hyphens, underscores and dots.
func plain(host string) bool {
	for _, r := range host {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.' {
			return false
		}
	}
	return host != ""
}

// numeric says that a browser reads host as an IPv4 address: its last label is a number
// (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	_, ok := parseNumber(last)
	return ok
}

// parseIPv4 reads the forms that system libraries and browsers take for an IPv4 address:
// one to four decimal, octal (0…) or hexadecimal (0x…) numbers, of which the last fills
// the remaining bytes. http://2130706433/ and http://0x7f.1/ are 127.0.0.1.
func parseIPv4(host string) (netip.Addr, bool) {
	parts := strings.Split(host, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var sum uint64
	for i, part := range parts {
		n, ok := parseNumber(part)
		last := i == len(parts)-1
		if !ok || !last && n > 255 || last && n >= 1<<(8*(5-len(parts))) {
			return netip.Addr{}, false
		}
		if last {
			sum += n
		} else {
			sum += n << (8 * (3 - i))
		}
	}
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}), true
}

func parseNumber(s string) (uint64, bool) {
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"):
		base, s = 16, s[2:]
		if s == "" {
			return 0, true
		}
	case len(s) > 1 && s[0] == '0':
		base, s = 8, s[1:]
	}
	n, err := strconv.ParseUint(s, base, 33)
	return n, err == nil
}
