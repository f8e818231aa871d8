package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// insert adds one row.
func (s *Store) insert(ctx context.Context, row any) error {
	_, err := s.db.NewInsert().Model(row).Exec(ctx)
	return s.fail(err)
}

// insertAll adds rows in as few statements as is sound.
func insertAll[R any](ctx context.Context, s *Store, rows []R) error {
	for chunk := range slices.Chunk(rows, insertRows) {
		if _, err := s.db.NewInsert().Model(&chunk).Exec(ctx); err != nil {
			return s.fail(err)
		}
	}
	return nil
}

// count is the number of rows that a statement changed.
func (s *Store) count(res sql.Result, err error) (int, error) {
	if err != nil {
		return 0, s.fail(err)
	}
	n, err := res.RowsAffected()
	return int(n), s.fail(err)
}

// goneOrMoved tells why a compare-and-set of a row found nothing: NotFound when the
// workspace has no such row, else Conflict. An empty workspace looks in every one.
func (s *Store) goneOrMoved(ctx context.Context, model any, workspace, id consent.ID) error {
	q := s.db.NewSelect().Model(model).Where("id = ?", id)
	if workspace != "" {
		q = q.Where("workspace_id = ?", workspace)
	}
	exists, err := q.Exists(ctx)
	switch {
	case err != nil:
		return s.fail(err)
	case !exists:
		return errGone
	}
	return errMoved
}

// within is the store bound to a transaction.
func (s *Store) within(tx bun.Tx) *Store {
	return &Store{db: tx, root: s.root, schema: s.schema, dialect: s.dialect, packer: s.packer}
}

// inTx runs fn in a transaction, or in a savepoint of the one that s is bound to. Audit
// events are written last, since they lock the chain of their workspace.
func (s *Store) inTx(ctx context.Context, fn func(ctx context.Context, tx *Store) error) error {
	return s.fail(s.db.RunInTx(ctx, &sql.TxOptions{}, func(_ context.Context, tx bun.Tx) error {
		bound := s.within(tx)
		bound.late = &[]consent.AuditEvent{}
		if err := fn(ctx, bound); err != nil {
			return err
		}
		return bound.appendLate(ctx)
	}))
}

// atomically runs fn in the transaction that s is bound to, or else in one of its own.
func (s *Store) atomically(ctx context.Context, fn func(ctx context.Context, tx *Store) error) error {
	if _, bound := s.db.(bun.Tx); bound {
		return fn(ctx, s)
	}
	return s.inTx(ctx, fn)
}
