package consent

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AuditEvent records one mutation: who did what to which thing, when and from where, and
// what the thing was before and after. Events are only ever added; the chain (audit_chain.go)
// makes a later change visible.
type AuditEvent struct {
	ID          ID
	WorkspaceID ID
	CreatedAt   time.Time
	ActorKind   ActorKind
	ActorID     ID
	ActorName   string
	Action      string // verb on a noun: "analysis.submit", "job.cancel", "user.create"
	Target      string // "analysis/<id>"
	Address     string // "" inside the process, and once it was anonymised
	RequestID   string
	Detail      map[string]string // small facts, never a secret
	Before      map[string]string // what changed, as it was; empty for a new thing
	After       map[string]string // what changed, as it is now; empty for a removed thing

	// The place in the workspace's chain, filled in by the store.
	Seq           int64  // 1 for the first event of the workspace
	PrevHash      string // Hash of event Seq-1, "" for the first one
	Hash          string
	AddressDigest string     // keyed digest that stands for Address in Hash
	FactsDigest   string     // keyed digest that stands for Detail, Before and After in Hash
	RedactedAt    *time.Time // when Address or facts were taken out; nil for a whole event
}

// AuditFilter selects events of a workspace, newest first.
type AuditFilter struct {
	Actor   string // part of the actor's name, case ignored, or the actor's id
	Action  string // "job.cancel", or "job" for all of a noun
	Target  string // "analysis/<id>", or "analysis" for all of a noun
	Request string // request id
	Since   *time.Time
	Until   *time.Time // exclusive
	Cursor  *Cursor
	Limit   int // 0 is DefaultLimit
}

var auditKeys = []string{"actor", "action", "target", "request", "since", "until", "cursor", "limit"}

// ParseAuditFilter reads the filter from query parameters. An unknown parameter is an
// Invalid error that names it; empty values are ignored.
func ParseAuditFilter(q url.Values) (AuditFilter, error) {
	p := filterParser{values: q}
	for key := range q {
		if !slices.Contains(auditKeys, key) {
			p.fail(key, "There is no filter %q. Known filters: %s.", key, strings.Join(auditKeys, ", "))
		}
	}
	f := AuditFilter{Actor: p.text("actor"), Action: p.text("action"), Target: p.text("target"), Request: p.text("request"),
		Since: p.day("since", 0), Until: p.day("until", 1), Cursor: p.cursor(), Limit: p.number("limit", MaxLimit)}
	return f, p.err()
}

// Values writes the filter as query parameters, the cursor left out.
func (f AuditFilter) Values() url.Values {
	v := url.Values{}
	for key, value := range map[string]string{"actor": f.Actor, "action": f.Action, "target": f.Target, "request": f.Request} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if f.Since != nil {
		v.Set("since", formatTime(*f.Since))
	}
	if f.Until != nil {
		v.Set("until", formatTime(*f.Until))
	}
	if f.Limit > 0 && f.Limit != DefaultLimit {
		v.Set("limit", strconv.Itoa(f.Limit))
	}
	return v
}
