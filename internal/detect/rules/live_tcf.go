package rules

import (
	"fmt"

	"microconsent/internal/consent"
)

func tcfSignalBeforeChoice() Rule {
	return Rule{
		ID: "tcf-signal-before-choice", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refTCF, refEPD, refPECR, refIABBelgium},
		English: Wording{
			Title:       "Vendors are told of consent before any choice",
			Explanation: "The TC string of a fresh session already says that purposes or vendors have consent. Vendors act on that string.",
			Remedy:      "Let the consent manager start with every consent at 0, and answer with a string only after a choice.",
		},
		German: Wording{
			Title:       "Anbietern wird vor jeder Wahl Einwilligung gemeldet",
			Explanation: "Der TC-String einer frischen Sitzung sagt bereits, dass Zwecke oder Anbieter eine Einwilligung haben. Anbieter richten sich nach diesem String.",
			Remedy:      "Die Einwilligungsplattform mit lauter Nullen beginnen und erst nach einer Wahl einen String ausgeben lassen.",
		},
		Observable: needVisits(ChoiceNone),
		Decide:     func(s *Subject) []Hit { return consented(s.visit(ChoiceNone), "before any choice", false) },
	}
}

func tcfConsentAfterReject() Rule {
	return Rule{
		ID: "tcf-consent-after-reject", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refTCF, refGDPR7_3, refIABBelgium},
		English: Wording{
			Title:       "Vendors are told of consent after a refusal",
			Explanation: "After everything was refused, the TC string still says that purposes or vendors have consent, or that purposes 3 to 6 rest on legitimate interest.",
			Remedy:      "Write the refusal into the string: no consents, and no legitimate interest for purposes 3 to 6.",
		},
		German: Wording{
			Title:       "Anbietern wird nach einer Ablehnung Einwilligung gemeldet",
			Explanation: "Nachdem alles abgelehnt war, sagt der TC-String noch, dass Zwecke oder Anbieter eine Einwilligung haben oder dass die Zwecke 3 bis 6 auf berechtigtem Interesse beruhen.",
			Remedy:      "Die Ablehnung in den String schreiben: keine Einwilligungen und kein berechtigtes Interesse für die Zwecke 3 bis 6.",
		},
		Observable: needVisits(ChoiceReject),
		Decide:     func(s *Subject) []Hit { return consented(s.visit(ChoiceReject), "after the refusal", true) },
	}
}

// consented is a hit where a TC string holds consents, or interests that the framework
// forbids (purposes 3 to 6 since TCF 2.2).
func consented(v *Visit, when string, interests bool) []Hit {
	if v.TCF == nil {
		return nil
	}
	var evidence []string
	if len(v.TCF.Consents) > 0 || v.TCF.Vendors > 0 {
		evidence = append(evidence, fmt.Sprintf("The TC string %s: consent for purposes %v and %d vendors.", when, v.TCF.Consents, v.TCF.Vendors))
	}
	var forbidden []int
	for _, p := range v.TCF.Interests {
		if p >= 3 && p <= 6 {
			forbidden = append(forbidden, p)
		}
	}
	if interests && len(forbidden) > 0 {
		evidence = append(evidence, fmt.Sprintf("The TC string %s: legitimate interest for purposes %v.", when, forbidden))
	}
	if len(evidence) == 0 {
		return nil
	}
	return []Hit{{Confidence: 0.98, Evidence: evidence}}
}

func tcfVendorsNotDisclosed() Rule {
	return Rule{
		ID: "tcf-vendors-not-disclosed", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{refTCF23},
		English: Wording{
			Title:       "The TC string does not say which vendors were disclosed",
			Explanation: "Strings made since 28 February 2026 must carry the segment of disclosed vendors (TCF 2.3). Without it nobody can tell whether a vendor was shown to the visitor at all, and vendors may treat the string as invalid.",
			Remedy:      "Update the consent manager to TCF 2.3.",
		},
		German: Wording{
			Title:       "Der TC-String nennt nicht, welche Anbieter gezeigt wurden",
			Explanation: "Seit dem 28. Februar 2026 erzeugte Strings müssen das Segment der gezeigten Anbieter enthalten (TCF 2.3). Ohne es weiß niemand, ob ein Anbieter der Person überhaupt gezeigt wurde, und Anbieter dürfen den String als ungültig behandeln.",
			Remedy:      "Die Einwilligungsplattform auf TCF 2.3 bringen.",
		},
		Decide: func(s *Subject) []Hit {
			for _, v := range s.Live.Visits {
				if v.TCF != nil && !v.TCF.DisclosedVendors {
					return []Hit{{Confidence: 0.95, Evidence: []string{fmt.Sprintf("The TC string of the visit %q (policy version %d) has no segment of disclosed vendors.", v.Choice, v.TCF.PolicyVersion)}}}
				}
			}
			return nil
		},
	}
}
