package consent

import "testing"

func TestScoreOf(t *testing.T) {
	t.Parallel()
	seen := func(value int) ScorePart { return ScorePart{Value: value, Max: 25, Observed: true} }
	unseen := ScorePart{Value: 25, Max: 25}
	cases := []struct {
		name  string
		parts []ScorePart
		value int
		grade string
	}{
		{"all full", []ScorePart{seen(25), seen(25), seen(25), seen(25)}, 100, "A"},
		{"what was not observed counts neither way", []ScorePart{seen(20), seen(10), seen(15), unseen}, 60, "C"},
		{"rounded to the nearest", []ScorePart{seen(17), seen(0), seen(0)}, 23, "E"}, // 22.67
		{"nothing left", []ScorePart{seen(0), unseen}, 0, "F"},
	}
	for _, c := range cases {
		s := ScoreOf(c.parts)
		if s.Value != c.value || s.Grade != c.grade || len(s.Parts) != len(c.parts) {
			t.Errorf("%s: got %d %s", c.name, s.Value, s.Grade)
		}
	}
	if s := ScoreOf([]ScorePart{unseen}); s != nil {
		t.Errorf("nothing was observed, yet the score is %+v", s)
	}
}

func TestGradeOf(t *testing.T) {
	t.Parallel()
	for value, want := range map[int]string{100: "A", 90: "A", 89: "B", 75: "B", 74: "C", 60: "C", 59: "D", 40: "D", 39: "E", 20: "E", 19: "F", 0: "F"} {
		if got := GradeOf(value); got != want {
			t.Errorf("%d: got %s, want %s", value, got, want)
		}
	}
}

func TestTriageSuppresses(t *testing.T) {
	t.Parallel()
	for status, want := range map[Triage]bool{"": false, TriageOpen: false, TriageAccepted: false, TriageDismissed: true, TriageFalsePositive: true} {
		if status.Suppresses() != want {
			t.Errorf("%q: want %v", status, want)
		}
	}
}
