package rules

import "microconsent/internal/consent"

func preTickedPurpose() Rule {
	return Rule{
		ID: "pre-ticked-purpose", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{taskforce("B"), refPlanet, refRec32},
		English: Wording{
			Title:       "A purpose beyond the necessary is switched on by default",
			Explanation: "A checkbox or switch for a purpose that needs consent is on before anybody chose it.",
			Remedy:      "Leave every purpose that needs consent off until a person switches it on.",
		},
		German: Wording{
			Title:       "Ein nicht notwendiger Zweck ist voreingestellt",
			Explanation: "Ein Kästchen oder Schalter für einen einwilligungspflichtigen Zweck ist an, bevor jemand gewählt hat.",
			Remedy:      "Jeden einwilligungspflichtigen Zweck ausgeschaltet lassen, bis ihn eine Person einschaltet.",
		},
		Decide: func(s *Subject) []Hit { return ticked(s.of(consent.SurfaceBanner, consent.ClausePurposeToggle)) },
	}
}

func preTickedForm() Rule {
	return Rule{
		ID: "pre-ticked-form", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refPlanet, refRec32, refGDPR7_2},
		English: Wording{
			Title:       "A consent box in a form is ticked by default",
			Explanation: "A checkbox that gives consent in a form is on before anybody ticked it.",
			Remedy:      "Leave the box empty, and let the form be sent without it where the consent is not needed.",
		},
		German: Wording{
			Title:       "Ein Einwilligungskästchen in einem Formular ist vorangekreuzt",
			Explanation: "Ein Kästchen, das in einem Formular eine Einwilligung gibt, ist an, bevor jemand es angekreuzt hat.",
			Remedy:      "Das Kästchen leer lassen und das Formular auch ohne es annehmen, wo die Einwilligung nicht nötig ist.",
		},
		Decide: func(s *Subject) []Hit { return ticked(s.of(consent.SurfaceFormConsent, consent.ClauseFormCheckbox)) },
	}
}

// ticked is one hit with all boxes that are on; the necessary ones and those that keep a
// person signed in are left out.
func ticked(boxes []consent.Clause) []Hit {
	var on []consent.Clause
	for _, c := range boxes {
		if c.Checked != nil && *c.Checked && c.Category != consent.CategoryNecessary && !fixed(c) && !speaks(c.Text, topicRemember) {
			on = append(on, c)
		}
	}
	if len(on) == 0 {
		return nil
	}
	return []Hit{{Clauses: ids(on), Confidence: surest(on), Evidence: []string{"On by default: " + labels(on) + "."}}}
}

// fixed says whether a box cannot be switched off and is not known to need consent: most
// such boxes are those of the necessary. One for advertising that is fixed is worse than
// one that is only ticked.
func fixed(c consent.Clause) bool {
	return c.Disabled && !needsConsent(c.Category)
}

func needsConsent(c consent.Category) bool {
	switch c {
	case consent.CategoryAnalytics, consent.CategoryAdvertising, consent.CategorySocialMedia, consent.CategoryPersonalization,
		consent.CategoryExternalMedia:
		return true
	}
	return false
}

// labels names boxes by their words, or by their category where they have none.
func labels(in []consent.Clause) string {
	named := make([]consent.Clause, len(in))
	for i, c := range in {
		if c.Text == "" {
			c.Text = string(c.Category)
		}
		named[i] = c
	}
	return quoted(named)
}
