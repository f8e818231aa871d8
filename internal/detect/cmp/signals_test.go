package cmp

import (
	"strconv"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// feed gives one mark to the method for its kind, as a page would show it.
func feed(s *Signals, m mark) {
	text := m.text
	if m.open {
		text += "1x"
	}
	switch m.kind {
	case kindHost:
		s.URL("https://" + strings.ToUpper(text) + "/file.js")
	case kindURL:
		s.URL("https://site.example/path/" + text)
	case kindText:
		s.Script("(function(){ " + text + " })()")
	case kindID:
		s.ID(text)
	case kindClass:
		s.Class("first " + strings.ToUpper(text) + " last")
	case kindAttr:
		s.Attribute(text, "")
	case kindGlobal:
		s.Global(text)
	case kindCookie:
		s.Cookie(text)
	case kindTCF:
		id, _ := strconv.Atoi(text)
		s.TCF(id)
	}
}

// TestEveryMark gives each mark of each vendor alone and expects exactly that vendor first.
func TestEveryMark(t *testing.T) {
	t.Parallel()
	table := loadedTable()
	if len(table.vendors) < 60 {
		t.Errorf("%d vendors", len(table.vendors))
	}
	for _, m := range table.marks {
		v := table.vendors[m.vendor]
		t.Run(v.id+"/"+kindInfo[m.kind].word+"/"+strings.ReplaceAll(m.text, "/", "∕"), func(t *testing.T) {
			t.Parallel()
			var s Signals
			feed(&s, m)
			if m.open && len(m.text) < stemLength {
				t.Fatal("an open mark this short is never found")
			}
			got := Detect(&s)
			if m.weak {
				if named(got, v.id) && len(s.hits) == 1 {
					t.Errorf("a weak mark decided alone")
				}
				return
			}
			if !named(got, v.id) {
				t.Fatalf("got %v", got)
			}
			if c := got[0]; c.Name == "" || c.Evidence == "" || c.Confidence < least || c.Confidence > 0.99 {
				t.Errorf("incomplete: %+v", c)
			}
		})
	}
}

func named(list []consent.CMP, id string) bool {
	for _, c := range list {
		if c.ID == id {
			return true
		}
	}
	return false
}

// TestEveryVendor gives all marks of a vendor together: it must come first and alone at
// full confidence.
func TestEveryVendor(t *testing.T) {
	t.Parallel()
	table := loadedTable()
	for i, v := range table.vendors {
		t.Run(v.id, func(t *testing.T) {
			t.Parallel()
			var s Signals
			for _, m := range table.marks {
				if m.vendor == i {
					feed(&s, m)
				}
			}
			got := Detect(&s)
			if len(got) == 0 || !named(got[:1], v.id) && got[0].Confidence > 0.98 && !named(got, v.id) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestNearMisses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		give func(*Signals)
	}{
		{"a host inside another host", func(s *Signals) { s.URL("https://notcdn.cookielaw.org.example/x.js") }},
		{"a host as a longer host", func(s *Signals) { s.URL("https://cdn.cookielaw.organic/x.js") }},
		{"a word inside a word", func(s *Signals) { s.Script("var myklaro.setup = 1") }},
		{"a generic id", func(s *Signals) { s.ID("cookie-notice"); s.Class("cookie-notice banner") }},
		{"another plugin's classes", func(s *Signals) { s.ID("cookie-notice"); s.Class("cn-bottom") }},
		{"a generic file", func(s *Signals) { s.URL("/js/cookieconsent.css"); s.URL("/js/main.js") }},
		{"a short name", func(s *Signals) { s.ID("o"); s.Class(" "); s.Cookie("") }},
		{"a very long name", func(s *Signals) { s.ID(strings.Repeat("x", 1000)) }},
		{"a policy generator", func(s *Signals) { s.URL("https://www.iubenda.com/privacy-policy/1") }},
		{"a measuring pixel", func(s *Signals) { s.URL("//pixel.quantserve.com/pixel/p-1.gif") }},
		{"a seal", func(s *Signals) { s.URL("https://privacy-policy.truste.com/privacy-seal/seal?rid=1") }},
	}
	for _, c := range cases {
		var s Signals
		c.give(&s)
		if got := Detect(&s); len(got) != 0 {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestRealForms(t *testing.T) {
	t.Parallel()
	cases := []struct {
		want string
		give func(*Signals)
	}{
		{"onetrust", func(s *Signals) { s.Script(`s.src="https:\/\/cdn.cookielaw.org\/scripttemplates\/otSDKStub.js"`) }},
		{"onetrust", func(s *Signals) { s.URL("https://web.archive.org/web/2020/https://cdn.cookielaw.org/consent/a.js") }},
		{"cookie-notice", func(s *Signals) { s.Script(`{"src":"\/wp-content\/plugins\/cookie-notice\/js\/front.min.js"}`) }},
		{"cookiebot", func(s *Signals) { s.Attribute("data-src", "https://consent.cookiebot.com/uc.js") }},
		{"usercentrics", func(s *Signals) { s.Attribute("data-usercentrics", "Matomo") }},
		{"borlabs", func(s *Signals) { s.ID("BorlabsCookieBox") }},
		{"consentmanager", func(s *Signals) { s.Script(`if(!("cmp_id" in window)){window.cmp_id=23857}`) }},
		{"sourcepoint", func(s *Signals) { s.URL("https://cdn.privacy-mgmt.com/unified/wrapperMessagingWithoutDetection.js") }},
		{"iubenda", func(s *Signals) { s.URL("//cdn.iubenda.com/cs/iubenda_cs.js") }},
		{"complianz", func(s *Signals) { s.Class("cmplz-cookiebanner cmplz-bottom-right") }},
		{"osano-cookieconsent", func(s *Signals) { s.Class("cc-window cc-banner cc-type-info") }},
		{"klaro", func(s *Signals) { s.Script("window.klaroConfig = {") }},
	}
	for _, c := range cases {
		var s Signals
		c.give(&s)
		if got := Detect(&s); len(got) != 1 || got[0].ID != c.want {
			t.Errorf("want %s, got %v", c.want, got)
		}
	}
}

func TestBorrowedNames(t *testing.T) {
	t.Parallel()
	var s Signals
	s.ID("cn-notice-text")
	s.Class("sp-dsgvo cookie-notice-container cn-set-cookie")
	if got := Detect(&s); len(got) != 1 || got[0].ID != "wp-dsgvo-tools" {
		t.Errorf("got %v", got)
	}
	s.URL("/wp-content/plugins/cookie-notice/js/front.min.js")
	if got := Detect(&s); len(got) != 2 {
		t.Errorf("with the plugin's own script: %v", got)
	}
}

func TestIDsAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range Vendors() {
		if seen[v.ID] || v.ID != strings.ToLower(v.ID) || strings.ContainsAny(v.ID, " _") || v.Name == "" {
			t.Errorf("bad vendor %+v", v)
		}
		seen[v.ID] = true
	}
	for _, v := range loadedTable().vendors {
		if v.yields != "" && !seen[v.yields] {
			t.Errorf("%s yields to the unknown %s", v.id, v.yields)
		}
	}
	for _, id := range strings.Fields("onetrust cookiebot usercentrics didomi quantcast consentmanager borlabs complianz cookieyes " +
		"iubenda trustarc sourcepoint cookie-notice klaro osano-cookieconsent") {
		if !seen[id] {
			t.Errorf("no vendor %s", id)
		}
	}
}

func TestTableErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"host a.example", "a | A\nhots b", "a | A\ntcf x", "a | A\nid *"} {
		if _, err := parseTable(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestMissesDoNotAllocate(t *testing.T) {
	var s Signals
	loadedTable()
	n := testing.AllocsPerRun(100, func() {
		s.Class("entry-content post Type-Post hentry")
		s.ID("MainNavigation")
		s.URL("https://site.example/wp-content/themes/x/style.css")
		s.Script("window.dataLayer = window.dataLayer || [];")
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkScript(b *testing.B) {
	text := strings.Repeat("function a(e,t){return e.cookies&&window.dataLayer.push(t)}; var config={id:'x'};", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var s Signals
		s.Script(text)
	}
}

func BenchmarkClass(b *testing.B) {
	var s Signals
	for b.Loop() {
		s.Class("entry-content post type-post hentry")
	}
}

func FuzzSignals(f *testing.F) {
	f.Add("https://cdn.cookielaw.org/a.js", "onetrust-banner-sdk ot-x", "window.klaro", 28)
	f.Fuzz(func(t *testing.T, address, class, script string, id int) {
		var s Signals
		s.URL(address)
		s.Class(class)
		s.ID(class)
		s.Attribute(class, address)
		s.Script(script)
		s.Cookie(class)
		s.Global(script)
		s.TCF(id)
		for _, c := range Detect(&s) {
			if c.Confidence < least || c.Confidence > 0.99 || c.Evidence == "" {
				t.Fatalf("bad %+v", c)
			}
		}
	})
}
