package detect

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"microconsent/internal/consent"
	"microconsent/internal/detect/clauses"
	"microconsent/internal/detect/cookietable"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/rules"
	"microconsent/internal/detect/surfaces"
)

// PolicyText is a policy that was read.
type PolicyText struct {
	Language   consent.Language
	Statements []consent.Clause // in document order, ids "p1", "p2", …
	Cookies    []consent.DeclaredCookie
	Note       string // what limits the reading, in one sentence; "" for nothing
}

// ReadPolicy reads material as the policy that it is said to be, whatever its title. It
// fails with Invalid where there is no text to read.
func ReadPolicy(ctx context.Context, in Input) (PolicyText, error) {
	var t PolicyText
	p, err := Parse(ctx, in)
	switch {
	case err != nil:
		return t, err
	case p.strings != nil:
		return t, consent.Errorf(consent.Invalid, "The policy is data in JSON, not a text to read.")
	case p.doc != nil:
		t = p.pagePolicy(ctx)
	default:
		t.Statements, t.Language = statements(ctx, string(in.Text)), languageOf(head(string(in.Text)), "")
	}
	if err := ctx.Err(); err != nil {
		return t, err
	}
	if len(t.Statements) == 0 {
		return t, consent.Errorf(consent.Invalid, "The policy holds no text that can be read; a script may draw it.")
	}
	for i := range t.Statements {
		t.Statements[i].ID = "p" + strconv.Itoa(i+1)
	}
	t.Note = t.limits()
	return t, nil
}

func (p *Page) pagePolicy(ctx context.Context) PolicyText {
	found := surfaces.Find(p.html)
	var t PolicyText
	sample := ""
	for _, e := range p.policyText(ctx, roots(found)) {
		t.Statements = append(t.Statements, e.Clause)
		if len(sample) < sampleSize {
			sample += e.Text + " "
		}
	}
	t.Language = languageOf(sample, p.doc.Lang)
	t.Cookies = p.declaredCookies()
	return t
}

// sampleSize is how much text tells a policy's language, in bytes.
const sampleSize = 600

// languageOf tells the language of a policy, and whether practices are known in it.
func languageOf(text, said string) consent.Language {
	code, sure := lang.Detect(text, said)
	return consent.Language{Code: code, Confidence: sure, Covered: clauses.Covered(code)}
}

// declaredCookies are the cookies that the page declares in tables and lists.
func (p *Page) declaredCookies() []consent.DeclaredCookie {
	if p.doc == nil {
		return nil
	}
	return cookietable.Find(p.doc)
}

// limits says what keeps the reading from being whole.
func (t PolicyText) limits() string {
	switch {
	case len(t.Statements) >= maxStatements:
		return fmt.Sprintf("The policy is very long: its first %d sentences were read.", maxStatements)
	case !t.Language.Covered:
		return "The language of the policy is not covered well enough: what it seems not to say may be there."
	}
	return ""
}

// JudgeWith judges what Analyze returned once more, together with the policy of the page.
func (p *Page) JudgeWith(r *Result, url string, t PolicyText) {
	if p.judged == nil {
		return
	}
	s := *p.judged
	s.Policy = &rules.Policy{URL: url, Statements: t.Statements, Language: t.Language, Cookies: t.Cookies}
	v := rules.Judge(&s)
	r.Findings, r.Unobserved, r.Score = v.Findings, v.Unobserved, v.Score
}

// Summary is what the policy says, practice by practice.
func (t PolicyText) Summary(url string) *consent.Policy {
	const most = 200
	return &consent.Policy{URL: url, Language: t.Language.Code, Covered: t.Language.Covered, Statements: len(t.Statements),
		Practices: consent.SummarizePolicy(t.Statements), Cookies: slices.Clone(t.Cookies[:min(len(t.Cookies), most)]), Note: t.Note}
}

// OwnPolicy is the summary of the material itself where it is a policy, nil where not.
func (p *Page) OwnPolicy(r Result) *consent.Policy {
	var own []consent.Clause
	for _, c := range r.Clauses {
		if c.Kind == consent.KindStatement && c.Surface == consent.SurfacePolicy {
			own = append(own, c)
		}
	}
	if len(own) == 0 || p.judged == nil {
		return nil
	}
	t := PolicyText{Language: r.Language, Statements: own, Cookies: p.judged.Declared}
	t.Language.Covered = clauses.Covered(r.Language.Code)
	t.Note = t.limits()
	return t.Summary("")
}
