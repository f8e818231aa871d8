package store

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"microconsent/internal/consent"
)

// code reads the SQLSTATE (PostgreSQL manual, appendix A).
func (postgresDialect) code(err error) consent.Code {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		var connect *pgconn.ConnectError
		if errors.As(err, &connect) || pgconn.SafeToRetry(err) { // the latter: a connection that had ended before the statement was sent
			return consent.Unavailable
		}
		return ""
	}
	switch pg.Code {
	case "23505", "23503": // unique, foreign key
		return consent.Conflict
	case "22P02": // malformed uuid: no row can have it
		return consent.NotFound
	case "40001", "40P01", "42P01", "25P03": // serialization, deadlock, schema not there yet, idle too long
		return consent.Unavailable
	}
	switch pg.Code[:2] {
	case "08", "53", "57": // connection, resources, operator
		return consent.Unavailable
	}
	return ""
}
