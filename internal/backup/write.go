package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"microconsent/internal/consent"
)

// chunk is about how many bytes of rows an entry of the archive holds: tar wants the size
// first, and a table need not fit into memory.
const chunk = 1 << 20

// Write streams the installation as it is at one moment; others may go on writing. Blobs come
// first, so that what a row names is read as early as possible. Missing counts stored sources
// whose bytes are not there (any more).
func Write(ctx context.Context, w io.Writer, from Store, version string, now time.Time) (consent.ArchiveSummary, error) {
	summary := consent.ArchiveSummary{CreatedAt: now, Version: version}
	packed, err := zstd.NewWriter(w, zstd.WithEncoderCRC(true))
	if err != nil {
		return summary, err
	}
	out := &writer{ctx: ctx, tar: tar.NewWriter(packed), from: from, summary: &summary}
	err = from.Tables.Snapshot(ctx, out.snapshot)
	if err == nil {
		err = out.tar.Close()
	}
	if closed := packed.Close(); err == nil {
		err = closed
	}
	if err != nil && consent.CodeOf(err) == consent.Internal {
		err = consent.Wrap(err, consent.Unavailable, "The backup cannot be written.")
	}
	return summary, err
}

type writer struct {
	ctx     context.Context
	tar     *tar.Writer
	from    Store
	summary *consent.ArchiveSummary
	keys    map[string]bool // of the blobs that were written
}

func (w *writer) snapshot(ctx context.Context, s consent.Snapshot) error {
	h := header{Format: formatName, Version: formatVersion, CreatedAt: w.summary.CreatedAt, Program: w.summary.Version, Migrations: s.Migrations()}
	for _, t := range s.Tables() {
		n, err := s.Count(ctx, t)
		if err != nil {
			return err
		}
		h.Tables = append(h.Tables, tableShape{t, n})
	}
	if err := w.object(headerName, h); err != nil {
		return err
	}
	if err := w.blobs(ctx); err != nil {
		return err
	}
	for i, t := range s.Tables() {
		found, err := w.table(ctx, s, i, t)
		if err != nil {
			return err
		}
		if found.Rows != h.Tables[i].Rows {
			return consent.Errorf(consent.Internal, "The table %s changed while it was read.", t.Name)
		}
		w.summary.Tables = append(w.summary.Tables, found)
	}
	return w.object(trailerName, w.summary)
}

func (w *writer) object(name string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return w.entry(name, raw)
}

func (w *writer) entry(name string, body []byte) error {
	err := w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(body)), Mode: 0o600, ModTime: w.summary.CreatedAt, Format: tar.FormatPAX})
	if err == nil {
		_, err = w.tar.Write(body)
	}
	return err
}

func (w *writer) blobs(ctx context.Context) error {
	sum := &blobDigest{}
	w.keys = map[string]bool{}
	err := w.from.Blobs.List(ctx, "", func(key string) error {
		body, err := w.from.Blobs.Get(ctx, key)
		switch {
		case consent.CodeOf(err) == consent.NotFound:
			return nil // removed since it was listed
		case err != nil:
			return fmt.Errorf("blob %s: %w", key, err)
		}
		sum.add(key, body)
		w.keys[key] = true
		return w.entry(blobFolder+key, body)
	})
	sum.into(w.summary)
	return err
}

func (w *writer) table(ctx context.Context, s consent.Snapshot, n int, t consent.Table) (consent.TableDigest, error) {
	sum := newDigest()
	var part, line bytes.Buffer
	parts := 0
	flush := func() error {
		err := w.entry(fmt.Sprintf("%s%03d-%s/%05d", tableFolder, n, t.Name, parts), part.Bytes())
		parts++
		part.Reset()
		return err
	}
	missing := w.missing(t)
	for row, err := range s.Rows(ctx, t) {
		if err != nil {
			return consent.TableDigest{}, err
		}
		line.Reset()
		if err := encodeRow(&line, t.Columns, row); err != nil {
			return consent.TableDigest{}, fmt.Errorf("table %s: %w", t.Name, err)
		}
		sum.add(line.Bytes())
		part.Write(line.Bytes())
		w.summary.Missing += missing(row)
		if part.Len() >= chunk {
			if err := flush(); err != nil {
				return consent.TableDigest{}, err
			}
		}
	}
	if part.Len() > 0 {
		if err := flush(); err != nil {
			return consent.TableDigest{}, err
		}
	}
	return sum.of(t.Name), nil
}

// missing counts rows of stored sources without their bytes.
func (w *writer) missing(t consent.Table) func([]any) int64 {
	workspace, sha := -1, -1
	for i, c := range t.Columns {
		switch c.Name {
		case "workspace_id":
			workspace = i
		case "sha256":
			sha = i
		}
	}
	return func(row []any) int64 {
		if t.Name != "sources" || workspace < 0 || sha < 0 {
			return 0
		}
		id, _ := row[workspace].(string)
		sum, _ := row[sha].(string)
		if w.keys[consent.SourceKey(consent.ID(id), sum)] {
			return 0
		}
		return 1
	}
}
