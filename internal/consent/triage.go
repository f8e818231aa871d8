package consent

import (
	"strings"
	"unicode/utf8"
)

// Triages lists the triage states in the order in which people are offered them.
func Triages() []Triage {
	return []Triage{TriageOpen, TriageAccepted, TriageDismissed, TriageFalsePositive}
}

// ParseTriage checks a state that came from outside.
func ParseTriage(s string) (Triage, error) {
	for _, t := range Triages() {
		if string(t) == s {
			return t, nil
		}
	}
	return "", InvalidField("status", "The status must be open, accepted, dismissed or false_positive.")
}

// MaxReason bounds the reason of a decision, in characters.
const MaxReason = 1000

// CheckReason trims a reason. Who dismisses a finding has to say why: the finding is true,
// and somebody else will ask.
func CheckReason(status Triage, reason string) (string, error) {
	reason = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(reason, "\x00", ""), "\uFFFD"))
	switch {
	case reason == "" && status == TriageDismissed:
		return "", InvalidField("reason", "Say why the finding is dismissed.")
	case utf8.RuneCountInString(reason) > MaxReason:
		return "", InvalidField("reason", "A reason may have at most %d characters.", MaxReason)
	}
	return reason, nil
}

// SiteTriage is a decision about every finding with one key on one site. It is what
// carries a decision to the next analysis of the site.
type SiteTriage struct {
	WorkspaceID ID
	Site        string // SiteOf the host; never ""
	Key         string // FindingKey
	Rule        string // for reading only: the key holds it already
	Status      Triage // never open: an open finding has no decision
	Decision    Decision
}

// Decide writes the decision on the findings with its key and says whether there were any.
// Clauses are those of the findings' own analysis.
func Decide(findings []Finding, clauses []Clause, key string, status Triage, d *Decision) bool {
	found := false
	for i := range findings {
		if f := &findings[i]; f.KeyOf(clauses) == key {
			f.Status, f.Decision, found = status, d, true
		}
	}
	return found
}
