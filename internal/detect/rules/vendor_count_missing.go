package rules

import (
	"slices"
	"strings"
	"unicode"

	"microconsent/internal/consent"
)

func vendorCountMissing() Rule {
	return Rule{
		ID: "vendor-count-missing", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   europe(consent.SeverityLow),
		References: []Reference{refTCF, refGDPR13e},
		English: Wording{
			Title:       "The first layer speaks of partners but not of how many",
			Explanation: "The notice follows the Transparency and Consent Framework, whose policies since version 2.2 ask for the number of vendors on the first layer.",
			Remedy:      "Say how many partners receive data, with a link to the list: \"we and our 24 partners\".",
		},
		German: Wording{
			Title:       "Die erste Ebene spricht von Partnern, aber nicht, von wie vielen",
			Explanation: "Der Hinweis folgt dem Transparency and Consent Framework, dessen Regeln seit Version 2.2 die Zahl der Anbieter auf der ersten Ebene verlangen.",
			Remedy:      "Sagen, wie viele Partner Daten erhalten, mit einem Link zur Liste: „wir und unsere 24 Partner“.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.asksToAgree() || !s.framework() {
				return nil
			}
			var told string
			for _, sentence := range s.read.sentences {
				if !speaks(sentence, topicPartners) {
					continue
				}
				if strings.ContainsFunc(sentence, unicode.IsDigit) {
					return nil
				}
				if told == "" {
					told = sentence
				}
			}
			if told == "" {
				return nil
			}
			return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.7, Evidence: []string{"No number in: " + quote(told)}}}
		},
	}
}

// framework says whether the notice follows the Transparency and Consent Framework: by its
// wording, or by a consent manager that serves nothing else.
func (s *Subject) framework() bool {
	if speaks(s.Banner.Text, topicFramework) {
		return true
	}
	return slices.ContainsFunc(s.CMPs, func(c consent.CMP) bool {
		return slices.Contains([]string{"quantcast", "sourcepoint", "google-funding-choices", "inmobi"}, c.ID)
	})
}
