package roles

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
)

// Control is a control as it stands on the page.
type Control struct {
	Guess
	Text     string
	Tag      string // element name, lower case
	Button   bool   // a button by tag, role or look; else a link
	Href     string
	Naming   string // id, class and name, for controls without words
	Toggle   bool   // a checkbox, radio button or switch, or the label of one
	Label    bool   // a label of nothing
	Folds    bool   // shows and hides a part of the page
	Heads    bool   // unfolds what is said of a checkbox beside it, or is a tab
	Inline   bool   // a link inside a sentence
	Quoted   bool   // the surface's text names it where it speaks of agreeing
	Repeated bool   // the surface has several with the same words
}

// Place is what else a surface offers. Counts are of guesses by words alone.
type Place struct {
	Surface consent.Surface
	Accepts int // controls that agree
	All     int // of them with a word for all
	Rejects int
	Toggles int
}

// InPlace turns what the words say into the control's role. Priors of the place weigh the
// model's probabilities; rules stand above, since they know what words alone cannot:
// "OK" beside a refusal agrees, alone it only dismisses.
func InPlace(c Control, p Place) Guess {
	if p.Surface == consent.SurfaceBanner && !c.Toggle {
		c.Guess = c.weigh(c)
	}
	for _, rule := range []func(Control, Place) (consent.ClauseRole, string){toggles, optsOut, unfolds, tools, wordless, details, headings, links, acknowledges, saves} {
		if role, why := rule(c, p); role != "" {
			return c.becomes(role, why)
		}
	}
	return c.Guess
}

// weigh applies how often roles occur among buttons and among links of notices, relative
// to how often they occur among texts of all kinds.
func (g Guess) weigh(c Control) Guess {
	if g.probs == [classCount]float64{} {
		return g
	}
	var sum float64
	for i, role := range Classes() {
		g.probs[i] *= prior(role, c.Button)
		sum += g.probs[i]
	}
	for i := range g.probs {
		g.probs[i] /= sum
	}
	first, second := linear.Best(g.probs[:])
	classes := Classes()
	out := g
	out.Role, out.Confidence = classes[first], g.probs[first]
	out.Second, out.SecondConfidence = classes[second], g.probs[second]
	if out.Role != g.Role && out.Role != consent.ClauseOther && len(out.Evidence) == 0 {
		out.Evidence = []string{c.Text}
	}
	return out
}

func prior(role consent.ClauseRole, button bool) float64 {
	switch role {
	case consent.ClauseLoadEmbed:
		return 0.05
	case consent.ClauseWithdraw, consent.ClauseDoNotSell:
		return 0.5
	case consent.ClauseOther:
		if button {
			return 0.4
		}
	case consent.ClausePolicyLink:
		if button {
			return 0.5
		}
		return 2
	}
	return 1
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
	return Guess{Role: role, Confidence: confidence, Second: g.Role, SecondConfidence: 1 - confidence, Heading: g.Heading,
		Evidence: append([]string{why}, g.Evidence...)}
}

func toggles(c Control, p Place) (consent.ClauseRole, string) {
	if c.Label && c.Heading && p.Toggles > 0 {
		return consent.ClausePurposeToggle, "label of a category"
	}
	if c.Label {
		return consent.ClauseOther, "label"
	}
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

// tools search and filter long lists of vendors.
func tools(c Control, _ Place) (consent.ClauseRole, string) {
	naming := strings.ToLower(c.Naming)
	for _, word := range []string{"filter", "search"} {
		if strings.Contains(naming, word) {
			return consent.ClauseOther, word
		}
	}
	return "", ""
}

// details unfold what is said of each category or service.
func details(c Control, p Place) (consent.ClauseRole, string) {
	if c.Repeated && p.Toggles > 1 && (c.Role == consent.ClauseSettings || c.Role == consent.ClausePolicyLink && PolicyAddress(c.Href) == "") {
		return consent.ClauseOther, "beside every category"
	}
	return "", ""
}

// wordless controls are known by their naming or are crosses.
func wordless(c Control, _ Place) (consent.ClauseRole, string) {
	text := strings.TrimSpace(c.Text)
	if crosses(text) {
		return consent.ClauseClose, text
	}
	if text != "" && (c.Role != consent.ClauseOther || c.Confidence > 0.95) {
		return "", ""
	}
	naming := strings.ToLower(c.Naming)
	for _, word := range []string{"close", "dismiss", "schliess", "fermer", "cerrar", "chiudi"} {
		if strings.Contains(naming, word) && len(text) < 40 {
			return consent.ClauseClose, word
		}
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

// headings are names of categories that unfold their description; where checkboxes stand
// beside them they choose nothing.
func headings(c Control, p Place) (consent.ClauseRole, string) {
	if !c.Heading || p.Toggles == 0 && !c.Folds || c.Confidence > 0.97 && c.Role != consent.ClauseRejectAll {
		return "", ""
	}
	switch c.Role {
	case consent.ClauseAcceptAll, consent.ClauseRejectAll, consent.ClauseWithdraw, consent.ClauseSave, consent.ClauseLoadEmbed:
		return consent.ClauseOther, "name of a category"
	case consent.ClauseSettings, consent.ClauseOther:
		if c.Folds {
			return consent.ClauseOther, "name of a category"
		}
	}
	return "", ""
}

// links lead to a policy, unless they are what makes the choice.
func links(c Control, p Place) (consent.ClauseRole, string) {
	if c.Tag != "a" || c.Button {
		return "", ""
	}
	why := PolicyAddress(c.Href)
	switch c.Role {
	case consent.ClauseOther:
		if why != "" && !credit(c) {
			return consent.ClausePolicyLink, why
		}
		if why := policyNaming(c.Naming); why != "" && c.Confidence < 0.95 {
			return consent.ClausePolicyLink, why
		}
		if c.Inline && nowhere(c.Href) && p.Surface == consent.SurfaceBanner && points(c) {
			return consent.ClauseSettings, "link to a part of the notice"
		}
	case consent.ClauseAcceptAll, consent.ClauseRejectAll, consent.ClauseAcknowledge, consent.ClauseSave:
		if why != "" && c.Inline {
			return consent.ClausePolicyLink, why
		}
	case consent.ClauseSettings:
		if why != "" && c.Inline && choicesAddress(c.Href) == "" {
			return consent.ClausePolicyLink, why
		}
		if c.Inline && !c.clear() && !nowhere(c.Href) && choicesAddress(c.Href) == "" {
			return consent.ClauseOther, "link of a sentence that leads elsewhere"
		}
	case consent.ClausePolicyLink:
		if credit(c) {
			return consent.ClauseOther, "credit of the software"
		}
	}
	return "", ""
}

// credit tells the "powered by" of a consent manager: a link to another site's start page.
func credit(c Control) bool {
	text := strings.ToLower(c.Text)
	return strings.HasPrefix(text, "powered by") || strings.HasPrefix(text, "bereitgestellt von") || strings.HasPrefix(text, "by ")
}

// acknowledges turns a dismissal into agreement where it stands beside a real choice, or
// where the text says so.
func acknowledges(c Control, p Place) (consent.ClauseRole, string) {
	if c.Role != consent.ClauseAcknowledge {
		return "", ""
	}
	if p.Rejects > 0 {
		return consent.ClauseAcceptAll, "beside a refusal"
	}
	if c.Quoted {
		return consent.ClauseAcceptAll, "the text says that it agrees"
	}
	return "", ""
}

// saves is the plain "accept" that stands beside "accept all" and checkboxes.
func saves(c Control, p Place) (consent.ClauseRole, string) {
	if c.Role == consent.ClauseAcceptAll && p.Toggles > 0 && p.All > 0 && !All(c.Text) {
		return consent.ClauseSave, "beside accepting all and checkboxes"
	}
	return "", ""
}

// All says whether an acceptance says more than to accept: "all", "cookies", …
func All(text string) bool { return strings.ContainsAny(strings.TrimSpace(text), " -\u00a0") }

// PolicyAddress returns the part of a link's path that names a policy, "" for none.
func PolicyAddress(href string) string {
	path := pathOf(href)
	for _, word := range []string{"privacy", "datenschutz", "cookie", "privat", "impressum", "imprint", "legal", "terms",
		"policies", "policy", "confidential", "protection", "rgpd", "gdpr", "dsgvo", "nutzungsbedingungen", "agb", "disclaimer"} {
		if strings.Contains(path, word) {
			return word
		}
	}
	return ""
}

func choicesAddress(href string) string {
	path := pathOf(href)
	for _, word := range []string{"setting", "einstellung", "preferen", "choices", "opt-out", "optout", "consent"} {
		if strings.Contains(path, word) {
			return word
		}
	}
	return ""
}

// policyNaming returns the part of an id or class that names a policy, "" for none.
func policyNaming(naming string) string {
	naming = strings.ToLower(naming)
	for _, word := range []string{"privacy-statement", "cookie-statement", "privacy-policy", "cookie-policy", "policy-link", "privacy-link",
		"imprint", "impressum", "read-more", "readmore", "more-info", "moreinfo"} {
		if strings.Contains(naming, word) {
			return word
		}
	}
	return ""
}

// nowhere tells links that only a script gives a meaning.
func nowhere(href string) bool {
	href = strings.TrimSpace(href)
	return href == "" || strings.HasPrefix(href, "#") || strings.HasPrefix(strings.ToLower(href), "javascript:")
}

// pathOf is the lower-case path of a link that leads away from where it stands.
func pathOf(href string) string {
	href = strings.ToLower(strings.TrimSpace(href[:min(len(href), 500)]))
	if strings.HasPrefix(href, "#") || strings.HasPrefix(href, "javascript:") {
		return ""
	}
	if _, rest, ok := strings.Cut(href, "://"); ok {
		_, path, _ := strings.Cut(rest, "/")
		return path
	}
	if rest, ok := strings.CutPrefix(href, "//"); ok {
		_, path, _ := strings.Cut(rest, "/")
		return path
	}
	return href
}

// Reopens is the role of a control for choosing that stands outside a notice: what opens
// the choices there is the way back to them.
func Reopens(g Guess) Guess {
	return g.becomes(consent.ClauseWithdraw, "outside the notice")
}
