package consent

// Severity is how much a finding matters.
type Severity string

// The severities.
const (
	SeverityHigh   Severity = "high"
	SeverityMedium Severity = "medium"
	SeverityLow    Severity = "low"
	SeverityInfo   Severity = "info"
)

// Severities lists the severities, the worst first.
func Severities() []Severity {
	return []Severity{SeverityHigh, SeverityMedium, SeverityLow, SeverityInfo}
}

// Triage is what a person decided about a finding.
type Triage string

// The triage states.
const (
	TriageOpen          Triage = "open"
	TriageAccepted      Triage = "accepted"
	TriageDismissed     Triage = "dismissed"
	TriageFalsePositive Triage = "false_positive"
)

// Finding is a verdict of one rule with its evidence (the ids of clauses).
type Finding struct {
	Rule        string   `json:"rule"`
	Severity    Severity `json:"severity"`
	Status      Triage   `json:"status"`
	Title       string   `json:"title"`
	Explanation string   `json:"explanation"`
	Remedy      string   `json:"remedy"`
	Clauses     []string `json:"clauses"`
	References  []string `json:"references"`
	Confidence  float64  `json:"confidence"`
}
