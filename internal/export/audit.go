package export

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
)

// AuditEvent is one recorded mutation as the API and NDJSON give it.
type AuditEvent struct {
	ID        consent.ID        `json:"id"`
	CreatedAt time.Time         `json:"created_at"`
	ActorKind consent.ActorKind `json:"actor_kind" enum:"user,api_key,system"`
	ActorID   consent.ID        `json:"actor_id,omitempty"`
	ActorName string            `json:"actor_name"`
	Action    string            `json:"action" example:"analysis.submit"`
	Target    string            `json:"target"`
	Address   string            `json:"address,omitempty" doc:"Absent inside the process, and once it was anonymised."`
	RequestID string            `json:"request_id,omitempty"`
	Detail    map[string]string `json:"detail,omitempty"`
	Before    map[string]string `json:"before,omitempty" doc:"What was changed, as it was."`
	After     map[string]string `json:"after,omitempty" doc:"What was changed, as it is now."`
	Seq       int64             `json:"seq" doc:"Place in the workspace's chain."`
	PrevHash  string            `json:"prev_hash" doc:"That of the event before."`
	Hash      string            `json:"hash" doc:"SHA-256 over the event and prev_hash."`
	Redacted  *time.Time        `json:"redacted_at,omitempty" doc:"When address or facts were taken out."`

	AddressDigest string `json:"address_digest" doc:"Keyed digest that stands for the address in the hash."`
	FactsDigest   string `json:"facts_digest" doc:"Keyed digest that stands for detail, before and after in the hash."`
}

// NewAuditEvent converts an event.
func NewAuditEvent(e consent.AuditEvent) AuditEvent {
	return AuditEvent{ID: e.ID, CreatedAt: e.CreatedAt, ActorKind: e.ActorKind, ActorID: e.ActorID, ActorName: e.ActorName,
		Action: e.Action, Target: e.Target, Address: e.Address, RequestID: e.RequestID, Detail: e.Detail, Before: e.Before, After: e.After,
		Seq: e.Seq, PrevHash: e.PrevHash, Hash: e.Hash, Redacted: e.RedactedAt, AddressDigest: e.AddressDigest, FactsDigest: e.FactsDigest}
}

// ParseAuditFormat checks the format of an audit export: CSV or NDJSON.
func ParseAuditFormat(s string) (Format, error) {
	if f := Format(s); f == CSV || f == NDJSON {
		return f, nil
	}
	return "", consent.InvalidField("format", "The format must be csv or ndjson.")
}

// AuditEvents writes events as they come. An error of the sequence ends it.
func AuditEvents(w io.Writer, f Format, events iter.Seq2[consent.AuditEvent, error]) error {
	if f == NDJSON {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		for e, err := range events {
			if err == nil {
				err = out.Encode(NewAuditEvent(e))
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	return auditCSV(w, events)
}

func auditCSV(w io.Writer, events iter.Seq2[consent.AuditEvent, error]) error {
	out := csv.NewWriter(w)
	heading := []string{"seq", "created_at", "actor_kind", "actor_id", "actor_name", "action", "target", "address", "request_id", "detail", "before", "after", "hash", "prev_hash"}
	started := false
	for e, err := range events {
		if err == nil && !started { // a failure before the first row is no file
			started, err = true, out.Write(heading)
		}
		if err == nil {
			err = out.Write(auditCells(e))
		}
		if err != nil {
			return err
		}
	}
	if !started {
		if err := out.Write(heading); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func auditCells(e consent.AuditEvent) []string {
	cells := []string{strconv.FormatInt(e.Seq, 10), e.CreatedAt.Format(timeLayout), string(e.ActorKind), string(e.ActorID), e.ActorName, e.Action, e.Target,
		e.Address, e.RequestID, factsText(e.Detail), factsText(e.Before), factsText(e.After), e.Hash, e.PrevHash}
	for i, cell := range cells {
		cells[i] = SafeCell(cell)
	}
	return cells
}

// factsText writes facts as "key: value" with semicolons, by key.
func factsText(facts map[string]string) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(facts)) {
		if facts[key] != "" {
			out = append(out, key+": "+facts[key])
		}
	}
	return strings.Join(out, "; ")
}
