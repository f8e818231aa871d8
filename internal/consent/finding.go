package consent

import "time"

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

// Suppresses says whether the decision takes a finding out of gates and open counts: it
// was dismissed, or it was never true. An accepted finding is a real one that waits to be
// mended, so it still counts.
func (t Triage) Suppresses() bool { return t == TriageDismissed || t == TriageFalsePositive }

// Decision is who triaged a finding, when and why.
type Decision struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// Finding is a verdict of one rule. Its evidence is the clauses named by id, and what no
// clause can show (numbers, words that are absent) in Evidence.
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

	Key          string    `json:"key,omitempty"`          // FindingKey: the same in the next analysis of the site
	Evidence     []string  `json:"evidence,omitempty"`     // sentences with the measured numbers or quoted words
	Disagreement string    `json:"disagreement,omitempty"` // where authorities do not agree
	Decision     *Decision `json:"decision,omitempty"`     // nil while Status is open
}

// Need is what a rule must see before it can decide.
type Need string

// The needs, from the cheapest to the dearest.
const (
	NeedStatic Need = "static" // the markup as served
	NeedStyle  Need = "style"  // computed or declared style
	NeedPolicy Need = "policy" // the text of the privacy or cookie policy
	NeedLive   Need = "live"   // what a browser does before and after a choice
)

// Needs lists the needs.
func Needs() []Need { return []Need{NeedStatic, NeedStyle, NeedPolicy, NeedLive} }

// Unobserved is a rule that applies but could not be decided, so that silence is never
// read as a pass.
type Unobserved struct {
	Rule  string `json:"rule"`
	Title string `json:"title"`
	Needs []Need `json:"needs"`         // those that were not met
	Why   string `json:"why,omitempty"` // more than the needs say, in one sentence
}
