package roles

import (
	"testing"

	"microconsent/internal/consent"
)

func TestOptsOut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Your Privacy Choices":                               true,
		"Your California Privacy Choices":                    true,
		"Do Not Sell or Share My Personal Information":       true,
		"Limit the Use of My Sensitive Personal Information": true,
		"Manage your privacy choices":                        false,
		"Your privacy rights":                                false,
		"":                                                   false,
	} {
		if got := OptsOut(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestLinksAndHeadingsInPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		control Control
		want    consent.ClauseRole
	}{
		{"plain words that lead nowhere", Control{Text: "unseren Webseiten", Tag: "a", Href: "#", Inline: true}, consent.ClauseOther},
		{"plain words named for the choices", Control{Text: "unseren Webseiten", Tag: "a", Href: "#", Inline: true, Naming: "open-settings"}, consent.ClauseSettings},
		{"a pointing word", Control{Text: "hier", Tag: "a", Href: "#", Inline: true}, consent.ClauseSettings},
		{"settings in a sentence", Control{Text: "Einstellungen", Tag: "a", Href: "#", Inline: true}, consent.ClauseSettings},
		{"tab named like a policy", Control{Text: "Privacy Overview", Tag: "button", Button: true, Heads: true}, consent.ClauseOther},
		{"tab that shows a policy", Control{Text: "Cookie policy", Tag: "button", Button: true, Heads: true}, consent.ClausePolicyLink},
		{"heading named like settings", Control{Text: "Präferenzen", Tag: "button", Button: true, Heads: true}, consent.ClauseOther},
		{"heading named like a refusal", Control{Text: "non-necessary", Tag: "a", Button: true, Heads: true}, consent.ClauseOther},
		{"title of the law", Control{Text: "Your Privacy Choices", Tag: "a", Href: "/choices"}, consent.ClauseDoNotSell},
	} {
		c.control.Guess = Text(c.control.Text)
		if got := InPlace(c.control, Place{Surface: consent.SurfaceBanner, Toggles: 2}); got.Role != c.want {
			t.Errorf("%s: %s (%.2f) by %q, want %s", c.name, got.Role, got.Confidence, got.Evidence, c.want)
		}
	}
}
