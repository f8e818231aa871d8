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
