package rules

import (
	"regexp"
	"slices"
	"testing"

	"microconsent/internal/consent"
)

func TestEveryRuleSaysAllThatAReaderNeeds(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen := map[string]bool{}
	for _, r := range All() {
		if !form.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("id %q is malformed or used twice", r.ID)
		}
		seen[r.ID] = true
		for lang, text := range map[string]Wording{"en": r.English, "de": r.German} {
			if text.Title == "" || text.Explanation == "" || text.Remedy == "" {
				t.Errorf("%s lacks a text in %s", r.ID, lang)
			}
		}
		if (r.English.Disagreement == "") != (r.German.Disagreement == "") {
			t.Errorf("%s tells of a dispute in one language only", r.ID)
		}
		if len(r.Needs) == 0 || len(r.Severity) == 0 || r.Decide == nil || !slices.Contains(consent.Parts(), r.Part) {
			t.Errorf("%s is not complete", r.ID)
		}
		for _, ref := range r.References {
			if ref.ID == "" || ref.Citation == "" {
				t.Errorf("%s has an empty reference", r.ID)
			}
		}
	}
}

func TestWhatCannotBeDecidedIsSaid(t *testing.T) {
	t.Parallel()
	v := Judge(&Subject{Kind: consent.SourceHTML, Jurisdiction: consent.JurisdictionEU, Language: consent.Language{Code: "mi"},
		Banner:  consent.Banner{Present: true},
		Clauses: []consent.Clause{{ID: "c1", Surface: consent.SurfaceBanner, Role: consent.ClauseAcceptAll, Confidence: 0.9}}})
	said := slices.ContainsFunc(v.Unobserved, func(u consent.Unobserved) bool { return u.Rule == "no-reject-on-first-layer" && u.Why != "" })
	if !said || slices.ContainsFunc(v.Findings, func(f consent.Finding) bool { return f.Rule == "no-reject-on-first-layer" }) {
		t.Errorf("an absence in a language that is not covered: findings %v, unobserved %v", v.Findings, v.Unobserved)
	}
}

func TestScoreLeavesOutWhatWasNotObserved(t *testing.T) {
	t.Parallel()
	s := &Subject{Kind: consent.SourceHTML, Jurisdiction: consent.JurisdictionEU, Language: consent.Language{Code: "en", Covered: true},
		Banner:  consent.Banner{Present: true},
		Clauses: []consent.Clause{{ID: "c1", Surface: consent.SurfaceBanner, Role: consent.ClauseAcceptAll, Confidence: 1}}}
	v := Judge(s)
	if v.Score == nil {
		t.Fatal("no score")
	}
	for _, p := range v.Score.Parts {
		if p.Name == consent.PartBehaviour && p.Observed {
			t.Error("behaviour counts without a visit")
		}
		if p.Name == consent.PartRefusal && (p.Value != 5 || len(p.Why) != 2) {
			t.Errorf("refusal: %+v, want 25 - 15 - 8 × 0.6", p)
		}
	}
	dismissed := slices.Clone(v.Findings)
	for i := range dismissed {
		dismissed[i].Status = consent.TriageFalsePositive
	}
	if again := Score(s, dismissed); again.Value <= v.Score.Value {
		t.Errorf("a false positive still costs: %d, before %d", again.Value, v.Score.Value)
	}
	if Judge(&Subject{Jurisdiction: consent.JurisdictionEU, Kind: consent.SourceHTML}).Score != nil {
		t.Error("a page that asks for nothing was graded")
	}
}
