package capture

import (
	"net"
	"net/netip"
	"testing"

	"microconsent/internal/consent"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	const (
		public  = iota // always fetched
		inside         // only with allowPrivate
		refused        // never
	)
	cases := map[string]int{
		"93.184.215.14": public, "8.8.8.8": public, "1.1.1.1": public, "223.255.255.254": public,
		"9.255.255.255": public, "11.0.0.0": public, "100.63.255.255": public, "100.128.0.0": public,
		"126.255.255.255": public, "128.0.0.0": public, "169.253.255.255": public, "169.255.0.0": public,
		"172.15.255.255": public, "172.32.0.0": public, "192.167.255.255": public, "192.169.0.0": public,
		"198.17.255.255": public, "198.20.0.0": public, "192.0.1.0": public, "192.0.3.0": public,
		"2606:2800:21f:cb07:6820:80da:af6b:8b2c": public, "2a00:1450::1": public, "2001:200::1": public,
		"2001:4860:4860::8888": public, "2001:db7::1": public, "2001:db9::1": public, "3ffe::1": public,
		"::ffff:8.8.8.8": public, "64:ff9b::808:808": public,

		"10.0.0.0": inside, "10.255.255.255": inside, "172.16.0.1": inside, "172.31.255.255": inside,
		"192.168.0.1": inside, "192.168.255.255": inside, "127.0.0.1": inside, "127.255.255.254": inside,
		"100.64.0.1": inside, "100.127.255.255": inside, "::1": inside, "fc00::1": inside, "fdff::1": inside,
		"fec0::1": inside, "::ffff:127.0.0.1": inside, "::ffff:10.0.0.1": inside, "::ffff:192.168.1.1": inside,
		"64:ff9b::7f00:1": inside, "64:ff9b::a00:1": inside, "64:ff9b:1::a00:1": inside,

		"0.0.0.0": refused, "0.1.2.3": refused, "255.255.255.255": refused, "240.0.0.1": refused,
		"254.1.1.1": refused, "224.0.0.1": refused, "239.255.255.255": refused, "192.0.0.1": refused,
		"192.0.0.192": refused, "192.0.2.1": refused, "198.18.0.1": refused, "198.19.255.255": refused,
		"198.51.100.7": refused, "203.0.113.9": refused, "192.88.99.1": refused,
		"169.254.169.254": refused, "169.254.0.1": refused, "100.100.100.200": refused, "168.63.129.16": refused,
		"fd00:ec2::254": refused, "fd20:ce::254": refused, "::": refused, "fe80::1": refused, "febf::1": refused,
		"fe80::1%eth0": refused, "2a00:1450::1%eth0": refused, "::1%lo": refused,
		"ff02::1": refused, "ff0e::1": refused, "2001:db8::1": refused, "3fff::1": refused, "3fff:fff::1": refused,
		"100::1": refused, "100:0:0:1::1": refused, "::8.8.8.8": refused, "::127.0.0.1": refused,
		"2002:7f00:1::": refused, "2002:808:808::1": refused, "2001::1": refused,
		"2001:0:4136:e378:8000:63bf:3fff:fdd2": refused, "2001:2::1": refused, "2001:10::1": refused,
		"5f00::1": refused, "4000::1": refused, "e000::1": refused, "::ffff:169.254.169.254": refused,
		"::ffff:0.0.0.0": refused, "64:ff9b::a9fe:a9fe": refused, "64:ff9b::": refused,
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			addr := netip.MustParseAddr(text)
			if err := Decide(addr, false); (err == nil) != (want == public) {
				t.Errorf("Decide(%s, false) = %v", text, err)
			}
			err := Decide(addr, true)
			if (err == nil) != (want != refused) {
				t.Errorf("Decide(%s, true) = %v", text, err)
			}
			if err != nil && consent.CodeOf(err) != consent.Invalid {
				t.Errorf("code %s, want invalid", consent.CodeOf(err))
			}
		})
	}
}

func TestDecideRefusesTheZeroAddress(t *testing.T) {
	t.Parallel()
	if Decide(netip.Addr{}, true) == nil {
		t.Error("the zero address passed")
	}
}

// The real dialer refuses by itself what a wrong look-up would hand it.
func TestRealDialerChecksAsItConnects(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for allowed, want := range map[bool]consent.Code{false: consent.Invalid, true: ""} {
		conn, err := New(Options{AllowPrivate: allowed}).dialer.DialContext(t.Context(), "tcp", listener.Addr().String())
		if consent.CodeOf(err) != want {
			t.Errorf("allowed %v: %v", allowed, err)
		}
		if err == nil {
			conn.Close()
		}
	}
}

func TestControlIsTheLastCheck(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	for address, want := range map[string]consent.Code{
		"8.8.8.8:443": "", "[2a00:1450::1]:443": "", "10.0.0.1:80": consent.Invalid, "127.0.0.1:80": consent.Invalid,
		"[::ffff:127.0.0.1]:80": consent.Invalid, "[fe80::1%eth0]:80": consent.Invalid, "example.com:80": consent.Invalid,
	} {
		if got := consent.CodeOf(c.control(t.Context(), "tcp", address, nil)); got != want {
			t.Errorf("control(%s) = %q, want %q", address, got, want)
		}
	}
}
