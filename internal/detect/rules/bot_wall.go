package rules

import "microconsent/internal/consent"

func botWall() Rule {
	return Rule{
		ID: "bot-wall", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic},
		Severity: everywhere(consent.SeverityInfo),
		English: Wording{
			Title:       "This is a check for robots, not the page",
			Explanation: "The site answered with a challenge that a browser must pass first. Nothing is known of the page behind it.",
			Remedy:      "Open the page in a browser, save it there and analyse the file, or ask the site's owner to let the analysis in.",
		},
		German: Wording{
			Title:       "Das ist eine Roboterprüfung, nicht die Seite",
			Explanation: "Die Website hat mit einer Prüfung geantwortet, die ein Browser erst bestehen muss. Über die Seite dahinter ist nichts bekannt.",
			Remedy:      "Die Seite im Browser öffnen, dort speichern und die Datei analysieren, oder den Betreiber bitten, die Analyse zuzulassen.",
		},
		Decide: func(s *Subject) []Hit {
			if s.Markup.Wall == "" {
				return nil
			}
			return []Hit{{Confidence: 0.9, Evidence: []string{"Found: " + quote(s.Markup.Wall)}}}
		},
	}
}

// unseen says why nothing can be said of what the page holds, "" when it can.
func unseen(s *Subject) string {
	if s.Markup.Wall != "" {
		return "A check for robots was served instead of the page."
	}
	return ""
}
