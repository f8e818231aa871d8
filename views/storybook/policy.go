package storybook

import "microconsent/internal/consent"

func policyView() *consent.Policy {
	return &consent.Policy{URL: "https://journal.example/privacy?" + Hostile, Language: "de", Covered: true, Statements: 42, Note: "The policy is very long: its first 5000 sentences were read.",
		Practices: []consent.PolicyPractice{{Name: consent.PracticeRetention, Statements: 3, Excerpt: "Wir speichern Ihre Daten zehn Jahre. " + Hostile}, {Name: consent.PracticeSecurity}},
		Cookies: []consent.DeclaredCookie{{Name: "_ga", Category: consent.CategoryAnalytics, Declared: "Statistik", Provider: "Google", Duration: "2 Jahre"},
			{Name: Hostile, Category: consent.CategoryOther, Purpose: Hostile}}}
}
