package rules

import (
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// visited is a subject of the EU that the visits saw.
func visited(visits ...Visit) *Subject {
	return &Subject{Kind: consent.SourceURL, Jurisdiction: consent.JurisdictionEU, Language: consent.Language{Code: "en", Covered: true},
		Banner: consent.Banner{Present: true, FirstLayerReject: true}, Live: &Live{Visits: visits}}
}

func ga() []Stored {
	return []Stored{{Name: "_ga", Kind: "cookie", Host: "shop.example", Category: consent.CategoryAnalytics, Confidence: 0.99},
		{Name: "sid", Kind: "cookie", Host: "shop.example", Category: consent.CategoryNecessary, Confidence: 0.9}}
}

func ads(n int) []Request {
	out := []Request{{Host: "shop.example", Category: consent.CategoryOther, Count: 3}}
	for i := range n {
		out = append(out, Request{Host: "ads" + string(rune('a'+i)) + ".example", Category: consent.CategoryAdvertising, Count: 2})
	}
	return out
}

func californian(visits ...Visit) *Subject {
	s := visited(visits...)
	s.Jurisdiction = consent.JurisdictionUSCA
	return s
}

func declaring(s *Subject, names ...string) *Subject {
	for _, n := range names {
		s.Declared = append(s.Declared, consent.DeclaredCookie{Name: n})
	}
	return s
}

// What each rule on behaviour says of built evidence: raised, quiet, or not observable.
func TestRulesOnVisits(t *testing.T) {
	t.Parallel()
	const raised, quiet, open = "raised", "quiet", "not observable"
	for _, c := range []struct {
		rule, name string
		s          *Subject
		want       string
		says       string // a piece of the evidence or of the reason
	}{
		{"storage-before-consent", "analytics cookie", visited(Visit{Choice: ChoiceNone, Stored: ga()}), raised, "_ga"},
		{"storage-before-consent", "session cookie", visited(Visit{Choice: ChoiceNone, Stored: ga()[1:]}), quiet, ""},
		{"storage-before-consent", "only after acceptance", visited(Visit{Choice: ChoiceNone}, Visit{Choice: ChoiceAccept, Stored: ga()}), quiet, ""},
		{"storage-before-consent", "no such visit", visited(Visit{Choice: ChoiceAccept, Stored: ga()}), open, "load"},
		{"request-before-consent", "advertising host", visited(Visit{Choice: ChoiceNone, Requests: ads(1)}), raised, "adsa.example"},
		{"request-before-consent", "own host", visited(Visit{Choice: ChoiceNone, Requests: ads(0)}), quiet, ""},
		{"reject-ignored", "cookie stays", visited(Visit{Choice: ChoiceReject, Stored: ga()}), raised, "_ga"},
		{"reject-ignored", "requests go on", visited(Visit{Choice: ChoiceReject, Requests: ads(2)}), raised, "adsb.example"},
		{"reject-ignored", "obeyed", visited(Visit{Choice: ChoiceNone, Stored: ga()}, Visit{Choice: ChoiceReject, Stored: ga()[1:], Requests: ads(0)}), quiet, ""},
		{"reject-ignored", "nothing refused", visited(Visit{Choice: ChoiceNone}), open, "reject"},
		{"gpc-ignored", "the same", californian(Visit{Choice: ChoiceNone, Requests: ads(2)}, Visit{Choice: ChoiceGPC, Requests: ads(2)}), raised, "adsa.example"},
		{"gpc-ignored", "fewer", californian(Visit{Choice: ChoiceNone, Requests: ads(2)}, Visit{Choice: ChoiceGPC, Requests: ads(1)}), quiet, ""},
		{"gpc-ignored", "no advertising at all", californian(Visit{Choice: ChoiceNone}, Visit{Choice: ChoiceGPC}), quiet, ""},
		{"gpc-ignored", "no visit with the signal", californian(Visit{Choice: ChoiceNone, Requests: ads(2)}), open, "gpc"},
		{"tcf-signal-before-choice", "consents", visited(Visit{Choice: ChoiceNone, TCF: &TCF{Consents: []int{1, 3}, Vendors: 12}}), raised, "12 vendors"},
		{"tcf-signal-before-choice", "interests only", visited(Visit{Choice: ChoiceNone, TCF: &TCF{Interests: []int{2, 7}}}), quiet, ""},
		{"tcf-signal-before-choice", "no framework", visited(Visit{Choice: ChoiceNone}), quiet, ""},
		{"tcf-consent-after-reject", "consents", visited(Visit{Choice: ChoiceReject, TCF: &TCF{Consents: []int{1}}}), raised, "[1]"},
		{"tcf-consent-after-reject", "forbidden interests", visited(Visit{Choice: ChoiceReject, TCF: &TCF{Interests: []int{2, 4, 7}}}), raised, "[4]"},
		{"tcf-consent-after-reject", "allowed interests", visited(Visit{Choice: ChoiceReject, TCF: &TCF{Interests: []int{2, 7, 10}}}), quiet, ""},
		{"tcf-vendors-not-disclosed", "no segment", visited(Visit{Choice: ChoiceAccept, TCF: &TCF{PolicyVersion: 4}}), raised, "policy version 4"},
		{"tcf-vendors-not-disclosed", "with the segment", visited(Visit{Choice: ChoiceAccept, TCF: &TCF{DisclosedVendors: true}}), quiet, ""},
		{"undeclared-cookie", "not declared", declaring(visited(Visit{Choice: ChoiceAccept, Stored: ga()}), "sid"), raised, "_ga"},
		{"undeclared-cookie", "declared by pattern", declaring(visited(Visit{Choice: ChoiceAccept, Stored: []Stored{{Name: "_ga_X1", Category: consent.CategoryAnalytics}}}), "_ga_*"), quiet, ""},
		{"undeclared-cookie", "necessary ones need none", declaring(visited(Visit{Choice: ChoiceNone, Stored: ga()[1:]}), "_ga"), quiet, ""},
		{"undeclared-cookie", "no declaration", visited(Visit{Choice: ChoiceAccept, Stored: ga()}), open, "declares"},
		{"consent-mode-default-granted", "seen by the browser", visited(Visit{Choice: ChoiceNone, ConsentMode: map[string]string{"ad_storage": "granted"}}), raised, "ad_storage"},
		{"consent-mode-default-granted", "denied in the browser", visited(Visit{Choice: ChoiceNone, ConsentMode: map[string]string{"ad_storage": "denied", "security_storage": "granted"}}), quiet, ""},
	} {
		v := Judge(c.s)
		got, said := quiet, ""
		for _, f := range v.Findings {
			if f.Rule == c.rule {
				got, said = raised, strings.Join(f.Evidence, " ")
			}
		}
		for _, u := range v.Unobserved {
			if u.Rule == c.rule {
				got, said = open, u.Why
			}
		}
		if got != c.want || !strings.Contains(said, c.says) {
			t.Errorf("%s, %s: %s (%s), want %s with %q", c.rule, c.name, got, said, c.want, c.says)
		}
	}
}

// Without a visit every rule that needs one is told as not observable, and none decides.
func TestWithoutVisitsBehaviourIsNotObservable(t *testing.T) {
	t.Parallel()
	for _, j := range consent.Jurisdictions() {
		v := Judge(&Subject{Kind: consent.SourceHTML, Jurisdiction: j, Language: consent.Language{Code: "en", Covered: true}, Banner: consent.Banner{Present: true}})
		for _, r := range All() {
			if _, known := r.Severity[j]; !known || !slices.Contains(r.Needs, consent.NeedLive) {
				continue
			}
			if !slices.ContainsFunc(v.Unobserved, func(u consent.Unobserved) bool {
				return u.Rule == r.ID && slices.Contains(u.Needs, consent.NeedLive)
			}) {
				t.Errorf("%s, %s: silence is read as a pass", j, r.ID)
			}
		}
	}
}

func TestListIsBounded(t *testing.T) {
	t.Parallel()
	names := strings.Fields(strings.Repeat("x ", 40))
	if got := list(names); !strings.HasSuffix(got, "and 28 more") {
		t.Errorf("the list reads %q", got)
	}
	if got := list(names[:2]); got != "x, x" {
		t.Errorf("a short list reads %q", got)
	}
}
