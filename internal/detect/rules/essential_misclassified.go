package rules

import (
	"fmt"

	"microconsent/internal/consent"
	"microconsent/internal/detect/cookies"
)

func essentialMisclassified() Rule {
	return Rule{
		ID: "essential-misclassified", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{taskforce("I"), refEPD, refPECR, refExempt},
		English: Wording{
			Title:        "Cookies that track are declared as necessary",
			Explanation:  "A table or list declares cookies as strictly necessary that are known to serve analytics or advertising. Necessary is only what the visitor asked for cannot do without.",
			Remedy:       "Move them to the purpose that they serve, and set them only after consent to it.",
			Disagreement: "Some authorities, such as the CNIL, exempt audience measurement of the site's own under strict conditions; the taskforce found no common list of what is necessary.",
		},
		German: Wording{
			Title:        "Cookies, die verfolgen, sind als notwendig erklärt",
			Explanation:  "Eine Tabelle oder Liste erklärt Cookies für unbedingt erforderlich, die bekanntermaßen der Statistik oder der Werbung dienen. Notwendig ist nur, ohne was das Gewünschte nicht geht.",
			Remedy:       "Sie dem Zweck zuordnen, dem sie dienen, und erst nach Einwilligung in ihn setzen.",
			Disagreement: "Einige Behörden, etwa die CNIL, nehmen eine eigene Reichweitenmessung unter strengen Bedingungen aus; die Taskforce fand keine gemeinsame Liste des Notwendigen.",
		},
		Observable: func(s *Subject) string {
			if len(s.declared()) == 0 {
				return "Neither the page nor a policy that was read declares its cookies by name."
			}
			return ""
		},
		Decide: func(s *Subject) []Hit {
			var names []string
			for _, c := range s.declared() {
				if known, ok := tracks(c); ok {
					names = append(names, fmt.Sprintf("%s (%s of %s, declared as %s)", c.Name, known.Category, known.Vendor, quote(c.Declared)))
				}
			}
			if len(names) == 0 {
				return nil
			}
			return []Hit{{Confidence: 0.9, Evidence: []string{"Declared as necessary: " + list(names) + "."}}}
		},
	}
}

// leastName is the length from which a name alone identifies a cookie.
const leastName = 4

// tracks says whether a cookie is declared as necessary and known to track. Only what the
// tables name with its vendor counts; a guess by the look of a name is none.
func tracks(c consent.DeclaredCookie) (cookies.Entry, bool) {
	known, ok := cookies.Lookup(c.Name)
	if !ok || c.Category != consent.CategoryNecessary || known.Vendor == "" || len(c.Name) < leastName && c.Name != "_ga" {
		return known, false
	}
	return known, known.Category == consent.CategoryAnalytics || known.Category == consent.CategoryAdvertising
}

// knownVendor is the vendor of a cookie, "" when the tables do not name it.
func knownVendor(name string) string {
	known, ok := cookies.Lookup(name)
	if !ok || len(name) < leastName && name != "_ga" {
		return ""
	}
	return known.Vendor
}
