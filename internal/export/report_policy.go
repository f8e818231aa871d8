package export

import "microconsent/internal/consent"

// policyRow is what the policy says about one practice.
type policyRow struct {
	consent.PolicyPractice
	Name  string // in the report's language
	Said  string
	Quote quote
}

// PolicyRows are the practices of the policy that was read, none where it was not.
func (r report) PolicyRows() []policyRow {
	if !r.Policy.Read() {
		return nil
	}
	var out []policyRow
	for _, p := range r.Policy.Practices {
		out = append(out, policyRow{p, r.Of("practice", p.Name), r.YesNo(p.Covered()), r.policyQuote(p.Excerpt)})
	}
	return out
}

// policyQuote is a text in the policy's language.
func (r report) policyQuote(s string) quote {
	q := r.Quote(s)
	q.Lang = languageTag(r.Policy.Language)
	return q
}

// PolicyFacts lists where the policy is and how much of it was read.
func (r report) PolicyFacts() []fact {
	f := facts{report: r}
	f.code("url", r.Policy.URL)
	if r.Policy.Read() {
		f.add("language", r.Policy.Language)
		f.code("sha256_policy", r.Policy.SHA256)
	}
	return f.rows
}

// cookieRow is a declared cookie, every text as it is shown.
type cookieRow struct{ Name, Purpose, Provider, Duration quote }

// PolicyCookies are the cookies that the policy declares, cut to the bound.
func (r report) PolicyCookies() []cookieRow {
	var out []cookieRow
	for _, c := range r.Policy.Cookies[:min(len(r.Policy.Cookies), reportRows)] {
		said := c.Declared
		if said == "" {
			said = c.Purpose
		}
		out = append(out, cookieRow{r.Quote(c.Name), r.policyQuote(said), r.policyQuote(c.Provider), r.policyQuote(c.Duration)})
	}
	return out
}
