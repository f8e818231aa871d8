package history

import (
	"fmt"
	"math/rand/v2"

	"microconsent/internal/consent"
)

// list collects the clauses of a page.
type list []consent.Clause

func (l *list) add(s string, c consent.Clause) { *l = append(*l, text(s, len(*l)+1, c)) }

func (l *list) control(random *rand.Rand, s string, role consent.ClauseRole, element string) {
	l.add(s, consent.Clause{Kind: consent.KindControl, Surface: consent.SurfaceBanner, Role: role, Category: consent.CategoryOther, Element: element,
		Selector: "#" + string(role), Interactive: true, Confidence: confidence(random), Evidence: []string{string(role)}})
}

// confidence is mostly high.
func confidence(random *rand.Rand) float64 {
	return float64(100-skewed(random, 60)) / 100
}

// clauses invents the clauses of a page, about 20 with a notice.
func (w language) clauses(random *rand.Rand, s site, reject bool) []consent.Clause {
	var out list
	if s.banner {
		w.banner(random, s, reject, &out)
	}
	out.add(w.policy, consent.Clause{Kind: consent.KindLink, Surface: consent.SurfacePage, Role: consent.ClausePolicyLink, Category: consent.CategoryPrivacy,
		Element: "a", Selector: "footer a", Interactive: true, Confidence: confidence(random)})
	for i := range 10 + random.IntN(5) {
		at := (i + s.rule) % len(practices)
		out.add(w.statements[at], consent.Clause{Kind: consent.KindStatement, Surface: consent.SurfacePolicy, Role: consent.ClauseOther,
			Category: consent.Categories()[skewed(random, len(consent.Categories()))], Practices: practices[at : at+1], Element: "p", Confidence: confidence(random)})
	}
	if random.IntN(3) == 0 { // words that only this page has
		out.add(fmt.Sprintf("%s (%s %06d)", w.title, heads[random.IntN(len(heads))], random.IntN(1_000_000)), consent.Clause{Kind: consent.KindStatement, Surface: consent.SurfacePage,
			Role: consent.ClauseOther, Category: consent.CategoryOther, Element: "p", Confidence: confidence(random)})
	}
	if random.IntN(20_000) == 0 {
		out.add("Quittengelee", consent.Clause{Kind: consent.KindStatement, Surface: consent.SurfacePage, Role: consent.ClauseOther, Category: consent.CategoryOther, Element: "p", Confidence: 0.5})
	}
	return out
}

func (w language) banner(random *rand.Rand, s site, reject bool, out *list) {
	out.add(w.notice, consent.Clause{Kind: consent.KindBanner, Surface: consent.SurfaceBanner, Role: consent.ClauseOther, Category: consent.CategoryPrivacy,
		Element: "div", Selector: "#consent", Confidence: 0.99})
	out.control(random, w.accept[s.rule%len(w.accept)], consent.ClauseAcceptAll, "button")
	if reject {
		out.control(random, w.reject[s.rule%len(w.reject)], consent.ClauseRejectAll, "button")
	}
	out.control(random, w.settings, consent.ClauseSettings, "a")
	for i, purpose := range w.purposes {
		on := i == 0 || s.quality < 0.3
		out.add(purpose, consent.Clause{Kind: consent.KindCheckbox, Surface: consent.SurfaceBanner, Role: consent.ClausePurposeToggle, Category: purposeCategories[i],
			Element: "input", Selector: fmt.Sprintf("#purpose-%d", i), Interactive: true, Checked: &on, Disabled: i == 0, Confidence: confidence(random)})
	}
	if random.IntN(200) == 0 {
		out.control(random, "Pay and reject", consent.ClausePay, "button")
	}
	if random.IntN(60) == 0 {
		out.control(random, "Do not sell my personal information", consent.ClauseDoNotSell, "a")
	}
}
