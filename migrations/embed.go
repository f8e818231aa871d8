// Package migrations holds the numbered schema changes of both databases, up and down.
// Each file runs in one transaction.
package migrations

import "embed"

// Postgres holds the migrations for PostgreSQL.
//
//go:embed postgres/*.sql
var Postgres embed.FS

// SQLite holds the migrations for SQLite.
//
//go:embed sqlite/*.sql
var SQLite embed.FS
