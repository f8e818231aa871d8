package rules

import (
	"fmt"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// ConsentDefault is a call gtag('consent', 'default', …) in an inline script. Regions are
// ISO 3166 codes in upper case; none means everywhere.
type ConsentDefault struct {
	States  map[string]string // consent type → "granted" or "denied"
	Regions []string
	Line    int // 1-based
}

func consentModeDefaultGranted() Rule {
	return Rule{
		ID: "consent-mode-default-granted", Part: consent.PartValidity, Needs: []consent.Need{consent.NeedStatic},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refConsentMode, refEPD, refPECR, refPlanet},
		English: Wording{
			Title:       "Google's tags are told by default that consent is granted",
			Explanation: "The page sets Google Consent Mode to granted before anybody chose. The tags then store and send as if the visitor had agreed.",
			Remedy:      "Set ad_storage, ad_user_data, ad_personalization and analytics_storage to denied by default, at least for visitors from the regions where consent is needed, and update them after a choice.",
		},
		German: Wording{
			Title:       "Googles Tags wird von vornherein Einwilligung gemeldet",
			Explanation: "Die Seite setzt den Google Consent Mode auf „granted“, bevor jemand gewählt hat. Die Tags speichern und senden dann, als hätte die Person zugestimmt.",
			Remedy:      "ad_storage, ad_user_data, ad_personalization und analytics_storage von vornherein auf „denied“ setzen, zumindest für die Regionen, in denen eine Einwilligung nötig ist, und nach einer Wahl aktualisieren.",
		},
		Observable: func(s *Subject) string {
			if len(s.ConsentMode) == 0 && s.visit(ChoiceNone) == nil && s.loadsGoogle() {
				return "The markup loads Google's tags and sets no default; a script may set one. Only a visit with a browser tells."
			}
			return ""
		},
		Decide: func(s *Subject) []Hit {
			if v := s.visit(ChoiceNone); v != nil && v.ConsentMode != nil {
				return grantedHit(granted(v.ConsentMode), "Seen in the browser before any choice")
			}
			if !s.asks() {
				return nil // a page without a notice may be served another script where consent is needed
			}
			types, line := s.grantedByDefault()
			return grantedHit(types, fmt.Sprintf("Set in the script on line %d", line))
		},
	}
}

func grantedHit(types []string, where string) []Hit {
	if len(types) == 0 {
		return nil
	}
	return []Hit{{Confidence: 0.9, Evidence: []string{where + ": " + strings.Join(types, ", ") + " granted."}}}
}

// granted lists the consent types of storage and use that are granted; those for security
// and for what the visitor asked for need no consent.
func granted(states map[string]string) []string {
	var out []string
	for _, name := range []string{"ad_storage", "ad_user_data", "ad_personalization", "analytics_storage"} {
		if states[name] == "granted" {
			out = append(out, name)
		}
	}
	return out
}

// grantedByDefault is what the defaults for the subject's jurisdiction grant, and the line
// of the call. A default for a region overrides the one for everywhere, type by type.
func (s *Subject) grantedByDefault() (types []string, line int) {
	states, lines, special := map[string]string{}, map[string]int{}, map[string]bool{}
	for _, d := range s.ConsentMode {
		here := slices.ContainsFunc(d.Regions, s.inRegion)
		if len(d.Regions) > 0 && !here {
			continue
		}
		for name, state := range d.States {
			if !special[name] || here {
				states[name], lines[name] = state, d.Line
				special[name] = special[name] || here
			}
		}
	}
	if types = granted(states); len(types) > 0 {
		line = lines[types[0]]
	}
	return types, line
}

// inRegion says whether a region is part of the subject's jurisdiction.
func (s *Subject) inRegion(code string) bool {
	if s.Jurisdiction == consent.JurisdictionUK {
		return code == "GB" || code == "UK" || strings.HasPrefix(code, "GB-")
	}
	const eea = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO"
	country, _, _ := strings.Cut(code, "-")
	return slices.Contains(strings.Fields(eea), country)
}

// loadsGoogle says whether the markup loads a tag of Google.
func (s *Subject) loadsGoogle() bool {
	for _, called := range s.called() {
		if strings.HasPrefix(called, "Google ") {
			return true
		}
	}
	return false
}
