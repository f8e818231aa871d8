package consent

import "strings"

// Task is a kind of single-text classification.
type Task string

// The tasks.
const (
	TaskRole    Task = "role"    // the text of a button or link → RoleGuess
	TaskClause  Task = "clause"  // a policy statement → ClauseGuess
	TaskPurpose Task = "purpose" // the label of a toggle → PurposeGuess
	TaskCookie  Task = "cookie"  // the name of a cookie → CookieGuess
)

// Tasks lists the tasks.
func Tasks() []Task { return []Task{TaskRole, TaskClause, TaskPurpose, TaskCookie} }

// ParseTask checks a task that came from outside.
func ParseTask(s string) (Task, error) {
	for _, t := range Tasks() {
		if string(t) == s {
			return t, nil
		}
	}
	return "", InvalidField("task", "The task must be one of role, clause, purpose, cookie; not %q.", strings.TrimSpace(s))
}

// Classification is one of RoleGuess, ClauseGuess, PurposeGuess and CookieGuess.
type Classification interface{ classification() }

// RoleGuess is the role of a control with this text and no context.
type RoleGuess struct {
	Text       string     `json:"text"`
	Role       ClauseRole `json:"role"`
	Confidence float64    `json:"confidence"`
	Language   string     `json:"language"`
}

// ClauseGuess is what a policy statement is about, best first.
type ClauseGuess struct {
	Text      string          `json:"text"`
	Practices []PracticeGuess `json:"practices"`
	Language  string          `json:"language"`
}

// PracticeGuess is one practice with its confidence, 0 to 1.
type PracticeGuess struct {
	Name       Practice `json:"name"`
	Confidence float64  `json:"confidence"`
}

// PurposeGuess is the category of a toggle's label, with the purposes of the IAB
// Transparency and Consent Framework that it covers ("purposes:9").
type PurposeGuess struct {
	Text       string   `json:"text"`
	Category   Category `json:"category"`
	TCF        []string `json:"tcf"`
	Confidence float64  `json:"confidence"`
}

// CookieGuess is the category and vendor of a cookie by its name; Vendor is "" when unknown.
type CookieGuess struct {
	Text       string   `json:"text"`
	Category   Category `json:"category"`
	Vendor     string   `json:"vendor"`
	Confidence float64  `json:"confidence"`
}

func (RoleGuess) classification()    {}
func (ClauseGuess) classification()  {}
func (PurposeGuess) classification() {}
func (CookieGuess) classification()  {}
