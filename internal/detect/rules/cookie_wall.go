package rules

import "microconsent/internal/consent"

func cookieWall() Rule {
	return Rule{
		ID: "cookie-wall", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refWall, refGDPR7_4, refRec42, refRec43},
		English: Wording{
			Title:        "No access without consent",
			Explanation:  "The notice makes agreement the condition of using the site: it says so, or it covers the page and offers nothing but agreement. Such consent is not freely given.",
			Remedy:       "Let people in without consent, and put a refusal beside the agreement.",
			Disagreement: "The EDPB rejects cookie walls. The French Conseil d'État (19 June 2020, 434684) held that a general ban goes beyond guidance, and the CNIL judges case by case.",
		},
		German: Wording{
			Title:        "Kein Zugang ohne Einwilligung",
			Explanation:  "Der Hinweis macht die Zustimmung zur Bedingung der Nutzung: er sagt es, oder er verdeckt die Seite und bietet nichts als Zustimmung. Eine solche Einwilligung ist nicht freiwillig.",
			Remedy:       "Auch ohne Einwilligung einlassen und eine Ablehnung neben die Zustimmung setzen.",
			Disagreement: "Der EDSA lehnt Cookie-Walls ab. Der französische Conseil d'État (19. Juni 2020, 434684) hielt ein allgemeines Verbot durch Leitlinien für unzulässig; die CNIL prüft im Einzelfall.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.asksToAgree() || s.Banner.FirstLayerReject {
				return nil
			}
			if said := s.read.sentence(topicWall); said != "" {
				return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.85, Evidence: []string{"It says: " + quote(said)}}}
			}
			agrees := s.first(s.of(consent.SurfaceBanner, consent.ClauseAcceptAll))
			if s.Markup.Blocks && s.Language.Covered && len(agrees) > 0 && len(s.waysOut()) == 0 {
				return []Hit{{Clauses: ids(agrees), Confidence: 0.6,
					Evidence: []string{"The notice is a modal dialog, and all that it offers is " + quoted(agrees) + "."}}}
			}
			return nil
		},
	}
}

// waysOut are the controls of the notice by which a person gets past it without agreeing.
func (s *Subject) waysOut() []consent.Clause {
	return s.of(consent.SurfaceBanner, consent.ClauseRejectAll, consent.ClauseSettings, consent.ClauseSave, consent.ClauseClose,
		consent.ClausePay, consent.ClauseWithdraw, consent.ClauseDoNotSell, consent.ClausePurposeToggle)
}
