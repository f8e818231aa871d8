package rules

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/claims"
)

// policyConflicts is the half of conflicting-information that compares the policy with the
// notice: the policy denies what the notice asks for, or takes use for consent where the
// notice offers a choice. nil where no policy was read or there is no notice.
func policyConflicts(s *Subject) []Hit {
	if s.Policy == nil || !s.Banner.Present {
		return nil
	}
	var out []Hit
	for _, c := range contradictions() {
		said := s.claiming(c.claim)
		if len(said) == 0 {
			continue
		}
		if against := c.against(s); len(against) > 0 {
			h := s.policyHit(0.75, said, c.evidence)
			h.Clauses = ids(against)
			out = append(out, h)
		}
	}
	return out
}

// contradiction is a claim of the policy and the clauses of the notice that say otherwise.
type contradiction struct {
	claim    claims.Claim
	against  func(*Subject) []consent.Clause
	evidence string
}

func contradictions() []contradiction {
	return []contradiction{
		{claims.NoCookies, func(s *Subject) []consent.Clause { return s.toggles(needsConsent) }, "The notice asks for consent to cookies; the policy says that there are none."},
		{claims.NoTracking, func(s *Subject) []consent.Clause { return s.toggles(isAnalytics) }, "The notice asks for consent to analytics; the policy says that nobody is tracked."},
		{claims.NoAdvertising, func(s *Subject) []consent.Clause { return s.toggles(isAdvertising) }, "The notice asks for consent to advertising; the policy says that there is none."},
		{claims.UseIsConsent, (*Subject).refusals, "The notice offers a refusal; the policy takes the use of the site for consent."},
	}
}

func isAnalytics(c consent.Category) bool   { return c == consent.CategoryAnalytics }
func isAdvertising(c consent.Category) bool { return c == consent.CategoryAdvertising }

// toggles are the purposes of the notice that fit.
func (s *Subject) toggles(fits func(consent.Category) bool) []consent.Clause {
	var out []consent.Clause
	for _, c := range s.of(consent.SurfaceBanner, consent.ClausePurposeToggle) {
		if fits(c.Category) {
			out = append(out, c)
		}
	}
	return out
}

func (s *Subject) refusals() []consent.Clause {
	return s.of(consent.SurfaceBanner, consent.ClauseRejectAll)
}
