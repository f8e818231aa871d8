package store

import (
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type facts = jsonOf[map[string]string]

type auditRow struct {
	bun.BaseModel `bun:"table:audit_events,alias:e"`

	ID            consent.ID        `bun:"id,pk"`
	WorkspaceID   consent.ID        `bun:"workspace_id"`
	CreatedAt     time.Time         `bun:"created_at"`
	ActorKind     consent.ActorKind `bun:"actor_kind"`
	ActorID       consent.ID        `bun:"actor_id"`
	ActorName     string            `bun:"actor_name"`
	Action        string            `bun:"action"`
	Target        string            `bun:"target"`
	Address       string            `bun:"address"`
	RequestID     string            `bun:"request_id"`
	Detail        facts             `bun:"detail"`
	Before        facts             `bun:"before"`
	After         facts             `bun:"after"`
	Seq           *int64            `bun:"seq"` // NULL until the program sealed a row of an older version
	PrevHash      string            `bun:"prev_hash"`
	Hash          string            `bun:"hash"`
	AddressDigest string            `bun:"address_digest"`
	FactsDigest   string            `bun:"facts_digest"`
	RedactedAt    *time.Time        `bun:"redacted_at"`
}

// storedEvent is the event as a database gives it back: what is hashed must not change on
// the way.
func storedEvent(e consent.AuditEvent) consent.AuditEvent {
	e.CreatedAt = stamp(e.CreatedAt)
	for _, text := range []*string{&e.ActorName, &e.Action, &e.Target, &e.Address, &e.RequestID} {
		*text = clean(*text)
	}
	e.Detail, e.Before, e.After = cleanFacts(e.Detail), cleanFacts(e.Before), cleanFacts(e.After)
	return e
}

func cleanFacts(in map[string]string) map[string]string {
	out := make(map[string]string, len(in))
	for key, value := range in {
		out[clean(key)] = clean(value)
	}
	return out
}

func newAuditRow(e consent.AuditEvent) auditRow {
	return auditRow{ID: e.ID, WorkspaceID: e.WorkspaceID, CreatedAt: e.CreatedAt, ActorKind: e.ActorKind, ActorID: e.ActorID,
		ActorName: e.ActorName, Action: e.Action, Target: e.Target, Address: e.Address, RequestID: e.RequestID,
		Detail: asJSON(e.Detail), Before: asJSON(e.Before), After: asJSON(e.After), Seq: &e.Seq, PrevHash: e.PrevHash, Hash: e.Hash,
		AddressDigest: e.AddressDigest, FactsDigest: e.FactsDigest}
}

func (r auditRow) domain() consent.AuditEvent {
	e := consent.AuditEvent{ID: r.ID, WorkspaceID: r.WorkspaceID, CreatedAt: r.CreatedAt.UTC(), ActorKind: r.ActorKind, ActorID: r.ActorID,
		ActorName: r.ActorName, Action: r.Action, Target: r.Target, Address: r.Address, RequestID: r.RequestID,
		Detail: r.Detail.V, Before: r.Before.V, After: r.After.V, PrevHash: r.PrevHash, Hash: r.Hash,
		AddressDigest: r.AddressDigest, FactsDigest: r.FactsDigest, RedactedAt: utcPtr(r.RedactedAt)}
	if r.Seq != nil {
		e.Seq = *r.Seq
	}
	return e
}

type auditHeadRow struct {
	bun.BaseModel `bun:"table:audit_heads,alias:h"`

	WorkspaceID consent.ID `bun:"workspace_id,pk"`
	Seq         int64      `bun:"seq"`
	Hash        string     `bun:"hash"`
	Key         string     `bun:"key"`
}

func (r auditHeadRow) domain() consent.AuditHead {
	return consent.AuditHead{WorkspaceID: r.WorkspaceID, Seq: r.Seq, Hash: r.Hash, Key: r.Key}
}

type auditCheckpointRow struct {
	bun.BaseModel `bun:"table:audit_checkpoints,alias:c"`

	WorkspaceID consent.ID `bun:"workspace_id,pk"`
	Seq         int64      `bun:"seq,pk"`
	Hash        string     `bun:"hash"`
	Removed     int64      `bun:"removed"`
	CreatedAt   time.Time  `bun:"created_at"`
}

func (r auditCheckpointRow) domain() consent.AuditCheckpoint {
	return consent.AuditCheckpoint{WorkspaceID: r.WorkspaceID, Seq: r.Seq, Hash: r.Hash, Removed: r.Removed, CreatedAt: r.CreatedAt.UTC()}
}
