package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"microconsent/internal/consent"
)

// insertBytes is about how much is inserted by one statement.
const insertBytes = 512 << 10

// Read fills an installation from an archive. The database is filled in one transaction,
// which ends well only when every count and digest fits, in the archive and in the database
// as it is read back; finish then runs inside it. Blobs are written before: they are named by
// their content, so that one too many does no harm. Invalid: the archive is foreign, cut off,
// changed, or of a newer version. Conflict: the database is not empty and force is not set.
func Read(ctx context.Context, r io.Reader, into Store, force bool, finish func(context.Context, consent.ArchiveSummary, consent.Restoration) error) (consent.ArchiveSummary, error) {
	unpacked, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(1<<30))
	if err != nil {
		return consent.ArchiveSummary{}, err
	}
	defer unpacked.Close()
	in := &reader{ctx: ctx, tar: tar.NewReader(unpacked), into: into, blobs: &blobDigest{}, digests: map[string]*digest{}}
	if err := in.begin(); err != nil {
		return consent.ArchiveSummary{}, err
	}
	err = into.Tables.Restore(ctx, force, func(ctx context.Context, db consent.Restoration) error {
		if err := in.fill(ctx, db); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, unpacked); err != nil { // the checksum stands at the end
			return damaged(err, "The backup is cut off or damaged.")
		}
		if err := in.compare(ctx, db); err != nil {
			return err
		}
		return finish(ctx, in.trailer, db)
	})
	return in.trailer, err
}

type reader struct {
	ctx     context.Context
	tar     *tar.Reader
	into    Store
	header  header
	tables  map[string]consent.Table // of the database, by name
	blobs   *blobDigest
	digests map[string]*digest
	trailer consent.ArchiveSummary
}

// begin reads the header before anything is touched.
func (r *reader) begin() error {
	entry, err := r.tar.Next()
	if err == nil && entry.Name == headerName {
		err = r.object(entry, &r.header)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return damaged(err, "The backup is cut off or damaged.")
	case err != nil || r.header.Format != formatName:
		return damaged(err, "This is no backup of microconsent.")
	}
	if r.header.Version > formatVersion {
		return consent.Errorf(consent.Invalid, "The backup has format %d, which this version (up to %d) cannot read.", r.header.Version, formatVersion)
	}
	known, err := r.into.Tables.KnownMigrations()
	if err != nil {
		return err
	}
	for _, name := range r.header.Migrations {
		if !slices.Contains(known, name) {
			return consent.Errorf(consent.Invalid, "The backup was made by a newer version (%s): it has the migration %s.", r.header.Program, name)
		}
	}
	return nil
}

// objectLimit bounds header and trailer.
const objectLimit = 16 << 20

func (r *reader) object(entry *tar.Header, v any) error {
	if entry.Size > objectLimit {
		return consent.Errorf(consent.Invalid, "The entry %s is too large.", entry.Name)
	}
	raw, err := io.ReadAll(r.tar)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}

// fill reads all entries up to the trailer, which must be the last one.
func (r *reader) fill(ctx context.Context, db consent.Restoration) error {
	if err := r.match(db.Tables()); err != nil {
		return err
	}
	for {
		entry, err := r.tar.Next()
		if err != nil {
			return damaged(err, "The backup is cut off or damaged.")
		}
		switch {
		case entry.Name == trailerName:
			if err := r.object(entry, &r.trailer); err != nil {
				return damaged(err, "The backup is cut off or damaged.")
			}
			if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
				return damaged(err, "The backup goes on behind its end.")
			}
			return r.check()
		case strings.HasPrefix(entry.Name, blobFolder):
			err = r.blob(ctx, entry)
		case strings.HasPrefix(entry.Name, tableFolder):
			err = r.rows(ctx, db, entry)
		default:
			err = consent.Errorf(consent.Invalid, "The backup has the unknown entry %q.", entry.Name)
		}
		if err != nil {
			return err
		}
	}
}

// match holds the tables of the archive against those of the database. Columns that came
// later get their defaults.
func (r *reader) match(now []consent.Table) error {
	r.tables = map[string]consent.Table{}
	for _, t := range now {
		r.tables[t.Name] = t
	}
	for _, shape := range r.header.Tables {
		t, ok := r.tables[shape.Name]
		if !ok {
			return consent.Errorf(consent.Invalid, "The backup has the unknown table %q.", shape.Name)
		}
		for _, c := range shape.Columns {
			if !slices.Contains(t.Columns, c) {
				return consent.Errorf(consent.Invalid, "The backup has the unknown column %s.%s.", shape.Name, c.Name)
			}
		}
		r.digests[shape.Name] = newDigest()
	}
	return nil
}

func (r *reader) blob(ctx context.Context, entry *tar.Header) error {
	key := strings.TrimPrefix(entry.Name, blobFolder)
	if entry.Size > blobLimit {
		return consent.Errorf(consent.Invalid, "The blob %s is too large.", key)
	}
	body, err := io.ReadAll(r.tar)
	if err != nil {
		return damaged(err, "The backup is cut off or damaged.")
	}
	sum := sha256.Sum256(body)
	name := key[strings.LastIndex(key, "/")+1:]
	if strings.HasPrefix(key, consent.SourcePrefix) && name != hex.EncodeToString(sum[:]) {
		return consent.Errorf(consent.Invalid, "The blob %s of the backup was changed.", key)
	}
	err = r.into.Blobs.Put(ctx, key, body)
	if consent.CodeOf(err) == consent.Internal { // a name that no store of ours can have
		err = consent.Wrap(err, consent.Invalid, "The backup has a blob of the name %q.", key)
	}
	if err != nil {
		return err
	}
	r.blobs.add(key, body)
	return nil
}

// rows inserts one part of a table: tables/NNN-NAME/NNNNN.
func (r *reader) rows(ctx context.Context, db consent.Restoration, entry *tar.Header) error {
	folder, _, _ := strings.Cut(strings.TrimPrefix(entry.Name, tableFolder), "/")
	_, name, _ := strings.Cut(folder, "-")
	i := slices.IndexFunc(r.header.Tables, func(t tableShape) bool { return t.Name == name })
	if i < 0 {
		return consent.Errorf(consent.Invalid, "The backup has rows of the unknown table %q.", name)
	}
	columns, lines := r.header.Tables[i].Columns, bufio.NewReaderSize(r.tar, 64<<10)
	var batch [][]any
	size := 0
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return insert(ctx, db, name, columns, batch)
		}
		if err != nil {
			return damaged(err, "The backup is cut off or damaged.")
		}
		row, err := decodeRow(line, columns)
		if err != nil {
			return damaged(err, "The backup holds a broken row of the table %s.", name)
		}
		r.digests[name].add(line)
		batch, size = append(batch, row), size+len(line)
		if size >= insertBytes {
			if err := insert(ctx, db, name, columns, batch); err != nil {
				return err
			}
			batch, size = batch[:0], 0
		}
	}
}

// insert blames the archive for rows that the database refuses.
func insert(ctx context.Context, db consent.Restoration, table string, columns []consent.Column, rows [][]any) error {
	err := db.Insert(ctx, table, columns, rows)
	if code := consent.CodeOf(err); code == consent.Conflict || code == consent.Internal {
		return consent.Wrap(err, consent.Invalid, "The database refuses rows of the table %s.", table)
	}
	return err
}

// check holds what was read against header and trailer.
func (r *reader) check() error {
	if len(r.trailer.Tables) != len(r.header.Tables) {
		return consent.Errorf(consent.Invalid, "The backup names %d tables at its beginning and %d at its end.", len(r.header.Tables), len(r.trailer.Tables))
	}
	for i, want := range r.trailer.Tables {
		shape := r.header.Tables[i]
		if want.Name != shape.Name || want.Rows != shape.Rows || r.digests[shape.Name].of(want.Name) != want {
			return consent.Errorf(consent.Invalid, "The table %s of the backup was changed.", shape.Name)
		}
	}
	var read consent.ArchiveSummary
	r.blobs.into(&read)
	if read.Blobs != r.trailer.Blobs || read.BlobBytes != r.trailer.BlobBytes || read.BlobsHash != r.trailer.BlobsHash {
		return consent.Errorf(consent.Invalid, "The blobs of the backup were changed.")
	}
	return nil
}

// compare reads the database back: it must hold what the archive does.
func (r *reader) compare(ctx context.Context, db consent.Restoration) error {
	for i, want := range r.trailer.Tables {
		shape := r.header.Tables[i]
		table := r.tables[shape.Name]
		table.Columns = shape.Columns
		sum := newDigest()
		var line bytes.Buffer
		for row, err := range db.Rows(ctx, table) {
			line.Reset()
			if err == nil {
				err = encodeRow(&line, table.Columns, row)
			}
			if err != nil {
				return fmt.Errorf("reading %s back: %w", want.Name, err)
			}
			sum.add(line.Bytes())
		}
		if got := sum.of(want.Name); got != want {
			return consent.Errorf(consent.Internal, "The table %s has %d rows with the digest %s in the database, and %d with %s in the backup.",
				want.Name, got.Rows, got.SHA256, want.Rows, want.SHA256)
		}
	}
	return nil
}
