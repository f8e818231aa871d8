package site

import "testing"

func TestOf(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"":                         "",
		"example.com":              "example.com",
		"www.example.com":          "example.com",
		"WWW.Example.COM.":         "example.com",
		"a.b.example.com:8443":     "example.com",
		"shop.example.co.uk":       "example.co.uk",
		"co.uk":                    "co.uk",
		"www.co.uk":                "www.co.uk",
		"www.ck":                   "www.ck", // an exception of the list
		"user.github.io":           "user.github.io",
		"docs.user.github.io":      "user.github.io",
		"www.müller.de":            "xn--mller-kva.de",
		"xn--mller-kva.de":         "xn--mller-kva.de",
		"テスト.jp":                   "xn--zckzah.jp",
		"localhost":                "localhost",
		"localhost:8080":           "localhost",
		"app.localhost":            "app.localhost",
		"intranet":                 "intranet",
		"a.b.unheard-of":           "b.unheard-of",
		"192.0.2.7":                "192.0.2.7",
		"192.0.2.7:80":             "192.0.2.7",
		"[2001:DB8::1]:443":        "2001:db8::1",
		"2001:db8::1":              "2001:db8::1",
		"::ffff:192.0.2.7":         "192.0.2.7",
		"_dmarc.bad_name.example":  "bad_name.example",
		"www.example.com.evil.org": "evil.org",
	} {
		if got := Of(host); got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
		if again := Of(Of(host)); again != Of(host) {
			t.Errorf("%q: the site of the site is %q", host, again)
		}
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"www.example.com", "cdn.example.com", true},
		{"müller.de", "www.xn--mller-kva.de", true},
		{"example.com", "example.org", false},
		{"a.github.io", "b.github.io", false},
		{"192.0.2.7", "192.0.2.8", false},
		{"", "", false},
	} {
		if Same(c.a, c.b) != c.want || Same(c.b, c.a) != c.want {
			t.Errorf("%q and %q: want %v", c.a, c.b, c.want)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{"www.xn--mller-kva.de": "müller.de", "www.example.com": "example.com", "[::1]:80": "::1"} {
		if got := Name(host); got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, s := range []string{"www.example.co.uk", "[::1%eth0]:80", "xn--", "a..b.", "ß.de"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, host string) {
		if s := Of(host); Of(s) != s {
			t.Errorf("the site of %q is %q, whose site is %q", host, s, Of(s))
		}
	})
}
