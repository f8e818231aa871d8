// Package backup writes a whole installation into one stream and reads it back: the database
// as portable rows, and the blobs. The stream is a tar archive compressed with zstd:
//
//	header.json             format, program, schema, tables with their columns and counts
//	blobs/KEY               the bytes of a blob, unpacked
//	tables/NNN-NAME/NNNNN   rows of a table, one JSON array a line, in the order of the key
//	trailer.json            counts and SHA-256 of every table, and of the blobs
//
// Rows look the same whichever database they come from, so that an archive of SQLite fills
// PostgreSQL and the other way round. A stream without its trailer is no backup.
package backup

import (
	"time"

	"microconsent/internal/consent"
)

// Format and its version, as the header names them.
const (
	formatName    = "microconsent/backup"
	formatVersion = 1
)

const (
	headerName  = "header.json"
	trailerName = "trailer.json"
	blobFolder  = "blobs/"
	tableFolder = "tables/"
)

// header begins an archive.
type header struct {
	Format     string       `json:"format"`
	Version    int          `json:"format_version"`
	CreatedAt  time.Time    `json:"created_at"`
	Program    string       `json:"program_version"`
	Migrations []string     `json:"migrations"` // applied to the schema
	Tables     []tableShape `json:"tables"`
}

type tableShape struct {
	consent.Table
	Rows int64 `json:"rows"`
}

// Store is what a backup is taken of, or restored into.
type Store struct {
	Tables consent.Archivable
	Blobs  interface {
		consent.Blobs
		consent.BlobKeys
	}
}

// blobLimit is the largest blob that is read from an archive; it is what a blob store keeps.
const blobLimit = 256 << 20

// damaged is an archive that cannot be used, which is its fault and not this program's.
func damaged(err error, format string, args ...any) error {
	if code := consent.CodeOf(err); code == consent.Canceled || code == consent.Timeout {
		return err
	}
	return consent.Wrap(err, consent.Invalid, format, args...)
}
