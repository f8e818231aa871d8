package storetest

import (
	"context"
	"errors"

	"microconsent/internal/consent"
)

// appendEvents is a transaction that adds n audit events.
func (r *rig) appendEvents(n int) func(context.Context, consent.Store) error {
	return func(ctx context.Context, tx consent.Store) error {
		for range n {
			if err := tx.AppendAudit(ctx, r.event(start)); err != nil {
				return err
			}
		}
		return nil
	}
}

func (r *rig) events() int {
	r.t.Helper()
	return len(must[consent.Page[consent.AuditEvent]](r)(r.AuditEvents(r.t.Context(), r.workspace, consent.AuditFilter{Limit: 200})).Items)
}

func rollback(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	own := errors.New("own")
	err := r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		r.ok(r.appendEvents(1)(ctx, tx))
		page, err := tx.AuditEvents(ctx, r.workspace, consent.AuditFilter{Limit: 10})
		r.ok(err)
		r.same("seen inside", len(page.Items), 1)
		return own
	})
	if !errors.Is(err, own) {
		r.t.Errorf("the error became %v", err)
	}
	r.same("after an error", r.events(), 0)
	err = r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		r.ok(r.appendEvents(1)(ctx, tx))
		return code(tx.Job(ctx, r.workspace, r.id()))
	})
	r.want("code passes", err, consent.NotFound)
	r.same("after a coded error", r.events(), 0)
	r.ok(r.InTx(ctx, r.appendEvents(2)))
	r.same("after success", r.events(), 2)
}

func panics(r *rig) {
	r.withWorkspaces()
	func() {
		defer func() {
			if p := recover(); p != "boom" {
				r.t.Errorf("recovered %v", p)
			}
		}()
		_ = r.InTx(r.t.Context(), func(ctx context.Context, tx consent.Store) error {
			r.ok(r.appendEvents(1)(ctx, tx))
			panic("boom")
		})
	}()
	r.same("after a panic", r.events(), 0)
	r.ok(r.InTx(r.t.Context(), r.appendEvents(1)))
	r.same("the database goes on", r.events(), 1)
}

// nested: a failing inner transaction undoes its own part only; the outer one decides
// about the rest, also after the database itself refused a statement.
func nested(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	twin := r.user("twin@example.com")
	err := r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		r.ok(tx.CreateUser(ctx, twin))
		r.ok(tx.AppendAudit(ctx, r.event(start)))
		r.want("refused inside", tx.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
			r.ok(r.appendEvents(1)(ctx, tx))
			return tx.CreateUser(ctx, twin)
		}), consent.Conflict)
		return tx.InTx(ctx, r.appendEvents(2))
	})
	r.ok(err)
	r.same("outer and second inner", r.events(), 3)
	own := errors.New("own")
	err = r.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		r.ok(tx.InTx(ctx, r.appendEvents(1)))
		return own
	})
	if !errors.Is(err, own) {
		r.t.Errorf("the error became %v", err)
	}
	r.same("an inner one goes with the outer one", r.events(), 3)
}

func canceledContext(r *rig) {
	r.withWorkspaces()
	ctx, cancel := context.WithCancel(r.t.Context())
	cancel()
	r.want("read", code(r.Analyses(ctx, r.workspace, consent.Filter{})), consent.Canceled)
	r.want("write", r.AppendAudit(ctx, r.event(start)), consent.Canceled)
	r.want("transaction", r.InTx(ctx, r.appendEvents(1)), consent.Canceled)
	r.same("nothing was written", r.events(), 0)
	r.want("ping", r.Ping(r.t.Context()), "")
}
