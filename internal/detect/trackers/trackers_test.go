package trackers

import (
	"testing"

	"microconsent/internal/consent"
)

func found(s *Signals) map[string]consent.Category {
	out := map[string]consent.Category{}
	for _, f := range s.Found() {
		out[f.Vendor] = f.Category
	}
	return out
}

func TestURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://www.google-analytics.com/analytics.js":       "Google Analytics",
		"//connect.facebook.net/en_US/fbevents.js":            "Meta Pixel",
		"https://stats.g.doubleclick.net/r/collect?x=1":       "Google Ads",
		"https://WWW.Clarity.MS:443/tag/abc":                  "Microsoft Clarity",
		"https://www.facebook.com/plugins/like.php?href=x":    "Facebook Widgets",
		"https://www.youtube.com/embed/abc":                   "YouTube",
		"https://example.com/":                                "",
		"https://notgoogle-analytics.com/a.js":                "",
		"https://google-analytics.com.evil.example/a.js":      "",
		"https://www.facebook.com/example":                    "",
		"/local/google-analytics.com/analytics.js":            "",
		"data:text/html,//google-analytics.com/analytics.js":  "",
		"https://example.com/?r=https://google-analytics.com": "",
	} {
		var s Signals
		s.URL(address)
		got := found(&s)
		if want == "" && len(got) > 0 || want != "" && got[want] == "" {
			t.Errorf("%s: %v, want %q", address, got, want)
		}
	}
}

func TestScript(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"fbq('init', '1')":                                    "Meta Pixel",
		`gtag('config', 'G-X')`:                               "Google Analytics",
		"var _paq=[];_paq.push(['x'])":                        "Matomo",
		"j.src='https://www.googletagmanager.com/gtm.js?id='": "Google Tag Manager",
		"console.log('fbq is not defined')":                   "",
		"":                                                    "",
	} {
		var s Signals
		s.Script(text)
		got := found(&s)
		if want == "" && len(got) > 0 || want != "" && got[want] == "" {
			t.Errorf("%s: %v, want %q", text, got, want)
		}
	}
}

func TestEachServiceIsNamedOnce(t *testing.T) {
	t.Parallel()
	var s Signals
	for range 3 {
		s.URL("https://bat.bing.com/bat.js")
		s.Script("o.src='//bat.bing.com/bat.js'")
	}
	if got := s.Found(); len(got) != 1 || got[0].Evidence != "bat.bing.com" || got[0].Category != consent.CategoryAdvertising {
		t.Errorf("%+v", got)
	}
}

func TestTheTable(t *testing.T) {
	t.Parallel()
	tab, err := parse(servicesText)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range tab.services {
		if s.Vendor == "" || seen[s.Vendor] {
			t.Errorf("vendor %q is empty or twice", s.Vendor)
		}
		seen[s.Vendor] = true
	}
	for _, bad := range []string{"A | analytics | a.com", "A | nothing | a.com |"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func FuzzURL(f *testing.F) {
	f.Add("https://www.google-analytics.com/analytics.js")
	f.Add("//a.b.c:1/")
	f.Fuzz(func(_ *testing.T, s string) {
		var signals Signals
		signals.URL(s)
		signals.Script(s)
	})
}
