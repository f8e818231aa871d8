package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
)

func logOf(events []consent.AuditEvent, end error) iter.Seq2[consent.AuditEvent, error] {
	return func(yield func(consent.AuditEvent, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
		if end != nil {
			yield(consent.AuditEvent{}, end)
		}
	}
}

func hostileLog() []consent.AuditEvent {
	at := time.Date(2026, 11, 24, 10, 0, 0, 5000, time.UTC)
	return []consent.AuditEvent{
		{ID: "a", Seq: 2, CreatedAt: at, ActorKind: consent.ActorUser, ActorName: "=cmd|' /C calc'!A0", Action: "job.cancel", Target: "job/1", Address: "192.0.2.1",
			Detail: map[string]string{"b": "2", "a": "1\n\"x\"", "empty": ""}, Before: map[string]string{"state": "running"}, After: map[string]string{"state": "canceled"}, Hash: "h2", PrevHash: "h1"},
		{ID: "b", Seq: 1, CreatedAt: at, ActorKind: consent.ActorSystem, ActorName: "settings", Action: "user.create", Hash: "h1", RedactedAt: &at},
	}
}

func TestAuditCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := AuditEvents(&out, CSV, logOf(hostileLog(), nil)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	first := rows[1]
	if first[4] != "'=cmd|' /C calc'!A0" || first[9] != "a: 1\n\"x\"; b: 2" || first[10] != "state: running" || first[11] != "state: canceled" || first[0] != "2" {
		t.Errorf("row %q", first)
	}
	out.Reset()
	if err := AuditEvents(&out, CSV, logOf(nil, nil)); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("no event: %q, %v", out.String(), err)
	}
}

func TestAuditNDJSON(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := AuditEvents(&out, NDJSON, logOf(hostileLog(), nil)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var got AuditEvent
	if err := json.Unmarshal([]byte(lines[0]), &got); err != nil || len(lines) != 2 || got.Detail["a"] != "1\n\"x\"" || got.After["state"] != "canceled" || got.Seq != 2 {
		t.Errorf("%d lines, %+v, %v", len(lines), got, err)
	}
	if !strings.Contains(lines[1], `"redacted_at"`) {
		t.Errorf("line %s", lines[1])
	}
}

func TestAuditExportThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, f := range []Format{CSV, NDJSON} {
		var out bytes.Buffer
		if err := AuditEvents(&out, f, logOf(nil, broken)); !errors.Is(err, broken) || out.Len() > 0 {
			t.Errorf("%s at once: %v, wrote %q", f, err, out.String())
		}
		if err := AuditEvents(&out, f, logOf(hostileLog(), broken)); !errors.Is(err, broken) {
			t.Errorf("%s later: %v", f, err)
		}
	}
	if _, err := ParseAuditFormat("xlsx"); consent.CodeOf(err) != consent.Invalid {
		t.Error(err)
	}
}
