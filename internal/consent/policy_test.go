package consent

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSummarizePolicy(t *testing.T) {
	t.Parallel()
	long := "We keep " + strings.Repeat("é", 400) + "."
	got := SummarizePolicy([]Clause{
		{Text: "We also mention how long something is kept, in passing.", Practices: []Practice{PracticeSecurity, PracticeRetention}, Confidence: 0.9},
		{Text: "We keep invoices for ten years, as the law asks of us.", Practices: []Practice{PracticeRetention}, Confidence: 0.8},
		{Text: "Retention.", Practices: []Practice{PracticeRetention}, Confidence: 1},
		{Text: long, Practices: []Practice{PracticeCookies}, Confidence: 0.7},
		{Text: "Welcome to our policy, which we wrote with great care.", Practices: []Practice{PracticeIntroductory}, Confidence: 1},
	})
	if len(got) != len(PolicyPractices()) {
		t.Fatalf("%d practices, want all %d", len(got), len(PolicyPractices()))
	}
	by := map[Practice]PolicyPractice{}
	for _, p := range got {
		by[p.Name] = p
	}
	if p := by[PracticeRetention]; p.Statements != 3 || !strings.HasPrefix(p.Excerpt, "We keep invoices") || !p.Covered() {
		t.Errorf("retention: %+v", p)
	}
	if p := by[PracticeCookies]; !utf8.ValidString(p.Excerpt) || len(p.Excerpt) > maxExcerpt+len("…") || !strings.HasSuffix(p.Excerpt, "…") {
		t.Errorf("a long excerpt has %d bytes, valid %v", len(p.Excerpt), utf8.ValidString(p.Excerpt))
	}
	if p := by[PracticeAccess]; p.Covered() || p.Excerpt != "" {
		t.Errorf("access: %+v, want nothing", p)
	}
	if _, told := by[PracticeIntroductory]; told {
		t.Error("the summary tells of greetings")
	}
}

func TestPolicyRead(t *testing.T) {
	t.Parallel()
	var none *Policy
	for _, p := range []*Policy{none, {}, {Statements: 3, Error: &Failure{Code: Invalid}}} {
		if p.Read() {
			t.Errorf("%+v counts as read", p)
		}
	}
	if !(&Policy{Statements: 1}).Read() {
		t.Error("a policy with a statement does not count as read")
	}
}
