package consent

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// RetentionKind is a kind of data that has an age after which it goes.
type RetentionKind string

// The kinds.
const (
	KeepAnalyses  RetentionKind = "analyses"  // completed analyses with all their parts
	KeepFailed    RetentionKind = "failed"    // analyses that failed or were canceled
	KeepSources   RetentionKind = "sources"   // stored bytes; the analyses stay
	KeepJobs      RetentionKind = "jobs"      // ended jobs; the analyses stay
	KeepBatches   RetentionKind = "batches"   // batches with what was refused of them; the analyses stay
	KeepAudit     RetentionKind = "audit"     // events of the audit log, the oldest first
	KeepAddresses RetentionKind = "addresses" // network addresses in the audit log; the events stay
)

// RetentionKinds lists the kinds in the order in which retention goes through them.
func RetentionKinds() []RetentionKind {
	return []RetentionKind{KeepAnalyses, KeepFailed, KeepSources, KeepJobs, KeepBatches, KeepAddresses, KeepAudit}
}

// Retention is how long what is kept. A kind that is not in it is kept for ever.
type Retention map[RetentionKind]time.Duration

// MinRetention is the shortest age: less would remove what is being worked with.
const MinRetention = time.Hour

// ParseRetention reads "off", an age ("90d": of analyses, failed or not), or ages by kind:
// "analyses=90d,sources=30d,audit=365d". Invalid for an age below MinRetention: "0d" would
// remove everything.
func ParseRetention(s string) (Retention, error) {
	out := Retention{}
	if s = strings.TrimSpace(s); s == "" || s == "off" {
		return out, nil
	}
	if !strings.Contains(s, "=") {
		age, err := ParseAge(s)
		return Retention{KeepAnalyses: age, KeepFailed: age}, err
	}
	for part := range strings.SplitSeq(s, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		kind := RetentionKind(strings.TrimSpace(name))
		if !slices.Contains(RetentionKinds(), kind) {
			return nil, InvalidField("retention", "%q is no kind. Known: %s.", name, strings.Join(texts(RetentionKinds()), ", "))
		}
		if value = strings.TrimSpace(value); value == "off" || value == "" {
			continue
		}
		age, err := ParseAge(value)
		if err != nil {
			return nil, err
		}
		out[kind] = age
	}
	return out, nil
}

// ParseAge reads a number of days ("7d") or a Go duration ("12h").
func ParseAge(s string) (time.Duration, error) {
	s = strings.TrimSpace(s)
	age, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		if n, err = strconv.Atoi(days); n > 36_500 {
			return 0, InvalidField("age", "The age may be at most 36500d.")
		}
		age = time.Duration(n) * 24 * time.Hour
	}
	switch {
	case err != nil:
		return 0, InvalidField("age", "The age must look like 7d or 12h.")
	case age < MinRetention:
		return 0, InvalidField("age", "The age must be at least %s; %q would remove what is being worked with.", FormatAge(MinRetention), s)
	}
	return age, nil
}

// FormatAge is the inverse of ParseAge; "off" for 0.
func FormatAge(age time.Duration) string {
	switch {
	case age == 0:
		return "off"
	case age%(24*time.Hour) == 0:
		return strconv.FormatInt(int64(age/(24*time.Hour)), 10) + "d"
	case age%time.Hour == 0:
		return strconv.FormatInt(int64(age/time.Hour), 10) + "h"
	}
	return age.String()
}

// String is the inverse of ParseRetention.
func (r Retention) String() string {
	var parts []string
	for _, kind := range RetentionKinds() {
		if age := r[kind]; age > 0 {
			parts = append(parts, string(kind)+"="+FormatAge(age))
		}
	}
	if len(parts) == 0 {
		return "off"
	}
	return strings.Join(parts, ",")
}

// WorkspaceRetention is what a workspace has set, and when its retention runs.
type WorkspaceRetention struct {
	WorkspaceID ID
	Own         bool      // Policy is the workspace's; else the settings' holds
	Policy      Retention // as set by the workspace
	UpdatedAt   time.Time
	DueAt       time.Time // of the next run
	RanAt       *time.Time
	Outcome     *RetentionOutcome // of the last run
}

// RetentionOutcome is how many of each kind a run removed, or would remove.
type RetentionOutcome struct {
	Counts map[RetentionKind]int `json:"counts"`
	Dry    bool                  `json:"dry_run"`
	Error  string                `json:"error,omitempty"` // why it ended early; what was removed by then is counted
}

// Total is the sum over all kinds.
func (o RetentionOutcome) Total() (n int) {
	for _, count := range o.Counts {
		n += count
	}
	return n
}
