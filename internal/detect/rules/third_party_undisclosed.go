package rules

import (
	"slices"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/claims"
)

func thirdPartyUndisclosed() Rule {
	return Rule{
		ID: "third-party-undisclosed", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedPolicy},
		Severity: Severities{consent.JurisdictionEU: consent.SeverityMedium, consent.JurisdictionUK: consent.SeverityMedium,
			consent.JurisdictionUSCA: consent.SeverityMedium},
		References: []Reference{refGDPR13e, refGDPR14, refPlanet, refCivilShare},
		English: Wording{
			Title:        "The page passes data on, and the policy does not say so",
			Explanation:  "The page loads services of others, or its notice names partners, but the policy says that nothing is passed on, or nothing about recipients at all.",
			Remedy:       "Name the recipients, or at least their categories, and take back sentences that deny it.",
			Disagreement: "Categories of recipients suffice by the letter of the GDPR; the working party's guidelines on transparency (WP 260) ask to name the recipients where that is most meaningful.",
		},
		German: Wording{
			Title:        "Die Seite gibt Daten weiter, und die Datenschutzerklärung sagt es nicht",
			Explanation:  "Die Seite lädt Dienste anderer, oder ihr Hinweis nennt Partner; die Erklärung sagt aber, dass nichts weitergegeben wird, oder nichts über Empfänger.",
			Remedy:       "Die Empfänger nennen, zumindest ihre Kategorien, und Sätze streichen, die es verneinen.",
			Disagreement: "Nach dem Wortlaut der DSGVO genügen Kategorien von Empfängern; die Leitlinien der Artikel-29-Gruppe zur Transparenz (WP 260) wollen die Empfänger genannt haben, wo das am aussagekräftigsten ist.",
		},
		Observable: func(s *Subject) string {
			if s.Policy == nil {
				return "The source is the policy itself: what the page loads was not seen."
			}
			return ""
		},
		Decide: func(s *Subject) []Hit {
			receivers := s.receivers()
			if len(receivers) == 0 {
				return nil
			}
			seen := "The page shows recipients: " + list(receivers) + "."
			if denied := s.claiming(claims.NoSharing); len(denied) > 0 {
				return []Hit{s.policyHit(0.85, denied, seen)}
			}
			if wholePolicy(s) != "" || len(s.telling(consent.PracticeThirdParty)) > 0 || s.namesAny(receivers) {
				return nil
			}
			return []Hit{s.policyHit(0.7, nil, seen, "No sentence of the policy speaks of recipients.")}
		},
	}
}

// receivers names who gets data: services that the markup loads or that a visit contacted,
// and providers of declared cookies that need consent.
func (s *Subject) receivers() []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, t := range s.Markup.Trackers {
		add(t.Vendor)
	}
	if v := s.visit(ChoiceAccept); v != nil {
		for _, r := range v.trackers() {
			add(r.Host)
		}
	}
	for _, c := range s.Declared {
		if needsConsent(c.Category) && knownVendor(c.Name) != "" {
			add(knownVendor(c.Name))
		}
	}
	return out
}

// namesAny says whether the policy names one of the recipients, by the first word of its
// name: "Google" of "Google Analytics".
func (s *Subject) namesAny(receivers []string) bool {
	for _, c := range s.policyStatements() {
		for _, r := range receivers {
			first, _, _ := strings.Cut(r, " ")
			if len(first) > 1 && strings.Contains(c.Text, first) {
				return true
			}
		}
	}
	return false
}
