package rules

import (
	"fmt"
	"slices"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

func conflictingInformation() Rule {
	return Rule{
		ID: "conflicting-information", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic},
		Severity:   everywhere(consent.SeverityMedium),
		References: []Reference{patterns("4.6.1"), refGDPR5, refGDPR12, refCCPAWords},
		English: Wording{
			Title:       "The notice contradicts itself",
			Explanation: "What the notice says, what its controls are called and what they or the page do does not fit together, so a person cannot know what a choice means.",
			Remedy:      "Let text, label and behaviour say the same.",
		},
		German: Wording{
			Title:       "Der Hinweis widerspricht sich",
			Explanation: "Was der Hinweis sagt, wie seine Schaltflächen heißen und was sie oder die Seite tun, passt nicht zusammen; niemand kann wissen, was eine Wahl bedeutet.",
			Remedy:      "Text, Beschriftung und Verhalten dasselbe sagen lassen.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.Banner.Present {
				return nil
			}
			var out []Hit
			for _, c := range s.Clauses {
				if why := s.Markup.Conflicts[c.ID]; why != "" {
					out = append(out, Hit{Clauses: []string{c.ID}, Confidence: 0.75, Evidence: []string{fmt.Sprintf("%s: %s.", quote(c.Text), why)}})
				}
			}
			return slices.Concat(out, s.falseModesty(), s.emptyPromise(), policyConflicts(s))
		},
	}
}

// falseModesty is a text that speaks of necessary cookies only, against what is there.
func (s *Subject) falseModesty() []Hit {
	said := s.read.sentence(topicOnlyNecessary)
	if said == "" {
		return nil
	}
	hit := Hit{Clauses: s.noticeIDs(), Confidence: 0.8, Evidence: []string{"It says: " + quote(said)}}
	for _, c := range s.of(consent.SurfaceBanner, consent.ClausePurposeToggle) {
		if needsConsent(c.Category) {
			hit.Clauses = append(hit.Clauses, c.ID)
			hit.Evidence = append(hit.Evidence, fmt.Sprintf("It offers a switch for %s: %s.", c.Category, labels([]consent.Clause{c})))
		}
	}
	for _, t := range s.Markup.Trackers {
		if t.Category == consent.CategoryAnalytics || t.Category == consent.CategoryAdvertising {
			hit.Evidence = append(hit.Evidence, fmt.Sprintf("The markup loads %s (%s).", t.Vendor, t.Evidence))
		}
	}
	if len(hit.Evidence) == 1 {
		return nil
	}
	return []Hit{hit}
}

// emptyPromise is a text that says one can refuse, where nothing refuses or leads on. A
// sentence about the browser's settings promises nothing of the notice.
func (s *Subject) emptyPromise() []Hit {
	if !s.asksToAgree() || !s.Language.Covered || s.Banner.FirstLayerReject || !s.page() {
		return nil
	}
	if len(s.waysOut())+len(s.of(consent.SurfaceBanner, consent.ClausePolicyLink))+len(s.reopens()) > 0 {
		return nil
	}
	for _, sentence := range s.read.sentences {
		if speaks(sentence, topicBrowser) {
			continue
		}
		if said := s.read.find(lexicon.Fold(sentence), lexicon.RejectPossible, nil); said != "" {
			return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.7, Evidence: []string{"It says: " + quote(sentence), "The notice has no control that refuses or leads to one."}}}
		}
	}
	return nil
}
