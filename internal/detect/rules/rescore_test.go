package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
)

func TestRescoreIsTheScoreOfWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := &Subject{Kind: consent.SourceHTML, Jurisdiction: consent.JurisdictionEU, Language: consent.Language{Code: "en", Covered: true},
		Banner: consent.Banner{Present: true, ImpliedConsent: true}, Clauses: []consent.Clause{
			{ID: "c1", Kind: consent.KindControl, Surface: consent.SurfaceBanner, Role: consent.ClauseAcceptAll, Confidence: 1, Text: "Accept all"}}}
	v := Judge(s)
	if len(v.Findings) == 0 || v.Score == nil || v.Score.Value == 100 {
		t.Fatalf("nothing to set aside: %+v", v)
	}
	if diff := cmp.Diff(v.Score, Rescore(v.Score, v.Findings)); diff != "" {
		t.Errorf("without triage: %s", diff)
	}
	for i := range v.Findings {
		v.Findings[i].Status = consent.TriageFalsePositive
	}
	got := Rescore(v.Score, v.Findings)
	if diff := cmp.Diff(Score(s, v.Findings), got); diff != "" || got.Value != 100 {
		t.Errorf("all set aside: %d, %s", got.Value, diff)
	}
	for i := range v.Findings {
		v.Findings[i].Status = consent.TriageAccepted
	}
	if again := Rescore(got, v.Findings); again.Value != v.Score.Value {
		t.Errorf("accepted findings cost %d, open ones %d", 100-again.Value, 100-v.Score.Value)
	}
}

func TestRescoreKeepsWhatHasNoParts(t *testing.T) {
	t.Parallel()
	old := &consent.Score{Value: 42, Grade: "D"}
	if got := Rescore(old, nil); got != old || Rescore(nil, nil) != nil {
		t.Errorf("%+v", got)
	}
}
