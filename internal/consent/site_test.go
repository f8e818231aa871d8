package consent

import "testing"

func TestSiteOf(t *testing.T) {
	t.Parallel()
	suffix := func(domain string) string { // a list with two entries
		for _, s := range []string{"co.uk", "com"} {
			if domain == s || len(domain) > len(s) && domain[len(domain)-len(s)-1:] == "."+s {
				return s
			}
		}
		return ""
	}
	for host, want := range map[string]string{
		"":                       "",
		"www.Example.com.":       "example.com",
		"a.b.example.co.uk:8080": "example.co.uk",
		"co.uk":                  "co.uk",
		"com":                    "com",
		"a.unknown":              "a.unknown",
		"notcom":                 "notcom",
		"a..example.com":         "a..example.com", // no name at all: itself
		"localhost":              "localhost",
		"[2001:db8::1]:443":      "2001:db8::1",
		"fe80::1%eth0":           "fe80::1",
		"198.51.100.4:80":        "198.51.100.4",
	} {
		if got := SiteOf(host, suffix); got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
	}
}
