package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/store"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func eventID(i int) consent.ID {
	return consent.ID("0197a000-0000-7000-8000-00000000000" + string(rune('0'+i)))
}

// logged is a store whose default workspace has five events.
func logged(t *testing.T, url string) *store.Store {
	t.Helper()
	s := migrated(t, url)
	if err := s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, CreatedAt: noon}); err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= 5; i++ {
		e := consent.AuditEvent{ID: eventID(i), WorkspaceID: consent.DefaultWorkspaceID, CreatedAt: noon, ActorKind: consent.ActorUser, ActorName: "Ada",
			Action: "job.cancel", Target: "job/1", Address: "192.0.2.1", Detail: map[string]string{"n": string(rune('0' + i))}}
		if err := s.AppendAudit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func verify(t *testing.T, s *store.Store) consent.AuditReport {
	t.Helper()
	head, from, err := s.AuditHead(t.Context(), consent.DefaultWorkspaceID)
	if consent.CodeOf(err) == consent.Conflict {
		return consent.AuditReport{Break: &consent.AuditBreak{Reason: err.Error()}}
	}
	if err != nil {
		t.Fatal(err)
	}
	events, err := s.AuditChain(t.Context(), consent.DefaultWorkspaceID, from.Seq, 100)
	if err != nil {
		t.Fatal(err)
	}
	verifier := consent.NewAuditVerifier(head, from)
	for _, e := range events {
		verifier.Check(e)
	}
	return verifier.Report()
}

func TestDatabaseRefusesToChangeTheLog(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := logged(t, url)
		statements := []string{
			"UPDATE audit_events SET action = 'x' WHERE seq = 3", "DELETE FROM audit_events WHERE seq = 5", "DELETE FROM audit_events",
			"INSERT INTO audit_events (id, workspace_id, created_at, actor_kind, actor_id, actor_name, action, target, address, request_id, detail, seq, prev_hash) SELECT '0197a000-0000-7000-8000-000000000009', workspace_id, created_at, actor_kind, actor_id, actor_name, action, target, address, request_id, detail, 6, 'no hash' FROM audit_events WHERE seq = 5",
			"INSERT INTO audit_events (id, workspace_id, created_at, actor_kind, actor_id, actor_name, action, target, address, request_id, detail) SELECT '0197a000-0000-7000-8000-000000000009', workspace_id, created_at, actor_kind, actor_id, actor_name, action, target, address, request_id, detail FROM audit_events WHERE seq = 5",
		}
		if strings.HasPrefix(url, "postgres") {
			statements = append(statements, "TRUNCATE audit_events")
		}
		for _, statement := range statements {
			if _, err := s.DB().ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "the audit log is") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		if report := verify(t, s); report.Break != nil || report.Events != 5 {
			t.Errorf("report %+v", report)
		}
	})
}

// TestTampering changes the log behind the program's back and its triggers'; verifying names
// the first event that is wrong.
func TestTampering(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change string
		seq    int64
		reason string
	}{
		"action":            {"UPDATE audit_events SET action = 'x' WHERE seq = 3", 3, "event 3 was changed"},
		"actor":             {"UPDATE audit_events SET actor_name = 'Eve' WHERE seq = 2", 2, "event 2 was changed"},
		"time":              {"UPDATE audit_events SET created_at = '2026-11-24 12:00:01+00:00' WHERE seq = 4", 4, "event 4 was changed"},
		"facts":             {`UPDATE audit_events SET detail = '{"n": "7"}' WHERE seq = 2`, 2, "the facts of event 2 were changed"},
		"address":           {"UPDATE audit_events SET address = '192.0.2.2' WHERE seq = 1", 1, "the address of event 1 was changed"},
		"address taken out": {"UPDATE audit_events SET address = '' WHERE seq = 1", 1, "the address of event 1 was changed"},
		"digest too":        {"UPDATE audit_events SET address = '', address_digest = '', redacted_at = created_at WHERE seq = 1", 1, "event 1 was changed"},
		"hash":              {"UPDATE audit_events SET hash = 'x' WHERE seq = 2", 2, "event 2 was changed"},
		"one is gone":       {"DELETE FROM audit_events WHERE seq = 3", 3, "event 3 is missing"},
		"the first is gone": {"DELETE FROM audit_events WHERE seq = 1", 1, "event 1 is missing"},
		"the last is gone":  {"DELETE FROM audit_events WHERE seq = 5", 5, "event 5 is missing: the log ends too early"},
		"all are gone":      {"DELETE FROM audit_events", 1, "event 1 is missing: the log ends too early"},
		"head":              {"UPDATE audit_heads SET hash = 'x'", 5, "event 5 is not the one that the log ended with"},
		"false checkpoint":  {"INSERT INTO audit_checkpoints SELECT workspace_id, 2, 'x', 2, created_at FROM audit_events WHERE seq = 2", 3, "event 3 does not follow event 2"},
		"outside":           {"UPDATE audit_events SET seq = NULL WHERE seq = 5", 0, "outside the chain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachDatabase(t, func(t *testing.T, url string) {
				s := logged(t, url)
				for _, statement := range withoutTriggers(url, c.change) {
					if _, err := s.DB().ExecContext(t.Context(), statement); err != nil {
						t.Fatal(err)
					}
				}
				found := verify(t, s).Break
				if found == nil || found.Seq != c.seq || !strings.Contains(found.Reason, c.reason) {
					t.Errorf("found %+v, want %d: %s", found, c.seq, c.reason)
				}
			})
		})
	}
}

func withoutTriggers(url, statement string) []string {
	if strings.HasPrefix(url, "postgres") {
		return []string{"ALTER TABLE audit_events DISABLE TRIGGER USER", statement, "ALTER TABLE audit_events ENABLE TRIGGER USER"}
	}
	return []string{"DROP TRIGGER audit_events_keep_update", "DROP TRIGGER audit_events_keep_delete", statement}
}

// TestRowsFromBeforeAreSealed: rows of a version without a chain get their place when the
// schema is brought up, and only then.
func TestRowsFromBeforeAreSealed(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := logged(t, url)
		old := "UPDATE audit_events SET seq = NULL, prev_hash = '', hash = '', address_digest = '', facts_digest = ''"
		for _, statement := range append(withoutTriggers(url, old), "DELETE FROM audit_heads") {
			if _, err := s.DB().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if report := verify(t, s); report.Break != nil || report.Events != 5 {
				t.Errorf("report %+v", report)
			}
		}
		if err := s.InTx(t.Context(), func(ctx context.Context, tx consent.Store) error {
			return tx.AppendAudit(ctx, consent.AuditEvent{ID: eventID(6), WorkspaceID: consent.DefaultWorkspaceID, CreatedAt: noon})
		}); err != nil {
			t.Fatal(err)
		}
		if report := verify(t, s); report.Break != nil || report.Events != 6 {
			t.Errorf("report %+v", report)
		}
	})
}
