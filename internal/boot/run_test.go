package boot

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"microconsent/internal/config"
	"microconsent/internal/consent"
)

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given string
		cert  string
		addr  net.TCPAddr
		want  string
	}{
		{"", "", net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, "http://127.0.0.1:8080"},
		{"", "", net.TCPAddr{IP: net.IPv4zero, Port: 80}, "http://127.0.0.1:80"},
		{"", "", net.TCPAddr{IP: net.IPv6zero, Port: 80}, "http://127.0.0.1:80"},
		{"", "", net.TCPAddr{IP: net.IPv6loopback, Port: 80}, "http://[::1]:80"},
		{"", "cert.pem", net.TCPAddr{IP: net.IPv4zero, Port: 443}, "https://127.0.0.1:443"},
		{"https://audit.example.com/", "", net.TCPAddr{IP: net.IPv4zero, Port: 80}, "https://audit.example.com"},
	} {
		if got := baseURL(config.Config{BaseURL: c.given, TLSCertFile: c.cert}, &c.addr); got != c.want {
			t.Errorf("%q on %s: %s, want %s", c.given, &c.addr, got, c.want)
		}
	}
}

func TestTheSetUpLinkIsPrintedOnlyWhileNeeded(t *testing.T) {
	t.Parallel()
	token := newSetupToken()
	var first, later bytes.Buffer
	announce(&first, "http://127.0.0.1:1", true, token)
	announce(&later, "http://127.0.0.1:1", false, token)
	if !strings.Contains(first.String(), "http://127.0.0.1:1/setup?token="+token+"\n") {
		t.Errorf("%s", first.String())
	}
	if strings.Contains(later.String(), "setup") || strings.Contains(later.String(), token) {
		t.Errorf("%s", later.String())
	}
	if len(token) < 20 || newSetupToken() == token {
		t.Errorf("token %q can be guessed", token)
	}
}

func TestIDsSortByTime(t *testing.T) {
	t.Parallel()
	last := consent.ID("")
	for range 1000 {
		id := IDs{}.NewID()
		if _, err := consent.ParseID(string(id)); err != nil || id <= last {
			t.Fatalf("%s after %s, %v", id, last, err)
		}
		last = id
	}
}
