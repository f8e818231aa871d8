package roles

import (
	"strings"

	"microconsent/internal/consent"
)

// Control is a control as it stands on the page.
type Control struct {
	Guess
	Text    string
	Tag     string // element name, lower case
	Type    string // of an input, lower case
	Href    string
	Naming  string // id, class and name, for controls without words
	Toggle  bool   // a checkbox, radio button or switch, or the label of one
	Checked *bool
}

// Place is what else a surface offers. Counts are of guesses by words alone.
type Place struct {
	Surface consent.Surface
	Accepts int // "accept all" and the like
	Plain   int // of them without a word for all
	Rejects int
	Toggles int
	OptOut  bool // the text says how to refuse
	Agrees  bool // the text says that pressing the button is consent
}

// InPlace turns what the words say into the control's role. Rules stand above the model,
// since they know what words alone cannot: "OK" beside a refusal agrees, alone it only
// dismisses.
func InPlace(c Control, p Place) Guess {
	for _, rule := range []func(Control, Place) (consent.ClauseRole, string){toggles, wordless, acknowledges, saves, links} {
		if role, why := rule(c, p); role != "" {
			return c.Guess.becomes(role, why)
		}
	}
	return c.Guess
}

// becomes changes the role for a reason from the context.
func (g Guess) becomes(role consent.ClauseRole, why string) Guess {
	if g.Role == role {
		return g
	}
	confidence := 0.85
	if g.Second == role {
		confidence = 0.9
	}
	return Guess{Role: role, Confidence: confidence, Second: g.Role, SecondConfidence: 1 - confidence,
		Evidence: append([]string{why}, g.Evidence...)}
}

func toggles(c Control, p Place) (consent.ClauseRole, string) {
	if !c.Toggle {
		return "", ""
	}
	switch p.Surface {
	case consent.SurfaceFormConsent:
		return consent.ClauseFormCheckbox, "checkbox in a form"
	case consent.SurfaceEmbedConsent:
		return consent.ClauseLoadEmbed, "checkbox of blocked content"
	}
	return consent.ClausePurposeToggle, "checkbox or switch"
}

// wordless controls are known by their naming or are crosses.
func wordless(c Control, _ Place) (consent.ClauseRole, string) {
	text := strings.TrimSpace(c.Text)
	if text != "" && !crosses(text) {
		return "", ""
	}
	naming := strings.ToLower(c.Naming)
	for _, word := range []string{"close", "dismiss", "schliess", "fermer", "cerrar", "chiudi"} {
		if strings.Contains(naming, word) {
			return consent.ClauseClose, word
		}
	}
	if text != "" {
		return consent.ClauseClose, text
	}
	return "", ""
}

func crosses(text string) bool {
	switch text {
	case "x", "X", "×", "✕", "✖", "✗", "✘", "⨯", "╳", "🗙", "❌", "&times;":
		return true
	}
	return false
}

// acknowledges turns a dismissal into agreement where it stands beside a real choice.
func acknowledges(c Control, p Place) (consent.ClauseRole, string) {
	if c.Role == consent.ClauseAcknowledge && (p.Rejects > 0 || p.OptOut) {
		return consent.ClauseAcceptAll, "beside a refusal"
	}
	return "", ""
}

// saves is the plain "accept" that stands beside "accept all" and checkboxes.
func saves(c Control, p Place) (consent.ClauseRole, string) {
	if c.Role == consent.ClauseAcceptAll && p.Toggles > 0 && p.Accepts > p.Plain && plain(c) {
		return consent.ClauseSave, "beside accepting all and checkboxes"
	}
	return "", ""
}

// plain says whether an acceptance has no word for all.
func plain(c Control) bool { return !strings.ContainsAny(strings.TrimSpace(c.Text), " -") }

// links in a surface that lead to a policy.
func links(c Control, _ Place) (consent.ClauseRole, string) {
	if c.Tag != "a" || c.Role != consent.ClauseOther {
		return "", ""
	}
	if why := PolicyAddress(c.Href); why != "" {
		return consent.ClausePolicyLink, why
	}
	return "", ""
}

// PolicyAddress returns the part of a link's target that names a policy, "" for none.
func PolicyAddress(href string) string {
	href = strings.ToLower(href)
	for _, word := range []string{"privacy", "datenschutz", "cookie", "privat", "impressum", "imprint", "legal", "terms",
		"policies", "policy", "confidential", "protection", "rgpd", "gdpr", "dsgvo", "nutzungsbedingungen", "agb", "disclaimer"} {
		if strings.Contains(href, word) {
			return word
		}
	}
	return ""
}
