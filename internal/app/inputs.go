package app

import (
	"time"

	"microconsent/internal/consent"
)

// Submission is one source to analyse. Exactly one of URL and Body is set.
type Submission struct {
	URL         string
	Body        []byte
	Name        string             // file name, for display and for the kind
	ContentType string             // as declared; "" when unknown
	Kind        consent.SourceKind // "" means find out
	Options     consent.Options    // zero values mean the defaults
	Priority    consent.Priority   // "" means default
}

// Submitted is an accepted submission.
type Submitted struct {
	Analysis consent.Analysis
	Job      consent.Job
}

// SubmitResult is the outcome of one of many submissions: either Submitted or Err.
type SubmitResult struct {
	Submitted
	Err error
}

// Material is the stored source of an analysis.
type Material struct {
	Source consent.Source
	Ref    consent.SourceRef
	Text   []byte // UTF-8
}

// Setup is the first administrator of a new instance.
type Setup struct {
	Token    string // of the set-up link
	Email    string
	Password string
}

// NewUser is a user to create.
type NewUser struct {
	Email    string
	Name     string
	Password string
	Role     consent.Role
}

// NewAPIKey is a key to create.
type NewAPIKey struct {
	Name      string
	Role      consent.Role
	ExpiresAt *time.Time
}

// Cleanup selects ended jobs to remove.
type Cleanup struct {
	OlderThan time.Duration // since they ended
}
