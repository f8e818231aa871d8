package rules

import "microconsent/internal/consent"

func noBannerNeeded() Rule {
	return Rule{
		ID: "no-banner-needed", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic},
		Severity: everywhere(consent.SeverityInfo), Observable: unseen,
		References: []Reference{refEPD},
		English: Wording{
			Title:       "Nothing asks for consent, and nothing in the markup calls for it",
			Explanation: "The page has no consent notice, and the markup names no consent manager and no known tracking service. Scripts may still load some: only a visit with a browser can tell.",
			Remedy:      "Nothing to do, unless a visit with a browser shows storage or requests that need consent.",
		},
		German: Wording{
			Title:       "Nichts fragt nach Einwilligung, und im Quelltext verlangt nichts danach",
			Explanation: "Die Seite hat keinen Einwilligungshinweis, und der Quelltext nennt weder eine Einwilligungsplattform noch einen bekannten Trackingdienst. Skripte können sie nachladen: das zeigt nur ein Besuch mit dem Browser.",
			Remedy:      "Nichts zu tun, solange ein Besuch mit dem Browser nichts Einwilligungspflichtiges zeigt.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.page() || s.asks() || s.calls() {
				return nil
			}
			if s.Markup.Shell {
				return []Hit{{Confidence: 0.3, Evidence: []string{"The page is empty until a script fills it."}}}
			}
			return once(0.6)
		},
	}
}

// page says whether the source is a web page, and not a policy text or data.
func (s *Subject) page() bool {
	return s.Kind != consent.SourceText && s.Kind != consent.SourceJSON
}

// calls says whether the markup holds something that usually needs consent.
func (s *Subject) calls() bool { return len(s.CMPs) > 0 || len(s.Markup.Trackers) > 0 }
