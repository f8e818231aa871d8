package rules

import (
	"slices"

	"microconsent/internal/consent"
	"microconsent/internal/detect/claims"
	"microconsent/internal/detect/clauses"
)

// policyStatements are the sentences of the policy: of the one that was read, else those of
// the source itself.
func (s *Subject) policyStatements() []consent.Clause {
	if s.Policy != nil {
		return s.Policy.Statements
	}
	return s.kind(consent.SurfacePolicy, consent.KindStatement)
}

// policyLanguage is the language of those sentences.
func (s *Subject) policyLanguage() consent.Language {
	if s.Policy != nil {
		return s.Policy.Language
	}
	return s.Language
}

// declared lists the cookies that the page and its policy declare.
func (s *Subject) declared() []consent.DeclaredCookie {
	if s.Policy == nil {
		return s.Declared
	}
	return append(slices.Clone(s.Declared), s.Policy.Cookies...)
}

// leastStatements is how many sentences a text must have to be taken for a whole policy: of
// less nobody can say what is missing.
const leastStatements = 8

// wholePolicy says why nothing can be concluded from what the policy does not say.
func wholePolicy(s *Subject) string {
	switch {
	case len(s.policyStatements()) < leastStatements:
		return "The text has too few sentences to be a whole policy."
	case !clauses.Covered(s.policyLanguage().Code):
		return "The language of the policy is not covered well enough to rely on something not being said."
	case !s.aboutData():
		return "The text tells nothing of personal data: it may be another document."
	}
	return ""
}

// aboutData says whether the text is about data at all.
func (s *Subject) aboutData() bool {
	return len(s.telling(consent.PracticeFirstParty, consent.PracticeThirdParty, consent.PracticeCookies, consent.PracticeLegalBasis)) >= 2
}

// telling lists the sentences of the policy about one of the practices.
func (s *Subject) telling(practices ...consent.Practice) []consent.Clause {
	var out []consent.Clause
	for _, c := range s.policyStatements() {
		if slices.ContainsFunc(c.Practices, func(p consent.Practice) bool { return slices.Contains(practices, p) }) {
			out = append(out, c)
		}
	}
	return out
}

// claiming lists the sentences of the policy that claim one of the things.
func (s *Subject) claiming(what claims.Claim) []consent.Clause {
	var out []consent.Clause
	for _, c := range s.policyStatements() {
		if claims.Of(c.Text)&what != 0 {
			out = append(out, c)
		}
	}
	return out
}

// policyHit is a hit that quotes sentences of the policy: by id where they are clauses of
// the analysis, else in the evidence.
func (s *Subject) policyHit(confidence float64, statements []consent.Clause, evidence ...string) Hit {
	const most = 3
	statements = statements[:min(len(statements), most)]
	h := Hit{Confidence: confidence, Evidence: evidence}
	if s.Policy == nil {
		h.Clauses = ids(statements)
		return h
	}
	for _, c := range statements {
		h.Evidence = append(h.Evidence, "The policy says: "+quote(c.Text))
	}
	return h
}
