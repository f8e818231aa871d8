package capture

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestCheckURL(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	cases := map[string]string{ // to normal form, "" for refused
		"https://example.com":               "https://example.com",
		"https://example.com/a?b=c#frag":    "https://example.com/a?b=c",
		"  HTTPS://EXAMPLE.com./A ":         "https://example.com/A",
		"http://example.com:80/":            "http://example.com/",
		"https://example.com:443/":          "https://example.com/",
		"http://example.com:443/":           "http://example.com:443/",
		"http://example.com:008080/":        "http://example.com:8080/",
		"http://example.com:/":              "http://example.com/",
		"https://bücher.example/ä":          "https://xn--bcher-kva.example/%C3%A4",
		"https://straße.de/":                "https://xn--strae-oqa.de/",
		"https://ｅｘａｍｐｌｅ。com/":              "https://example.com/",
		"https://my_shop.example.com/":      "https://my_shop.example.com/",
		"https://r3---sn-4g5e.example.com/": "https://r3---sn-4g5e.example.com/",
		"http://8.8.8.8/":                   "http://8.8.8.8/",
		"http://134744072/":                 "http://8.8.8.8/",
		"http://0x8.0x8.2056/":              "http://8.8.8.8/",
		"http://[2A00:1450:0::1]:8080/":     "http://[2a00:1450::1]:8080/",
		"http://[2a00:1450::1]/":            "http://[2a00:1450::1]/",
		"http://1.2.3.4.example.com/":       "http://1.2.3.4.example.com/",

		"": "", "example.com": "", "//example.com/": "", "ftp://example.com/": "", "file:///etc/passwd": "",
		"javascript:alert(1)": "", "http:example.com": "", "http://": "", "http:///path": "", "http://?q": "",
		"http://user@example.com/": "", "http://user:pass@example.com/": "", "http://@example.com/": "",
		"http://example.com:99999/": "", "http://example.com:x/": "", "http://example.com:22/": "",
		"http://example.com:25/": "", "http://example.com:0/": "", "http://example.com:6667/": "",
		"http://exa mple.com/": "", "http://example..com/": "", "http://.example.com/": "", "http://exa<mple.com/": "",
		"http://%31%32%37.0.0.1/": "", "http://\x00/": "", "http://xn--a/": "",
		"https://" + strings.Repeat("a", 64) + ".com/":       "",
		"https://example.com/" + strings.Repeat("a", maxURL): "",

		"http://127.0.0.1/": "", "http://127.0.0.1./": "", "http://127.1/": "", "http://2130706433/": "",
		"http://0x7f.1/": "", "http://0x7f000001/": "", "http://0177.0.0.1/": "", "http://017700000001/": "",
		"http://0X7F.0.0.0X1/": "", "http://１２７.０.０.１/": "", "http://127。0。0。1/": "", "http://127.0.0.1:8080/": "",
		"http://0/": "", "http://0x/": "", "http://10.1/": "", "http://169.254.169.254/latest/": "",
		"http://2852039166/": "", "http://192.168.1/": "", "http://4294967296/": "", "http://1.2.3.4.5/": "",
		"http://256.1.1.1/": "", "http://1.2.3.08/": "", "http://1..2/": "", "http://foo.0x7f/": "",
		"http://[::1]/": "", "http://[::]/": "", "http://[::ffff:127.0.0.1]/": "", "http://[::ffff:7f00:1]/": "",
		"http://[fe80::1%25eth0]/": "", "http://[fd00::1]/": "", "http://[64:ff9b::7f00:1]/": "", "http://[127.0.0.1]/": "",
		"http://localhost/": "", "http://LOCALHOST./": "", "http://app.localhost:8080/": "",
	}
	for raw, want := range cases {
		got, err := c.CheckURL(raw)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("CheckURL(%q) = %q, %v; want %q", raw, got, err, want)
		}
		if err != nil && (consent.CodeOf(err) != consent.Invalid || len(consent.FieldsOf(err)) == 0) {
			t.Errorf("CheckURL(%q): code %s, fields %v", raw, consent.CodeOf(err), consent.FieldsOf(err))
		}
	}
}

func TestCheckURLWithPrivateTargets(t *testing.T) {
	t.Parallel()
	c := New(Options{AllowPrivate: true})
	for raw, want := range map[string]string{
		"http://127.0.0.1:8080/x": "http://127.0.0.1:8080/x", "http://localhost/": "http://localhost/",
		"http://[::1]/": "http://[::1]/", "http://169.254.169.254/": "", "http://0.0.0.0/": "", "http://224.0.0.1/": "",
	} {
		if got, _ := c.CheckURL(raw); got != want {
			t.Errorf("CheckURL(%q) = %q, want %q", raw, got, want)
		}
	}
}

// FuzzCheckURL holds that what passes is absolute, stays as it is when checked again, and
// names no address that the guard refuses, however the host is written.
func FuzzCheckURL(f *testing.F) {
	for _, seed := range []string{"https://example.com/a?b#c", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:7f00:1]/",
		"http://１２７.０.０.１/", "http://user@h/", "https://bücher.example:444/", "http://0177.1./", "http://a。b/%zz"} {
		f.Add(seed)
	}
	c := New(Options{})
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := c.CheckURL(raw)
		if err != nil {
			return
		}
		u, err := url.Parse(got)
		if err != nil || u.User != nil || u.Fragment != "" || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			t.Fatalf("CheckURL(%q) = %q, not in normal form", raw, got)
		}
		if again, err := c.CheckURL(got); err != nil || again != got {
			t.Fatalf("CheckURL(%q) = %q, again %q, %v", raw, got, again, err)
		}
		if addr, err := netip.ParseAddr(u.Hostname()); err == nil && Decide(addr, false) != nil {
			t.Fatalf("CheckURL(%q) = %q passes a refused address", raw, got)
		}
		if numeric(u.Hostname()) && !strings.Contains(u.Hostname(), ":") {
			if _, err := netip.ParseAddr(u.Hostname()); err != nil {
				t.Fatalf("CheckURL(%q) = %q leaves a number as host", raw, got)
			}
		}
	})
}
