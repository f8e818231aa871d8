package rules

import (
	"fmt"

	"microconsent/internal/consent"
)

func moreClicksToReject() Rule {
	return Rule{
		ID: "more-clicks-to-reject", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity: Severities{consent.JurisdictionEU: consent.SeverityLow, consent.JurisdictionUK: consent.SeverityLow,
			consent.JurisdictionUSCA: consent.SeverityMedium},
		References: []Reference{patterns("4.4.2"), refGDPR7_3, refCNIL, refCCPAEven},
		English: Wording{
			Title:        "Refusing takes more steps than accepting",
			Explanation:  "One click accepts everything. To refuse, a person must first open another layer and choose there. As far as the markup tells; a visit with a browser counts the clicks.",
			Remedy:       "Let one click refuse everything, where one click accepts everything.",
			Disagreement: "Most European authorities and the CCPA regulations ask for as many steps to refuse as to accept; a few European authorities accept a second layer for refusal.",
		},
		German: Wording{
			Title:        "Ablehnen braucht mehr Schritte als Zustimmen",
			Explanation:  "Ein Klick stimmt allem zu. Zum Ablehnen muss eine Person erst eine weitere Ebene öffnen und dort wählen. Soweit es der Quelltext zeigt; ein Besuch mit dem Browser zählt die Klicks.",
			Remedy:       "Mit einem Klick alles ablehnen lassen, wo ein Klick allem zustimmt.",
			Disagreement: "Die meisten europäischen Behörden und die CCPA-Verordnung verlangen gleich viele Schritte; einige wenige europäische Behörden lassen die Ablehnung auf einer zweiten Ebene zu.",
		},
		Decide: func(s *Subject) []Hit {
			accepts := s.first(s.of(consent.SurfaceBanner, consent.ClauseAcceptAll))
			if !s.Banner.Present || s.Banner.FirstLayerReject || len(accepts) == 0 {
				return nil
			}
			opens := s.first(s.of(consent.SurfaceBanner, consent.ClauseSettings))
			if deeper := s.deeperRefusals(); len(deeper) > 0 {
				return []Hit{{Clauses: ids(append(accepts, deeper...)), Confidence: 0.85,
					Evidence: []string{fmt.Sprintf("Accepting takes 1 click (%s), refusing at least 2: the refusal %s stands on a further layer.", quoted(accepts), quoted(deeper))}}}
			}
			if len(opens) == 0 {
				return nil
			}
			return []Hit{{Clauses: ids(append(accepts, opens[0])), Confidence: 0.7,
				Evidence: []string{fmt.Sprintf("Accepting takes 1 click (%s), refusing at least 2: the first is %s.", quoted(accepts), quote(opens[0].Text))}}}
		},
	}
}
