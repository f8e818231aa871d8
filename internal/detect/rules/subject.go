package rules

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/trackers"
)

// Subject is everything that rules judge. Style, Policy and Live are nil where they were
// not observed.
type Subject struct {
	Kind         consent.SourceKind
	URL          string
	Jurisdiction consent.Jurisdiction
	Language     consent.Language
	CMPs         []consent.CMP
	Banner       consent.Banner
	Clauses      []consent.Clause
	Markup       Markup
	Style        map[string]Style // by clause id; only controls of which something is declared
	Policy       *Policy
	Live         *Live
	Title        string                   // of the page
	Declared     []consent.DeclaredCookie // by the page's own tables and lists
	ConsentMode  []ConsentDefault         // that the page's own scripts set

	read *reading // what Judge takes from the texts, once for all rules
}

// Markup is what static HTML tells beyond the clauses.
type Markup struct {
	Hidden    map[string]string // clauses that a person does not see or cannot use beside the agreement, and why, by id
	Deeper    map[string]bool   // clauses that stand on a further layer of the notice, by id
	Links     map[string]bool   // clauses that are links in running text and not buttons, by id
	Conflicts map[string]string // controls whose label says another thing than they do, and how that shows, by id
	Blocks    bool              // the notice is a modal dialog, which covers the page
	Shell     bool              // the body is empty until a script fills it
	Wall      string            // words of a challenge that is served instead of the page, "" for none
	Declared  string            // language that the page says it is in (ISO 639-1), "" for none
	Trackers  []trackers.Found  // known analytics and advertising services that the markup loads
}

// Style is how a control looks. Colours are sRGB, 0xRRGGBB.
type Style struct {
	Foreground, Background, Around uint32
	Contrast                       float64 // WCAG 2.2 contrast ratio of text to background, 1 to 21; 0 when not known
	Standing                       float64 // contrast ratio of the control's own ground to what is around it; 1 for no ground of its own, 0 when not known
	Bordered                       bool
	FontSize, Width, Height        float64 // CSS pixels; 0 when not known
	LooksLikeLink                  bool    // running text, no button shape
}

// Policy is the text of the policy that the page links to, classified.
type Policy struct {
	URL        string
	Statements []consent.Clause
	Language   consent.Language
	Cookies    []consent.DeclaredCookie
}

// has says whether the evidence of a kind is there.
func (s *Subject) has(n consent.Need) bool {
	switch n {
	case consent.NeedStyle: // where there are not two looks to compare, none is missing
		accepts, rejects := s.pair()
		return len(s.Style) > 0 || len(accepts) == 0 || len(rejects) == 0
	case consent.NeedPolicy:
		return len(s.policyStatements()) > 0
	case consent.NeedLive:
		return s.Live != nil
	}
	return true
}

// of returns the clauses of a surface that play one of the roles.
func (s *Subject) of(surface consent.Surface, roles ...consent.ClauseRole) []consent.Clause {
	var out []consent.Clause
	for _, c := range s.Clauses {
		if c.Surface != surface {
			continue
		}
		for _, r := range roles {
			if c.Role == r {
				out = append(out, c)
			}
		}
	}
	return out
}

// first leaves out what stands on a further layer or is hidden at first.
func (s *Subject) first(in []consent.Clause) []consent.Clause {
	var out []consent.Clause
	for _, c := range in {
		if s.Markup.Hidden[c.ID] == "" && !s.Markup.Deeper[c.ID] {
			out = append(out, c)
		}
	}
	return out
}

// asks says whether the page has any consent surface of its own.
func (s *Subject) asks() bool {
	if s.Banner.Present {
		return true
	}
	for _, c := range s.Clauses {
		if c.Surface == consent.SurfaceFormConsent || c.Surface == consent.SurfaceEmbedConsent {
			return true
		}
	}
	return false
}

func ids(in []consent.Clause) []string {
	out := make([]string, len(in))
	for i, c := range in {
		out[i] = c.ID
	}
	return out
}

// surest is the highest confidence among clauses, 0 for none.
func surest(in []consent.Clause) float64 {
	best := 0.0
	for _, c := range in {
		best = max(best, c.Confidence)
	}
	return best
}

// kind returns the clauses of a surface that are of one kind.
func (s *Subject) kind(surface consent.Surface, kind consent.ClauseKind) []consent.Clause {
	var out []consent.Clause
	for _, c := range s.Clauses {
		if c.Surface == surface && c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}
