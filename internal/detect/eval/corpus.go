package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// tally counts right and wrong for an F1 figure.
type tally struct{ tp, fp, fn int }

func (t tally) f1() float64 {
	if t.tp == 0 {
		return 0
	}
	return 2 * float64(t.tp) / float64(2*t.tp+t.fp+t.fn)
}

// share counts right among all.
type share struct{ right, all int }

func (s *share) add(right bool) {
	s.all++
	if right {
		s.right++
	}
}

func (s share) value() float64 { return float64(s.right) / float64(max(1, s.all)) }

// scorer compares results with labelled pages, figure by figure as the published scorer
// of the corpus does.
type scorer struct {
	verbose                                    io.Writer
	banner, cmp                                tally
	roles                                      map[consent.ClauseRole]*tally
	clean, reject, implied, category, language share
	verdicts                                   verdicts
	file                                       string
}

func newScorer(verbose io.Writer) *scorer {
	s := &scorer{verbose: verbose, roles: map[consent.ClauseRole]*tally{}}
	for _, r := range controlRoles() {
		s.roles[r] = &tally{}
	}
	return s
}

func controlRoles() []consent.ClauseRole {
	roles := consent.ClauseRoles()
	return roles[:len(roles)-1] // all but other
}

func (s *scorer) say(format string, args ...any) {
	fmt.Fprintf(s.verbose, s.file+" "+format+"\n", args...)
}

func (s *scorer) page(l label, r detect.Result) {
	s.file = l.File
	s.scoreBanner(l, r)
	s.scoreClean(l, r)
	s.scoreCMP(l, r)
	s.scoreFlags(l, r)
	s.scoreElements(l, r.Clauses)
	s.scoreRules(l, r)
}

func (s *scorer) scoreBanner(l label, r detect.Result) {
	if l.Banner == nil {
		return
	}
	switch want, got := *l.Banner, r.Banner.Present; {
	case want && got:
		s.banner.tp++
	case got:
		s.banner.fp++
		s.say("banner not there: %s %.80s", r.Banner.Selector, r.Banner.Text)
	case want:
		s.banner.fn++
		s.say("banner missed")
	}
}

// scoreClean looks at pages without any consent control: none may be found there.
func (s *scorer) scoreClean(l label, r detect.Result) {
	if len(l.Elements) > 0 || l.Banner == nil || *l.Banner || len(l.CMP) > 0 {
		return
	}
	wrong := slices.ContainsFunc(r.Clauses, func(c consent.Clause) bool {
		bad := isControl(c.Role) && !harmless(c.Role)
		if bad {
			s.say("false control %s %q %s", c.Role, c.Text, c.Selector)
		}
		return bad
	})
	s.clean.add(!wrong)
}

func isControl(r consent.ClauseRole) bool { return r != consent.ClauseOther && r != "" }

func harmless(r consent.ClauseRole) bool {
	switch r {
	case consent.ClausePolicyLink, consent.ClauseFormCheckbox, consent.ClauseLoadEmbed, consent.ClauseClose:
		return true
	}
	return false
}

// labelledCMPs are the vendors that the labels know; others are neither right nor wrong.
func labelledCMPs() []string {
	return strings.Fields(`onetrust cookiebot usercentrics didomi quantcast consentmanager borlabs complianz cookieyes
		iubenda trustarc sourcepoint cookie-notice klaro osano-cookieconsent`)
}

func (s *scorer) scoreCMP(l label, r detect.Result) {
	if l.Banner == nil && len(l.CMP) == 0 {
		return
	}
	var got []string
	for _, c := range r.CMPs {
		if slices.Contains(labelledCMPs(), c.ID) && !slices.Contains(l.CMPUnsure, c.ID) && !slices.Contains(got, c.ID) {
			got = append(got, c.ID)
		}
	}
	for _, id := range l.CMP {
		if slices.Contains(got, id) {
			s.cmp.tp++
		} else {
			s.cmp.fn++
			s.say("cmp missed %s, got %v", id, got)
		}
	}
	for _, id := range got {
		if !slices.Contains(l.CMP, id) && l.Banner != nil {
			s.cmp.fp++
			s.say("cmp not there: %s", id)
		}
	}
}

func (s *scorer) scoreFlags(l label, r detect.Result) {
	if l.Banner == nil || !*l.Banner {
		return
	}
	flag := func(name string, want *bool, got bool, into *share) {
		if want == nil {
			return
		}
		right := r.Banner.Present && got == *want
		into.add(right)
		if !right {
			s.say("%s: want %v", name, *want)
		}
	}
	flag("first-layer reject", l.Reject, r.Banner.FirstLayerReject, &s.reject)
	flag("implied consent", l.Implied, r.Banner.ImpliedConsent, &s.implied)
	if l.Lang != "" {
		got := r.Language.Consent
		if got == "" {
			got = r.Language.Code
		}
		s.language.add(cut2(got) == cut2(l.Lang))
	}
}

func cut2(s string) string { return s[:min(2, len(s))] }

func (s *scorer) scoreElements(l label, clauses []consent.Clause) {
	used := map[int]bool{}
	for _, e := range l.Elements {
		if e.Text == "" && e.ID == "" {
			continue // nothing to find it by
		}
		k := find(e, clauses, used)
		var got consent.Clause
		if k >= 0 {
			used[k] = true
			got = clauses[k]
		}
		s.element(e, got)
	}
}

func (s *scorer) element(e element, got consent.Clause) {
	right := got.Role == e.Role
	if !right && (isControl(e.Role) || isControl(got.Role)) {
		s.say("role %s got %s: %s %.60q %s", e.Role, got.Role, e.Tag, e.Text, e.ID)
	}
	if isControl(e.Role) {
		if right {
			s.roles[e.Role].tp++
		} else {
			s.roles[e.Role].fn++
		}
	}
	if isControl(got.Role) && !right {
		s.roles[got.Role].fp++
	}
	if right && e.Role == consent.ClausePurposeToggle && e.Category != "" {
		s.category.add(got.Category == e.Category)
		if got.Category != e.Category {
			s.say("category %s got %s: %q %.60q", e.Category, got.Category, got.Text, e.Text)
		}
	}
}

var spaces = regexp.MustCompile(`\s+`)

func normal(s string) string {
	return strings.ToLower(strings.TrimSpace(spaces.ReplaceAllString(s, " ")))
}

// find returns the clause that stands for a labelled element: the same id, else the same
// text and tag, else the same text; -1 for none.
func find(e element, clauses []consent.Clause, used map[int]bool) int {
	toggle := e.Role == consent.ClausePurposeToggle || e.Role == consent.ClauseFormCheckbox
	if e.ID != "" {
		for k, c := range clauses {
			if strings.HasSuffix(strings.ReplaceAll(c.Selector, `\`, ""), "#"+e.ID) && (toggle || !used[k]) {
				return k
			}
		}
	}
	text, same := normal(e.Text), -1
	if text == "" {
		return -1
	}
	for k, c := range clauses {
		if c.Kind == consent.KindBanner || c.Kind == consent.KindStatement || cut120(normal(c.Text)) != text || !toggle && used[k] {
			continue
		}
		if c.Element == e.Tag {
			return k
		}
		if same < 0 {
			same = k
		}
	}
	return same
}

func cut120(s string) string {
	if r := []rune(s); len(r) > 120 {
		return strings.TrimSpace(string(r[:120]))
	}
	return s
}

// micro and macro are the F1 figures over roles; macro is over those seen three times.
func (s *scorer) micro() float64 {
	var sum tally
	for _, t := range s.roles {
		sum.tp, sum.fp, sum.fn = sum.tp+t.tp, sum.fp+t.fp, sum.fn+t.fn
	}
	return sum.f1()
}

func (s *scorer) macro() float64 {
	sum, n := 0.0, 0
	for _, r := range controlRoles() {
		if t := s.roles[r]; t.tp+t.fn >= 3 {
			sum += t.f1()
			n++
		}
	}
	return sum / float64(max(1, n))
}

const pages = "180 labelled pages, not trained on"

// figures lists what the labelled pages show, one role after another at the end.
func (s *scorer) figures() []figure {
	out := []figure{
		{task: "banner present, F1", split: pages, value: s.banner.f1(), must: 0.97, aim: 0.99},
		{task: "clean negatives", split: pages, value: s.clean.value(), must: 0.98, aim: 1},
		{task: "role of a control, micro-F1", split: pages, value: s.micro(), must: 0.94, aim: 0.97},
		{task: "role of a control, macro-F1", split: pages, value: s.macro(), must: 0.88, aim: 0.93},
		{task: "first-layer refusal, accuracy", split: pages, value: s.reject.value(), must: 0.96, aim: 0.99},
		{task: "implied consent, accuracy", split: pages, value: s.implied.value(), must: 0.93, aim: 0.97},
		{task: "category of a toggle, accuracy", split: pages, value: s.category.value(), must: 0.85, aim: 0.95},
		{task: "CMP named, F1", split: pages, value: s.cmp.f1(), must: 0.95, aim: 0.99},
		{task: "language of the consent text, accuracy", split: pages, value: s.language.value()},
	}
	out = append(out, s.verdicts.figures()...)
	for _, r := range controlRoles() {
		if t := s.roles[r]; t.tp+t.fn+t.fp > 0 {
			out = append(out, figure{task: "role " + string(r) + ", F1", split: fmt.Sprintf("%d controls", t.tp+t.fn), value: t.f1()})
		}
	}
	return out
}
