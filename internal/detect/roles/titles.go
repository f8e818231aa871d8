package roles

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

// OptsOut says whether a text is one of the titles that the CCPA regulations give to the
// links for opting out: section 7013 (sale and sharing), 7014 (limit the use of sensitive
// data) and the alternative of section 7015.
func OptsOut(text string) bool {
	if len(text) > 100 {
		return false
	}
	folded := lexicon.Fold(text)
	for _, title := range []string{"your privacy choices", "your california privacy choices", "do not sell or share my personal information",
		"do not sell my personal information", "limit the use of my sensitive personal information"} {
		if folded == title {
			return true
		}
	}
	return false
}

// optsOut knows the titles that a regulation prescribes, whatever else they resemble.
func optsOut(c Control, _ Place) (consent.ClauseRole, string) {
	if !c.Toggle && !c.Label && OptsOut(c.Text) {
		return consent.ClauseDoNotSell, "title of the CCPA regulations"
	}
	return "", ""
}

// unfolds is what heads a category or is a tab: it shows a part of the preference centre
// and chooses nothing, whatever its words resemble.
func unfolds(c Control, _ Place) (consent.ClauseRole, string) {
	if !c.Heads {
		return "", ""
	}
	switch c.Role {
	case consent.ClauseClose, consent.ClauseOther:
		return "", ""
	case consent.ClausePolicyLink:
		if PolicyAddress(c.Href) != "" || namesPolicy(c.Text) {
			return "", ""
		}
	}
	return consent.ClauseOther, "unfolds a part of the notice"
}

// namesPolicy says whether the whole text is a known name of a policy: a tab "Cookie
// policy" shows one, a tab "Privacy overview" does not.
func namesPolicy(text string) bool {
	for _, sense := range lexicon.Lookup(lexicon.Fold(text)) {
		if sense.Section == string(consent.ClausePolicyLink) {
			return true
		}
	}
	return false
}

// OptOut is the role of a link whose title the CCPA regulations prescribe.
func OptOut(g Guess) Guess {
	return g.becomes(consent.ClauseDoNotSell, "title of the CCPA regulations")
}

// clear says whether the words leave little doubt.
func (c Control) clear() bool { return c.Confidence >= 0.9 }

// points says whether a link inside a sentence that leads nowhere is likely to open the
// choices: its words or its naming say so at least faintly, or it only points ("here").
func points(c Control) bool {
	const faint = 0.05
	if c.Second == consent.ClauseSettings && c.SecondConfidence >= faint || c.Second == consent.ClausePolicyLink && c.SecondConfidence >= faint {
		return true
	}
	naming := strings.ToLower(c.Naming)
	for _, word := range []string{"setting", "preferen", "einstellung", "manage", "consent", "custom", "choices"} {
		if strings.Contains(naming, word) {
			return true
		}
	}
	return deictic(lexicon.Fold(c.Text))
}

// deictic tells the words for "here" that stand for what the sentence says.
func deictic(folded string) bool {
	switch folded {
	case "here", "click here", "hier", "klicken sie hier", "hier klicken", "ici", "cliquez ici", "aqui", "aquí", "haga clic aqui", "haga clic aquí", "qui", "clicca qui",
		"klik hier", "tutaj", "tu", "kliknij tutaj", "här", "klicka här", "her", "klik her", "klikk her", "tasta", "tästä", "täältä", "zde", "sem", "itt", "ide kattintva", "aici",
		"тук", "εδω", "εδώ", "ovdje", "ovde", "tukaj", "siin", "siit", "seit", "šeit", "čia", "здесь", "тут", "овде", "buradan", "buraya", "こちら", "这里", "這裡", "여기", "هنا", "כאן", "यहां", "di sini", "tại đây", "ที่นี่":
		return true
	}
	return false
}
