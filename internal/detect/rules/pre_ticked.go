package rules

import "microconsent/internal/consent"

func preTickedPurpose() Rule {
	return Rule{
		ID: "pre-ticked-purpose", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{taskforce("B"), refPlanet, refRec32},
		English: Text{
			Title:       "A purpose beyond the necessary is switched on by default",
			Explanation: "A checkbox or switch for a purpose that needs consent is on before anybody chose it.",
			Remedy:      "Leave every purpose that needs consent off until a person switches it on.",
		},
		German: Text{
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
		English: Text{
			Title:       "A consent box in a form is ticked by default",
			Explanation: "A checkbox that gives consent in a form is on before anybody ticked it.",
			Remedy:      "Leave the box empty, and let the form be sent without it where the consent is not needed.",
		},
		German: Text{
			Title:       "Ein Einwilligungskästchen in einem Formular ist vorangekreuzt",
			Explanation: "Ein Kästchen, das in einem Formular eine Einwilligung gibt, ist an, bevor jemand es angekreuzt hat.",
			Remedy:      "Das Kästchen leer lassen und das Formular auch ohne es annehmen, wo die Einwilligung nicht nötig ist.",
		},
		Decide: func(s *Subject) []Hit { return ticked(s.of(consent.SurfaceFormConsent, consent.ClauseFormCheckbox)) },
	}
}

// ticked is one hit with all boxes that are on, the necessary and the fixed ones left out.
func ticked(boxes []consent.Clause) []Hit {
	var on []consent.Clause
	for _, c := range boxes {
		if c.Checked != nil && *c.Checked && !c.Disabled && c.Category != consent.CategoryNecessary {
			on = append(on, c)
		}
	}
	if len(on) == 0 {
		return nil
	}
	return once(surest(on), ids(on)...)
}
