package rules

import (
	"fmt"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// Live is the evidence of visits with a browser, each in a fresh session.
type Live struct {
	Visits []Visit
}

// Choice is what a visit did with the notice.
type Choice string

// The choices.
const (
	ChoiceNone     Choice = "load"     // loaded the page and waited
	ChoiceReject   Choice = "reject"   // refused everything
	ChoiceAccept   Choice = "accept"   // accepted everything
	ChoiceSettings Choice = "settings" // saved the least that the settings allow
	ChoiceClose    Choice = "close"    // closed the notice
	ChoiceGPC      Choice = "gpc"      // loaded the page with Sec-GPC: 1 and waited
)

// Visit is what one visit saw after its choice: storage at its end, requests since the
// choice (since the start where there was none).
type Visit struct {
	Choice      Choice
	Stored      []Stored
	Requests    []Request
	TCF         *TCF              // nil where no TCF API answered
	ConsentMode map[string]string // Google consent type → "granted" or "denied", the first value seen; nil without one
}

// Stored is a cookie or a key of the browser's storage.
type Stored struct {
	Name       string
	Kind       string // "cookie", "localStorage", "sessionStorage", "indexedDB"
	Host       string // that it belongs to
	Category   consent.Category
	Confidence float64 // of the category, 0 to 1
}

// Request is the requests of a visit to one host.
type Request struct {
	Host     string
	Vendor   string // "" when unknown
	Category consent.Category
	Count    int
}

// TCF is a decoded TC string (IAB Europe, Transparency and Consent String, version 2).
type TCF struct {
	PolicyVersion    int   // of the framework's policies that the string was made under
	Consents         []int // purposes with consent
	Interests        []int // purposes with legitimate interest established
	Vendors          int   // vendors with consent
	DisclosedVendors bool  // whether the segment of disclosed vendors is there
}

// visit is the visit with a choice, nil when there was none.
func (s *Subject) visit(c Choice) *Visit {
	if s.Live == nil {
		return nil
	}
	for i := range s.Live.Visits {
		if s.Live.Visits[i].Choice == c {
			return &s.Live.Visits[i]
		}
	}
	return nil
}

// needVisits says why a rule cannot be decided where one of the visits is missing.
func needVisits(choices ...Choice) func(*Subject) string {
	return func(s *Subject) string {
		for _, c := range choices {
			if s.visit(c) == nil {
				return fmt.Sprintf("The visit %q is not there: no browser made it, or the control for it was not found.", c)
			}
		}
		return ""
	}
}

// tracking is the storage of a visit that needs consent.
func (v *Visit) tracking() []Stored {
	return slices.DeleteFunc(slices.Clone(v.Stored), func(s Stored) bool { return !needsConsent(s.Category) })
}

// trackers are the hosts of a visit whose requests need consent.
func (v *Visit) trackers() []Request {
	return slices.DeleteFunc(slices.Clone(v.Requests), func(r Request) bool { return !needsConsent(r.Category) })
}

// mostListed is how many names one sentence of evidence lists.
const mostListed = 12

func list(names []string) string {
	if len(names) > mostListed {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostListed], ", "), len(names)-mostListed)
	}
	return strings.Join(names, ", ")
}

func storedNames(in []Stored) []string {
	var out []string
	for _, s := range in {
		out = append(out, fmt.Sprintf("%s (%s, %s, %s)", s.Name, s.Kind, s.Host, s.Category))
	}
	return out
}

func hostNames(in []Request) []string {
	var out []string
	for _, r := range in {
		out = append(out, fmt.Sprintf("%s (%s, %d requests)", r.Host, r.Category, r.Count))
	}
	return out
}

// surestStored is the confidence that at least the surest of them needs consent.
func surestStored(in []Stored) float64 {
	best := 0.0
	for _, s := range in {
		best = max(best, s.Confidence)
	}
	return best
}

// knownHost is the confidence of a host's category, which comes from a table.
const knownHost = 0.95
