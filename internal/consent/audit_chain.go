package consent

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// The audit log of a workspace is a hash chain: each event holds the hash of the one before
// it, so that nobody can change, insert or remove one without every later hash being wrong.
// Address and facts enter the hash as keyed digests of their own, so that they can be taken
// out later (anonymisation) and the chain still holds.

// auditVersion names the form of what is hashed.
const auditVersion = "microconsent/audit/v1"

// AuditHead is the end of a workspace's chain. The zero head, but for the key, comes before
// the first event.
type AuditHead struct {
	WorkspaceID ID
	Seq         int64
	Hash        string
	Key         string // of the digests, hex; random, one a workspace
}

// AuditCheckpoint stands for events that retention removed: the chain goes on behind it.
type AuditCheckpoint struct {
	WorkspaceID ID
	Seq         int64  // of the last event that was removed
	Hash        string // its hash
	Removed     int64  // events that this purge removed
	CreatedAt   time.Time
}

// Seal links an event behind the head: it fills in number, digests and hashes.
func (h AuditHead) Seal(e AuditEvent) AuditEvent {
	e.Seq, e.PrevHash = h.Seq+1, h.Hash
	e.AddressDigest, e.FactsDigest = h.digest("address", e.Address), h.digest("facts", e.facts())
	e.Hash = e.chainHash()
	return e
}

// Next is the head behind a sealed event.
func (h AuditHead) Next(e AuditEvent) AuditHead {
	h.Seq, h.Hash = e.Seq, e.Hash
	return h
}

func (h AuditHead) digest(field, value string) string {
	mac := hmac.New(sha256.New, []byte(h.Key))
	mac.Write([]byte(field + "\n" + value))
	return hex.EncodeToString(mac.Sum(nil))
}

// facts is the canonical text of detail, before and after: JSON with sorted keys.
func (e AuditEvent) facts() string {
	maps := [3]map[string]string{e.Detail, e.Before, e.After}
	for i := range maps {
		if maps[i] == nil {
			maps[i] = map[string]string{}
		}
	}
	raw, _ := json.Marshal(maps) // maps of texts always marshal
	return string(raw)
}

func (e AuditEvent) chainHash() string {
	raw, _ := json.Marshal([]string{auditVersion, string(e.WorkspaceID), strconv.FormatInt(e.Seq, 10), e.PrevHash, string(e.ID),
		Timestamp(e.CreatedAt).Format(time.RFC3339Nano), string(e.ActorKind), string(e.ActorID), e.ActorName, e.Action, e.Target,
		e.AddressDigest, e.RequestID, e.FactsDigest})
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// AuditBreak is the first place where a chain does not hold.
type AuditBreak struct {
	Seq    int64  `json:"seq"`
	ID     ID     `json:"id,omitempty"` // "" for an event that is missing
	Reason string `json:"reason"`
}

// AuditReport is the outcome of verifying the chain of one workspace.
type AuditReport struct {
	WorkspaceID ID          `json:"workspace_id"`
	Events      int64       `json:"events"`               // verified
	Redacted    int64       `json:"redacted"`             // of them, without address or facts
	First       int64       `json:"first,omitempty"`      // number of the oldest event that is kept
	Last        int64       `json:"last"`                 // number of the newest one
	Hash        string      `json:"hash,omitempty"`       // of the newest one: note it elsewhere, and the log is fixed up to here
	Checkpoint  int64       `json:"checkpoint,omitempty"` // number of the last event that retention removed
	Break       *AuditBreak `json:"break,omitempty"`      // nil when the chain holds
	CheckedAt   time.Time   `json:"checked_at,omitzero"`
}

// AuditVerifier checks a chain event by event, in the order of their numbers.
type AuditVerifier struct {
	head   AuditHead // where the chain should end
	at     AuditHead // where it stands
	report AuditReport
}

// NewAuditVerifier begins behind the checkpoint; the zero checkpoint is the beginning.
func NewAuditVerifier(head AuditHead, from AuditCheckpoint) *AuditVerifier {
	return &AuditVerifier{head: head, at: AuditHead{Seq: from.Seq, Hash: from.Hash, Key: head.Key},
		report: AuditReport{WorkspaceID: head.WorkspaceID, Checkpoint: from.Seq, Last: head.Seq, Hash: head.Hash}}
}

// Check says whether the chain holds so far. After the first break nothing is checked.
func (v *AuditVerifier) Check(e AuditEvent) bool {
	if v.report.Break != nil {
		return false
	}
	if reason := v.fault(e); reason != "" {
		v.report.Break = &AuditBreak{Seq: e.Seq, ID: e.ID, Reason: reason}
		if e.Seq != v.at.Seq+1 {
			v.report.Break = &AuditBreak{Seq: v.at.Seq + 1, Reason: reason}
		}
		return false
	}
	if v.report.Events == 0 {
		v.report.First = e.Seq
	}
	v.report.Events++
	if e.RedactedAt != nil {
		v.report.Redacted++
	}
	v.at = v.at.Next(e)
	return true
}

func (v *AuditVerifier) fault(e AuditEvent) string {
	switch {
	case e.Seq != v.at.Seq+1:
		return fmt.Sprintf("event %d is missing", v.at.Seq+1)
	case e.PrevHash != v.at.Hash:
		return fmt.Sprintf("event %d does not follow event %d", e.Seq, e.Seq-1)
	case !intact(e.RedactedAt, e.Address == "", v.at.digest("address", e.Address) == e.AddressDigest):
		return fmt.Sprintf("the address of event %d was changed", e.Seq)
	case !intact(e.RedactedAt, len(e.Detail)+len(e.Before)+len(e.After) == 0, v.at.digest("facts", e.facts()) == e.FactsDigest):
		return fmt.Sprintf("the facts of event %d were changed", e.Seq)
	case e.Hash != e.chainHash():
		return fmt.Sprintf("event %d was changed", e.Seq)
	}
	return ""
}

// intact: a part of an event has its digest, or was taken out and says so.
func intact(redacted *time.Time, empty, same bool) bool { return same || redacted != nil && empty }

// Report ends the verification: the last event must be the one that the head names.
func (v *AuditVerifier) Report() AuditReport {
	if v.report.Break == nil && (v.at.Seq != v.head.Seq || v.at.Hash != v.head.Hash) {
		v.report.Break = &AuditBreak{Seq: v.at.Seq + 1, Reason: fmt.Sprintf("event %d is missing: the log ends too early", v.at.Seq+1)}
		if v.at.Seq >= v.head.Seq {
			v.report.Break = &AuditBreak{Seq: v.at.Seq, Reason: fmt.Sprintf("event %d is not the one that the log ended with", v.at.Seq)}
		}
	}
	return v.report
}
