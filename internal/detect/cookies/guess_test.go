package cookies

import (
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
)

func TestGuess(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		category consent.Category
		vendor   string
	}{
		{"_ga", consent.CategoryAnalytics, "Google Analytics"},
		{"_ga_1A2B3C4D5E", consent.CategoryAnalytics, "Google Analytics"},
		{"_gat_gtag_UA_123456_1", consent.CategoryAnalytics, "Google Analytics"},
		{"_fbp", consent.CategoryAdvertising, "Meta"},
		{"fr", consent.CategoryAdvertising, "Meta"},
		{"IDE", consent.CategoryAdvertising, "Google"},
		{"_gcl_au", consent.CategoryAdvertising, "Google Ads"},
		{"PHPSESSID", consent.CategoryNecessary, "PHP"},
		{"phpsessid", consent.CategoryNecessary, "PHP"},
		{"OptanonConsent", consent.CategoryNecessary, "OneTrust"},
		{"BIGipServerpool_www_443", consent.CategoryNecessary, "F5"},
		{"_hjSessionUser_123456", consent.CategoryAnalytics, "Hotjar"},
		{"_pk_id.1.1fff", consent.CategoryAnalytics, "Matomo"},
		{"my_site_cookieconsent", consent.CategoryNecessary, ""},
		{"lang", consent.CategoryFunctional, ""},
		{" __cf_bm ", consent.CategoryNecessary, "Cloudflare"},
		// outside the tables
		{"acme_csrf_token", consent.CategoryNecessary, ""},
		{"acmeShoppingCartId", consent.CategoryNecessary, ""},
		{"acme_user_language", consent.CategoryFunctional, ""},
		{"acme_visitor_count", consent.CategoryAnalytics, ""},
		{"acme_retargeting_uid", consent.CategoryAdvertising, ""},
	}
	for _, c := range cases {
		got := Guess(c.name)
		if got.Category != c.category || got.Vendor != c.vendor || got.Text != c.name || got.Confidence < 0.25 || got.Confidence > 1 {
			t.Errorf("%q: got %+v", c.name, got)
		}
	}
	if got := Guess("  "); got.Category != consent.CategoryOther {
		t.Errorf("nothing: got %+v", got)
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	e, ok := Lookup("_pk_ses.1.2")
	if !ok || e.Pattern != "_pk_ses*" || e.Lifetime != "30 minutes" {
		t.Errorf("got %+v, %v", e, ok)
	}
	if e, ok := Lookup("a name that nobody uses"); ok {
		t.Errorf("got %+v", e)
	}
	if n := len(Entries()); n < 2000 {
		t.Errorf("%d entries", n)
	}
}

func TestFindOrder(t *testing.T) {
	t.Parallel()
	table := newTable([]Entry{{Pattern: "ab*", Vendor: "short"}, {Pattern: "abc*", Vendor: "long"}, {Pattern: "abcd", Vendor: "whole"},
		{Pattern: "*xyz", Vendor: "end"}})
	for name, want := range map[string]string{"abcd": "whole", "ABCD": "whole", "abcde": "long", "abx": "short", "ab": "short", "my_XYZ": "end", "b": ""} {
		got := ""
		if e := table.find(name); e != nil {
			got = e.Vendor
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a necessary 1y", "a social 1y V", "a necessary 1q V", "a necessary y V"} {
		if _, err := ParseOwn(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	for _, text := range []string{"n\tsession", "x\tsession\ta", "n\tsession\t", "\t\ta"} {
		if _, err := ParseTable(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	got, err := ParseTable("# c\n=V\nad\t1 year\ta*\nan\t\tb\n")
	want := []Entry{{"a*", consent.CategoryAdvertising, "V", "1 year"}, {"b", consent.CategoryAnalytics, "V", ""}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestTablesAndWeights(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range own().entries {
		if seen[e.Pattern] {
			t.Errorf("%s stands twice", e.Pattern)
		}
		seen[e.Pattern] = true
	}
	m, err := linear.Decode(weights)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range Classes() {
		if m.Classes()[i] != string(c) {
			t.Errorf("the weights are for %v", m.Classes())
		}
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"cartSessionID": "cart Session ID", "_ga_123": "  ga  123", "": ""} {
		if got := parts(name); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%q: got %q", name, got)
		}
	}
}

func BenchmarkGuess(b *testing.B) {
	for b.Loop() {
		Guess("acme_visitor_count")
	}
}

func FuzzGuess(f *testing.F) {
	f.Add("_ga")
	f.Add("\xff__Host-x")
	f.Fuzz(func(t *testing.T, name string) {
		g := Guess(name)
		if g.Confidence < 0 || g.Confidence > 1 || g.Category == "" {
			t.Fatalf("%+v", g)
		}
	})
}
