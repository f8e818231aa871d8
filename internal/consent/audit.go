package consent

import "time"

// AuditEvent records one mutation: who did what to which thing, when and from where.
// Events are only ever added.
type AuditEvent struct {
	ID          ID
	WorkspaceID ID
	CreatedAt   time.Time
	ActorKind   ActorKind
	ActorID     ID
	ActorName   string
	Action      string // verb on a noun: "analysis.submit", "job.cancel", "user.create"
	Target      string // "analysis/<id>"
	Address     string
	RequestID   string
	Detail      map[string]string // small facts, never a secret
}
