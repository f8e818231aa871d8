package consent

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// sealed is a chain of n events behind an empty head.
func sealed(n int) (AuditHead, []AuditEvent) {
	head := AuditHead{WorkspaceID: "w", Key: "key"}
	var out []AuditEvent
	for i := range n {
		e := head.Seal(AuditEvent{ID: ID(rune('a' + i)), WorkspaceID: "w", CreatedAt: time.Unix(int64(i), 5000).UTC(), ActorName: "Ada", Action: "job.cancel",
			Address: "192.0.2.1", Detail: map[string]string{"b": "2", "a": "1"}})
		head, out = head.Next(e), append(out, e)
	}
	return head, out
}

func verified(head AuditHead, events []AuditEvent) AuditReport {
	v := NewAuditVerifier(head, AuditCheckpoint{})
	for _, e := range events {
		v.Check(e)
	}
	return v.Report()
}

// TestChainHashIsStable: what is hashed must never change, else every log that exists would
// seem to be forged.
func TestChainHashIsStable(t *testing.T) {
	t.Parallel()
	head, _ := sealed(2)
	if want := "1b99695dfb97f3ed31963b1eecdc768a60f12b2f4ec151d36e18f81e09fcb65b"; head.Hash != want {
		t.Errorf("hash %s, want %s", head.Hash, want)
	}
}

func TestEveryFieldIsSealed(t *testing.T) {
	t.Parallel()
	now := time.Unix(9, 0).UTC()
	for name, change := range map[string]func(*AuditEvent){
		"id": func(e *AuditEvent) { e.ID = "x" }, "workspace": func(e *AuditEvent) { e.WorkspaceID = "x" }, "time": func(e *AuditEvent) { e.CreatedAt = now },
		"actor kind": func(e *AuditEvent) { e.ActorKind = ActorSystem }, "actor id": func(e *AuditEvent) { e.ActorID = "x" }, "actor": func(e *AuditEvent) { e.ActorName = "x" },
		"action": func(e *AuditEvent) { e.Action = "x" }, "target": func(e *AuditEvent) { e.Target = "x" }, "address": func(e *AuditEvent) { e.Address = "x" },
		"request": func(e *AuditEvent) { e.RequestID = "x" }, "detail": func(e *AuditEvent) { e.Detail = map[string]string{"a": "2"} },
		"before": func(e *AuditEvent) { e.Before = map[string]string{"a": "1"} }, "after": func(e *AuditEvent) { e.After = map[string]string{"a": "1"} },
		"number": func(e *AuditEvent) { e.Seq = 7 }, "hash": func(e *AuditEvent) { e.Hash = "x" }, "previous": func(e *AuditEvent) { e.PrevHash = "x" },
		"digest": func(e *AuditEvent) { e.FactsDigest = "x" }, "redacted address": func(e *AuditEvent) { e.Address, e.RedactedAt = "x", &now },
		"address taken out": func(e *AuditEvent) { e.Address = "" }, "facts taken out": func(e *AuditEvent) { e.Detail = nil },
	} {
		head, events := sealed(4)
		change(&events[2])
		if got := verified(head, events); got.Break == nil || got.Break.Seq != 3 || got.Events != 2 {
			t.Errorf("%s: %+v, break %+v", name, got, got.Break)
		}
	}
}

func TestRedactionKeepsTheChain(t *testing.T) {
	t.Parallel()
	head, events := sealed(3)
	now := time.Unix(9, 0).UTC()
	events[0].Address, events[0].RedactedAt = "", &now
	events[2].Address, events[2].Detail, events[2].RedactedAt = "", nil, &now
	if got := verified(head, events); got.Break != nil || got.Redacted != 2 || got.Events != 3 || got.First != 1 {
		t.Errorf("%+v, break %+v", got, got.Break)
	}
}

func TestEndOfTheChain(t *testing.T) {
	t.Parallel()
	head, events := sealed(3)
	if got := verified(head, events[:2]); got.Break == nil || got.Break.Seq != 3 || !strings.Contains(got.Break.Reason, "ends too early") {
		t.Errorf("cut: %+v", got.Break)
	}
	head.Seq = 2
	if got := verified(head, events); got.Break == nil {
		t.Error("more events than the head knows")
	}
	if got := verified(AuditHead{WorkspaceID: "w"}, nil); got.Break != nil {
		t.Errorf("no events: %+v", got.Break)
	}
}

func TestParseAuditFilter(t *testing.T) {
	t.Parallel()
	q, _ := url.ParseQuery("actor=+Ada+&action=job&target=job/1&request=r&since=2026-01-01&until=2026-01-02&limit=7&empty=")
	q.Del("empty")
	f, err := ParseAuditFilter(q)
	if err != nil || f.Actor != "Ada" || f.Until.Format(time.DateOnly) != "2026-01-03" || f.Limit != 7 {
		t.Errorf("%+v, %v", f, err)
	}
	again, err := ParseAuditFilter(f.Values())
	if err != nil || again.Values().Encode() != f.Values().Encode() {
		t.Errorf("%v, %v", again.Values(), err)
	}
	for _, bad := range []string{"colour=red", "since=soon", "limit=0", "limit=201", "cursor=x", "actor=" + strings.Repeat("x", 4000)} {
		q, _ := url.ParseQuery(bad)
		if _, err := ParseAuditFilter(q); CodeOf(err) != Invalid || len(FieldsOf(err)) != 1 {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
