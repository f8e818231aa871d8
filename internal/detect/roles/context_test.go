package roles

import (
	"testing"

	"microconsent/internal/consent"
)

func TestText(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want consent.ClauseRole
	}{
		{"Accept all cookies", consent.ClauseAcceptAll},
		{"I Reject All (except Strictly Necessary)", consent.ClauseRejectAll},
		{"Reject marketing cookies", consent.ClauseRejectAll},
		{"Continue without accepting", consent.ClauseRejectAll},
		{"Only necessary", consent.ClauseRejectAll},
		{"OK", consent.ClauseAcknowledge},
		{"Verstanden", consent.ClauseAcknowledge},
		{"Manage my choices", consent.ClauseSettings},
		{"Auswahl speichern", consent.ClauseSave},
		{"Do Not Sell My Personal Information", consent.ClauseDoNotSell},
		{"Einwilligung widerrufen", consent.ClauseWithdraw},
		{"Reject and subscribe", consent.ClausePay},
		{"Datenschutzerklärung", consent.ClausePolicyLink},
		{"Video laden", consent.ClauseLoadEmbed},
		{"Add to cart", consent.ClauseOther},
		{"", consent.ClauseOther},
	}
	for _, c := range cases {
		g := Text(c.text)
		if g.Role != c.want {
			t.Errorf("%q: %s (%.2f, then %s), want %s", c.text, g.Role, g.Confidence, g.Second, c.want)
		}
		if g.Confidence <= 0 || g.Confidence > 1 || g.SecondConfidence > g.Confidence {
			t.Errorf("%q: confidence %v, then %v", c.text, g.Confidence, g.SecondConfidence)
		}
	}
}

func TestTextIsTheSameTwice(t *testing.T) {
	t.Parallel()
	r := NewReader()
	if a, b, c := r.Text("Alles akzeptieren"), r.Text("Alles akzeptieren"), Text("Alles akzeptieren"); a.Confidence != b.Confidence || a.Confidence != c.Confidence {
		t.Errorf("%v, %v, %v", a.Confidence, b.Confidence, c.Confidence)
	}
}

func TestInPlace(t *testing.T) {
	t.Parallel()
	banner := consent.SurfaceBanner
	cases := []struct {
		name    string
		control Control
		place   Place
		want    consent.ClauseRole
	}{
		{"OK alone dismisses", Control{Text: "OK", Tag: "button", Button: true}, Place{Surface: banner}, consent.ClauseAcknowledge},
		{"OK beside a refusal agrees", Control{Text: "OK", Tag: "button", Button: true}, Place{Surface: banner, Rejects: 1}, consent.ClauseAcceptAll},
		{"OK that the text names agrees", Control{Text: "OK", Tag: "a", Button: true, Quoted: true}, Place{Surface: banner}, consent.ClauseAcceptAll},
		{"plain accept beside accepting all saves", Control{Text: "Akzeptieren", Tag: "button", Button: true}, Place{Surface: banner, Toggles: 3, All: 1, Accepts: 2}, consent.ClauseSave},
		{"plain accept alone accepts", Control{Text: "Akzeptieren", Tag: "button", Button: true}, Place{Surface: banner, Accepts: 1}, consent.ClauseAcceptAll},
		{"checkbox of a notice", Control{Text: "Marketing", Tag: "input", Toggle: true}, Place{Surface: banner}, consent.ClausePurposeToggle},
		{"checkbox of a form", Control{Text: "I agree", Tag: "input", Toggle: true}, Place{Surface: consent.SurfaceFormConsent}, consent.ClauseFormCheckbox},
		{"checkbox of a placeholder", Control{Text: "Always", Tag: "input", Toggle: true}, Place{Surface: consent.SurfaceEmbedConsent}, consent.ClauseLoadEmbed},
		{"cross", Control{Text: "×", Tag: "button", Button: true}, Place{Surface: banner}, consent.ClauseClose},
		{"wordless with a telling class", Control{Tag: "a", Naming: "cn-close-notice"}, Place{Surface: banner}, consent.ClauseClose},
		{"name of a category beside checkboxes", Control{Text: "Strictly necessary cookies", Tag: "button", Button: true}, Place{Surface: banner, Toggles: 2}, consent.ClauseOther},
		{"link to a policy in a sentence", Control{Text: "consent", Tag: "a", Href: "/privacy", Inline: true}, Place{Surface: banner}, consent.ClausePolicyLink},
		{"link to nowhere in a sentence", Control{Text: "here", Tag: "a", Href: "#", Inline: true}, Place{Surface: banner}, consent.ClauseSettings},
		{"credit of the software", Control{Text: "Powered by Example", Tag: "a", Href: "https://example.com/cookie-plugin"}, Place{Surface: banner}, consent.ClauseOther},
		{"filter of a list of vendors", Control{Text: "Apply", Tag: "button", Button: true, Naming: "filter-apply"}, Place{Surface: banner}, consent.ClauseOther},
		{"details beside every category", Control{Text: "Show details", Tag: "a", Href: "#", Repeated: true}, Place{Surface: banner, Toggles: 4}, consent.ClauseOther},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.control.Guess = Text(c.control.Text)
			got := InPlace(c.control, c.place)
			if got.Role != c.want {
				t.Errorf("%s (%.2f) by %q, want %s", got.Role, got.Confidence, got.Evidence, c.want)
			}
		})
	}
}

func TestPolicyAddress(t *testing.T) {
	t.Parallel()
	for href, want := range map[string]bool{
		"/privacy":                            true,
		"https://example.com/datenschutz.htm": true,
		"https://policies.google.com/privacy": true,
		"//example.com/cookie-policy":         true,
		"https://legalweb.io":                 false,
		"https://privacy.example/":            false,
		"#cookie-details":                     false,
		"javascript:openCookieSettings()":     false,
		"/shop":                               false,
		"":                                    false,
	} {
		if got := PolicyAddress(href) != ""; got != want {
			t.Errorf("%q: %v", href, got)
		}
	}
}

func TestSquash(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"tout accepter": "toutaccepter", "parámetros": "parametros", "すべて 同意": "すへて同意", "": ""} {
		if got := Squash(in); got != want {
			t.Errorf("Squash(%q) = %q, want %q", in, got, want)
		}
	}
}

// Every line of concepts.txt names a concept and has stems.
func TestConcepts(t *testing.T) {
	t.Parallel()
	if _, err := parseConcepts(conceptsText); err != nil {
		t.Fatal(err)
	}
	if _, err := parseConcepts("nonsense a b"); err == nil {
		t.Error("an unknown concept must be refused")
	}
	if n := len(conceptNames()); n > maxConcepts {
		t.Errorf("%d concepts do not fit", n)
	}
	for text, want := range map[string][]string{
		"only strictly necessary": {"only", "necessary"},
		"alle akzeptieren":        {"all", "accept"},
		"continuer sans accepter": {"continue", "not", "accept"},
		"odrzuć wszystkie":        {"reject", "all"},
	} {
		present, _ := conceptsIn(text)
		if missing := conceptBits(want...) &^ present; missing != 0 {
			t.Errorf("%q lacks concepts %b", text, missing)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"Accept all", "×", "すべて拒否する", "\u202eeviL", "لا أوافق"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g := Text(s)
		if g.Confidence < 0 || g.Confidence > 1 || g.Role == "" {
			t.Errorf("%q: %+v", s, g)
		}
		if len(s) < 200 {
			InPlace(Control{Guess: g, Text: s, Href: s, Naming: s, Tag: "a", Inline: true}, Place{Surface: consent.SurfaceBanner, Toggles: 2, All: 1})
		}
	})
}
