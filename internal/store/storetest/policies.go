package storetest

import (
	"fmt"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// policyOf is a policy that declares so many cookies: about 200 bytes of JSON each.
func policyOf(cookies int) *consent.Policy {
	p := &consent.Policy{URL: "https://example.com/privacy", Language: "de", Covered: true, Statements: 400, Kind: consent.SourceHTML, SHA256: fmt.Sprintf("%064x", cookies)}
	for _, name := range consent.PolicyPractices() {
		p.Practices = append(p.Practices, consent.PolicyPractice{Name: name, Statements: 3, Excerpt: "Fragen beantwortet ada@example.com; <script> & \u2028 \"Ende\"."})
	}
	for i := range cookies {
		p.Cookies = append(p.Cookies, consent.DeclaredCookie{Name: fmt.Sprintf("_ga_%04x", i*7919), Category: consent.CategoryAnalytics, Declared: "Statistik",
			Provider: "Google Ireland Limited", Purpose: strings.Repeat("Zählt Besuche. ", i%9), Duration: fmt.Sprintf("%d Tage", i), Line: i + 1})
	}
	return p
}

// largePolicies: however a policy is kept, it is read as it was written.
func largePolicies(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	a := r.analyzed(start, nil)
	for _, p := range []*consent.Policy{policyOf(700), policyOf(1), policyOf(10), {SHA256: "cc"}, policyOf(2000), nil, policyOf(80)} {
		a.Policy = p
		r.ok(r.SaveResult(ctx, a))
		r.same("read back", r.read(a.ID), a)
		r.namesPolicies("of one", p)
	}
	b := r.queued(start)
	b.Policy = policyOf(300)
	r.ok(r.CreateAnalysis(ctx, b))
	r.same("created with one", r.read(b.ID), b)
	r.namesPolicies("of both", a.Policy, b.Policy)
	r.ok(r.SaveFindings(ctx, a))
	r.same("after its findings were saved", r.read(a.ID).Policy, a.Policy)
	r.ok(r.SetAnalysisStatus(ctx, r.workspace, b.ID, consent.StatusRunning, nil, start))
	r.same("while it runs", r.read(b.ID).Policy, b.Policy)
	for _, item := range must[consent.Page[consent.Analysis]](r)(r.Analyses(ctx, r.workspace, consent.Filter{})).Items {
		r.same("in a list", item.Policy, (*consent.Policy)(nil))
	}
}

// namesPolicies fails unless the bytes of these policies, and of no others, are named.
func (r *rig) namesPolicies(what string, policies ...*consent.Policy) {
	r.t.Helper()
	var want []string
	for _, p := range policies {
		if p != nil {
			want = append(want, p.SHA256)
		}
	}
	var got []string
	for sha, err := range r.PolicyBlobs(r.t.Context(), r.workspace) {
		r.ok(err)
		got = append(got, sha)
	}
	slices.Sort(got)
	slices.Sort(want)
	r.same("the policies "+what, got, want)
}

// maskedPolicies: personal data goes out of a policy of any size, and stays out.
func maskedPolicies(r *rig) {
	r.withWorkspaces()
	for _, cookies := range []int{1, 500} {
		a := r.analyzed(start, func(a *consent.Analysis) { a.Policy = policyOf(cookies) })
		read := r.read(a.ID)
		found := consent.MaskAnalysis(&read)
		r.same("addresses found", found[consent.PersonalEmail], len(consent.PolicyPractices()))
		r.ok(r.SaveResult(r.t.Context(), read))
		after := r.read(a.ID)
		r.same("masked", after.Policy, read.Policy)
		r.same("an excerpt", after.Policy.Practices[0].Excerpt, "Fragen beantwortet [e-mail]; <script> & \u2028 \"Ende\".")
		r.same("found again", consent.MaskAnalysis(&after).Total(), 0)
	}
}
