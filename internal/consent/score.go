package consent

// Part names one of the four parts of a score.
type Part string

// The parts, 25 points each.
const (
	PartValidity     Part = "consent_validity" // is what the page takes for consent valid
	PartRefusal      Part = "ease_of_refusal"  // is refusing as easy as accepting
	PartTransparency Part = "transparency"     // is said who wants what for how long
	PartBehaviour    Part = "behaviour"        // does the site do what was chosen
)

// Parts lists the parts in the order in which they are shown.
func Parts() []Part { return []Part{PartValidity, PartRefusal, PartTransparency, PartBehaviour} }

// ScorePart is one part of a score. A part that was not observed counts neither for nor
// against: its Value is 0 and its Max is left out of the total.
type ScorePart struct {
	Name     Part     `json:"name"`
	Value    int      `json:"value"` // 0 to Max
	Max      int      `json:"max"`
	Observed bool     `json:"observed"`
	Why      []string `json:"why,omitempty"` // one sentence a deduction, or why it was not observed
}

// ScoreOf sums the observed parts to 0–100, rounded to the nearest, and grades the sum. It
// returns nil when no part was observed.
func ScoreOf(parts []ScorePart) *Score {
	got, most := 0, 0
	for _, p := range parts {
		if p.Observed {
			got, most = got+p.Value, most+p.Max
		}
	}
	if most == 0 {
		return nil
	}
	value := min(100, max(0, (200*got+most)/(2*most)))
	return &Score{Value: value, Grade: GradeOf(value), Parts: parts}
}

// GradeOf is the grade of a score: A from 90, B from 75, C from 60, D from 40, E from 20.
func GradeOf(value int) string {
	for _, step := range []struct {
		least int
		grade string
	}{{90, "A"}, {75, "B"}, {60, "C"}, {40, "D"}, {20, "E"}} {
		if value >= step.least {
			return step.grade
		}
	}
	return "F"
}
