package main

import (
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

func TestFind(t *testing.T) {
	t.Parallel()
	clauses := []consent.Clause{
		{Kind: consent.KindBanner, Text: "OK"},
		{Kind: consent.KindLink, Text: "OK", Element: "a", Selector: "#x > a"},
		{Kind: consent.KindControl, Text: " ok ", Element: "button", Selector: `#y\.1`},
	}
	for _, c := range []struct {
		e    element
		used map[int]bool
		want int
	}{
		{element{ID: "y.1"}, nil, 2},
		{element{Text: "Ok", Tag: "button"}, nil, 2},
		{element{Text: "ok", Tag: "div"}, nil, 1},
		{element{Text: "ok", Tag: "a"}, map[int]bool{1: true}, 2},
		{element{Text: "other"}, nil, -1},
		{element{}, nil, -1},
	} {
		if got := find(c.e, clauses, c.used); got != c.want {
			t.Errorf("find(%+v) = %d, want %d", c.e, got, c.want)
		}
	}
}

func TestScorer(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	var said strings.Builder
	s := newScorer(&said)
	s.page(label{File: "a", Banner: &yes, Reject: &no, CMP: []string{"klaro"}, Lang: "de", Elements: []element{
		{Text: "OK", Tag: "button", Role: consent.ClauseAcknowledge}, {Text: "Nein", Tag: "button", Role: consent.ClauseRejectAll},
		{Text: "Statistik", Tag: "input", Role: consent.ClausePurposeToggle, Category: consent.CategoryAnalytics}}},
		detect.Result{Banner: consent.Banner{Present: true}, Language: consent.Language{Consent: "de"}, CMPs: []consent.CMP{{ID: "klaro"}, {ID: "unheard-of"}},
			Clauses: []consent.Clause{{Text: "OK", Element: "button", Role: consent.ClauseAcknowledge}, {Text: "Nein", Element: "button", Role: consent.ClauseClose},
				{Text: "Statistik", Element: "input", Role: consent.ClausePurposeToggle, Category: consent.CategoryAdvertising}}})
	s.page(label{File: "b", Banner: &no}, detect.Result{Clauses: []consent.Clause{{Role: consent.ClauseAcceptAll}}})
	if s.banner.f1() != 1 || s.cmp.f1() != 1 || s.reject.value() != 1 || s.clean.value() != 0 || s.category.value() != 0 || s.language.value() != 1 {
		t.Errorf("%+v", s)
	}
	if want := 4.0 / 6; s.micro() != want { // two right, one wrong, one missed
		t.Errorf("micro-F1 %v, want %v", s.micro(), want)
	}
	if !strings.Contains(said.String(), "b false control accept_all") {
		t.Errorf("said %q", said.String())
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	figures := []figure{
		{task: "good", value: 0.99, must: 0.9, aim: 0.95}, {task: "fair", value: 0.92, must: 0.9, aim: 0.95},
		{task: "bad", value: 0.8, must: 0.9}, {task: "error", value: 0.02, must: 0.05, aim: 0.03, lower: true}, {task: "free", value: 0.1},
	}
	var b strings.Builder
	printTable(&b, figures)
	for _, want := range []string{"| good |  | 0.9900 | 0.90 | 0.95 | aim |", "| fair |  | 0.9200 | 0.90 | 0.95 | must |", "| bad |  | 0.8000 | 0.90 | – | FAIL |",
		"| error |  | 0.0200 | 0.05 | 0.03 | aim |", "| free |  | 0.1000 | – | – |  |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if failed(figures) != 1 {
		t.Errorf("%d failed, want 1", failed(figures))
	}
}
