package rules

import (
	"strings"
	"unicode/utf8"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

func payOrConsent() Rule {
	return Rule{
		ID: "pay-or-consent", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{refPayOrOK, refMeta, refGDPR7_4, refRec42},
		English: Wording{
			Title:        "The way around consent is to pay",
			Explanation:  "The notice offers to agree or to take a paid subscription. Whether consent is free then depends on the price, on the power of the site and on whether there is a third way without both.",
			Remedy:       "Offer an equivalent way without payment and without tracking, such as contextual advertising, or show that the fee is appropriate and that purposes can be chosen one by one.",
			Disagreement: "The EDPB holds that large platforms can in most cases not rely on it; the French, German and Austrian authorities and the ICO accept it for publishers under conditions (appropriate fee, choice by purpose).",
		},
		German: Wording{
			Title:        "Wer nicht zustimmt, soll zahlen",
			Explanation:  "Der Hinweis stellt vor die Wahl, zuzustimmen oder ein bezahltes Abo zu nehmen. Ob die Einwilligung dann freiwillig ist, hängt vom Preis ab, von der Macht des Anbieters und davon, ob es einen dritten Weg ohne beides gibt.",
			Remedy:       "Einen gleichwertigen Weg ohne Zahlung und ohne Tracking anbieten, etwa kontextbezogene Werbung, oder zeigen, dass das Entgelt angemessen ist und Zwecke einzeln wählbar sind.",
			Disagreement: "Der EDSA hält das Modell bei großen Plattformen meist für unzulässig; französische, deutsche und österreichische Behörden und das ICO lassen es bei Verlagen unter Bedingungen zu (angemessenes Entgelt, Wahl nach Zwecken).",
		},
		Decide: func(s *Subject) []Hit {
			if !s.asksToAgree() {
				return nil
			}
			if pays := s.first(s.of(consent.SurfaceBanner, consent.ClausePay)); len(pays) > 0 {
				return []Hit{{Clauses: ids(pays), Confidence: surest(pays), Evidence: []string{"Offers: " + quoted(pays) + "."}}}
			}
			if said := s.read.says(lexicon.PayOrOK, telling); said != "" {
				return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.7, Evidence: []string{"It says: " + quote(said)}}}
			}
			return nil
		},
	}
}

// telling leaves out phrases that name a price alone, such as "per month".
func telling(phrase string) bool {
	return strings.Count(phrase, " ") > 1 || utf8.RuneCountInString(phrase) > 16 ||
		unspaced([]rune(phrase)[0]) && utf8.RuneCountInString(phrase) > 4
}
