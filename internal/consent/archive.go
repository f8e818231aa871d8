package consent

import (
	"context"
	"iter"
	"time"
)

// ColumnKind is how a column's values look to the program, on every database.
type ColumnKind string

// The kinds of column and the Go type of their values; NULL is nil.
const (
	ColumnText    ColumnKind = "text"    // string
	ColumnJSON    ColumnKind = "json"    // string, JSON text
	ColumnTime    ColumnKind = "time"    // time.Time in UTC
	ColumnBytes   ColumnKind = "bytes"   // []byte
	ColumnInteger ColumnKind = "integer" // int64
	ColumnReal    ColumnKind = "real"    // float64
	ColumnBoolean ColumnKind = "boolean" // bool
)

// Column is one column of a table that a backup carries.
type Column struct {
	Name string     `json:"name"`
	Kind ColumnKind `json:"kind"`
}

// Table is a table that a backup carries.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Key     []string `json:"-"` // primary key: rows come in its order, bytewise
}

// Rows reads tables within one consistent state of the database.
type Rows interface {
	// Tables lists what a backup carries, a table behind those that it refers to.
	Tables() []Table
	// Count is the number of rows.
	Count(ctx context.Context, table Table) (int64, error)
	// Rows yields the rows in the order of the key; the slice is used again for the next one.
	// An error is the last thing that it yields.
	Rows(ctx context.Context, table Table) iter.Seq2[[]any, error]
}

// Snapshot is one consistent state of the database.
type Snapshot interface {
	Rows
	// Migrations lists what was applied to the schema, the oldest first.
	Migrations() []string
}

// Restoration fills an empty database inside one transaction.
type Restoration interface {
	Rows
	// Insert adds rows. The columns must be ones of the table.
	Insert(ctx context.Context, table string, columns []Column, rows [][]any) error
	// AppendAudit records the restoration itself, behind the restored log.
	AppendAudit(ctx context.Context, e AuditEvent) error
}

// Archivable is a database that can be taken out whole and put back.
type Archivable interface {
	// Snapshot runs fn on one state of the database, while others go on writing.
	Snapshot(ctx context.Context, fn func(context.Context, Snapshot) error) error
	// Restore runs fn in one transaction, which an error undoes. Conflict when the database
	// holds something already; force removes that first, in the same transaction.
	Restore(ctx context.Context, force bool, fn func(context.Context, Restoration) error) error
	// KnownMigrations lists those of this program, the oldest first.
	KnownMigrations() ([]string, error)
}

// BlobKeys lists the keys of a blob store.
type BlobKeys interface {
	// List tells of every key below a folder of keys, all for "", in no certain order, and ends
	// with the first error of each.
	List(ctx context.Context, folder string, each func(key string) error) error
}

// TableDigest is the content of a table: the SHA-256 over its rows in the order of the key.
// It is the same on every database.
type TableDigest struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// ArchiveSummary says what an archive holds.
type ArchiveSummary struct {
	CreatedAt time.Time     `json:"created_at"`
	Version   string        `json:"version"` // of the program that wrote it
	Tables    []TableDigest `json:"tables"`
	Blobs     int64         `json:"blobs"`
	BlobBytes int64         `json:"blob_bytes"` // unpacked
	BlobsHash string        `json:"blobs_sha256"`
	Missing   int64         `json:"missing"` // stored sources whose bytes were not there
}
