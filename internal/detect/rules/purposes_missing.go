package rules

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
	"microconsent/internal/detect/surfaces"
)

func purposesMissing() Rule {
	return Rule{
		ID: "purposes-missing", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{refGDPR13c, refContent, refRec42, refCNIL},
		English: Wording{
			Title:       "The first layer does not say what the data is for",
			Explanation: "The notice asks for agreement but names no purpose. Who does not know what something is for cannot agree to it.",
			Remedy:      "Name each purpose on the first layer in a few plain words, for example \"measure visits\" and \"show personal advertising\".",
		},
		German: Wording{
			Title:       "Die erste Ebene sagt nicht, wofür die Daten sind",
			Explanation: "Der Hinweis bittet um Zustimmung, nennt aber keinen Zweck. Wer nicht weiß, wofür etwas ist, kann nicht zustimmen.",
			Remedy:      "Jeden Zweck auf der ersten Ebene in einfachen Worten nennen, etwa „Besuche messen“ und „persönliche Werbung zeigen“.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.asksToAgree() || !surfaces.SpeaksOfCookies(s.Banner.Text) || s.namesPurpose() {
				return nil
			}
			return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.7, Evidence: []string{"No purpose in: " + quote(s.Banner.Text)}}}
		},
	}
}

// namesPurpose says whether the first layer names a purpose: by words, or by checkboxes
// with a category.
func (s *Subject) namesPurpose() bool {
	if speaksOfAny(s.Banner.Text, topicPurpose|topicTailored) || s.read.says(lexicon.Purposes, nil) != "" {
		return true
	}
	for _, section := range lexicon.Categories() {
		if section != lexicon.CategoryPrefix+string(consent.CategoryOther) && s.read.says(section, nil) != "" {
			return true
		}
	}
	for _, c := range s.first(s.of(consent.SurfaceBanner, consent.ClausePurposeToggle)) {
		if c.Category != consent.CategoryOther {
			return true
		}
	}
	return false
}
