package consent_test

import (
	"testing"

	"microconsent/internal/consent"
)

func TestNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text       string
		site, host bool // example.com with all of its hosts; example.com alone
	}{
		{"https://example.com/path", true, true},
		{"HTTPS://Example.COM", true, true},
		{"https://www.example.com", true, false},
		{"write to ada@example.com.", true, true},
		{"example.com", true, true},
		{"notexample.com, then example.com", true, true},
		{"https://notexample.com", false, false},
		{"https://bad-example.com", false, false},
		{"https://éexample.com", false, false},
		{"https://example.com.evil.org", false, false},
		{"https://example.community", false, false},
		{"example.com-1.html", false, false},
		{"", false, false},
	} {
		if got := (consent.SiteHosts{Site: "example.com"}).Named(c.text); got != c.site {
			t.Errorf("the site in %q: %v", c.text, got)
		}
		if got := (consent.SiteHosts{Host: "example.com"}).Named(c.text); got != c.host {
			t.Errorf("the host in %q: %v", c.text, got)
		}
	}
	if (consent.SiteHosts{}).Named("anything") {
		t.Error("no name is in every text")
	}
}

func FuzzNamed(f *testing.F) {
	f.Add("example.com", "https://www.example.com/")
	f.Add("a", "aaaa")
	f.Fuzz(func(t *testing.T, name, text string) {
		one, all := consent.SiteHosts{Host: name}.Named(text), consent.SiteHosts{Site: name}.Named(text)
		if one && !all {
			t.Errorf("%q names the host %q but not its site", text, name)
		}
	})
}
