package capture

import (
	"net/netip"

	"microconsent/internal/consent"
)

// block is an address range that is not fetched, and what it is.
type block struct {
	prefix netip.Prefix
	what   string
	// private ranges are opened by allowPrivate; the others have no web site to fetch, or
	// hand out the credentials of the machine.
	private bool
}

// blocks4 follows the IANA registry of special-purpose IPv4 addresses (RFC 6890 and later)
// and adds the metadata services of clouds that answer on other addresses. The first match
// counts.
var blocks4 = []block{
	never("169.254.0.0/16", "a link-local address"),
	never("100.100.100.200/32", "a cloud metadata service"),
	never("168.63.129.16/32", "a cloud metadata service"),
	never("0.0.0.0/8", "an unspecified address"),
	never("255.255.255.255/32", "the broadcast address"),
	never("192.0.0.0/24", "a reserved address"),
	never("192.0.2.0/24", "a documentation address"),
	never("192.88.99.0/24", "a reserved address"),
	never("198.18.0.0/15", "a benchmark address"),
	never("198.51.100.0/24", "a documentation address"),
	never("203.0.113.0/24", "a documentation address"),
	never("224.0.0.0/4", "a multicast address"),
	never("240.0.0.0/4", "a reserved address"),
	private("10.0.0.0/8", "a private address"),
	private("100.64.0.0/10", "a shared carrier address"),
	private("127.0.0.0/8", "a loopback address"),
	private("172.16.0.0/12", "a private address"),
	private("192.168.0.0/16", "a private address"),
}

// blocks6 follows the registry of special-purpose IPv6 addresses. Ranges that carry an
// IPv4 address are refused, but for those that Decide unwraps.
var blocks6 = []block{
	never("fd00:ec2::254/128", "a cloud metadata service"),
	never("fd20:ce::254/128", "a cloud metadata service"),
	never("::/128", "an unspecified address"),
	private("::1/128", "a loopback address"),
	never("::/96", "an IPv4-compatible address"),
	private("64:ff9b:1::/48", "a private translation address"),
	never("2001::/23", "a reserved address"), // Teredo, ORCHID, benchmarks
	never("2001:db8::/32", "a documentation address"),
	never("2002::/16", "a 6to4 address"),
	never("3fff::/20", "a documentation address"),
	private("fc00::/7", "a private address"),
	never("fe80::/10", "a link-local address"),
	private("fec0::/10", "a private address"),
	never("ff00::/8", "a multicast address"),
}

var (
	global6 = netip.MustParsePrefix("2000::/3")     // all IPv6 that is handed out to the public
	nat64   = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052: the public IPv4 net as a DNS64 shows it
)

func never(prefix, what string) block {
	return block{prefix: netip.MustParsePrefix(prefix), what: what}
}

func private(prefix, what string) block {
	return block{prefix: netip.MustParsePrefix(prefix), what: what, private: true}
}

// Decide says whether the service may connect to addr: nil, or an Invalid error that says
// what the address is. Only addresses of the public net pass; allowPrivate also opens
// loopback, private and shared ranges, but never link-local ones and metadata services.
// IPv4 inside IPv6 (mapped, NAT64) is judged as the IPv4 address that it is.
func Decide(addr netip.Addr, allowPrivate bool) error {
	switch {
	case !addr.IsValid():
		return refuse("an unreadable address")
	case addr.Zone() != "":
		return refuse("an address with a zone")
	case addr.Is4In6():
		return Decide(addr.Unmap(), allowPrivate)
	case nat64.Contains(addr):
		bytes := addr.As16()
		return Decide(netip.AddrFrom4([4]byte(bytes[12:])), allowPrivate)
	case addr.Is4():
		return verdict(find(blocks4, addr), allowPrivate)
	}
	b := find(blocks6, addr)
	if b == nil && !global6.Contains(addr) {
		return refuse("a reserved address")
	}
	return verdict(b, allowPrivate)
}

func find(blocks []block, addr netip.Addr) *block {
	for i := range blocks {
		if blocks[i].prefix.Contains(addr) {
			return &blocks[i]
		}
	}
	return nil
}

func verdict(b *block, allowPrivate bool) error {
	if b == nil || b.private && allowPrivate {
		return nil
	}
	return refuse(b.what)
}

// refuse leaves the address itself out: what a name inside the network resolves to is not
// for the one who asks.
func refuse(what string) error {
	return consent.InvalidField("source", "This address is not fetched: it is %s. Only public sites are analysed.", what)
}
