// Package intake reads the sources of a batch from what was uploaded: addresses by line, a CSV
// table, or a zip of files. The upload is put into a temporary file without a name, so that
// none is held in memory; one source at a time is.
package intake

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"path"
	"strings"

	"microconsent/internal/consent"
)

// Limits bound a batch.
type Limits struct {
	Upload int64 // bytes of the whole upload
	Source int64 // bytes of one file of a zip, unpacked
}

// MaxText is the largest upload of lines or CSV, in bytes: the longest address ten thousand times.
const MaxText = 20 << 20

// Upload is an upload that can be read more than once. Close it.
type Upload struct {
	Kind   consent.BatchKind
	Name   string
	size   int64
	file   *os.File
	limits Limits
}

// Spool takes an upload. The kind follows from its first bytes, its name and its type. TooLarge
// when it is; Invalid when it is empty.
func Spool(r io.Reader, name, contentType string, limits Limits) (*Upload, error) {
	file, err := os.CreateTemp("", "microconsent-batch-*")
	if err != nil {
		return nil, consent.Wrap(err, consent.Unavailable, "There is no room for the upload.")
	}
	_ = os.Remove(file.Name()) // the open file stays until it is closed
	u := &Upload{Name: name, file: file, limits: limits}
	if err := u.fill(r, contentType); err != nil {
		_ = file.Close()
		return nil, err
	}
	return u, nil
}

func (u *Upload) fill(r io.Reader, contentType string) error {
	var err error
	if u.size, err = io.Copy(u.file, io.LimitReader(r, u.limits.Upload+1)); err != nil {
		return err
	}
	head := make([]byte, 4)
	if _, err := u.file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	u.Kind = kindOf(head, u.Name, contentType)
	switch {
	case u.size == 0:
		return consent.InvalidField("file", "The upload is empty.")
	case u.size > u.limits.Upload || u.Kind != consent.BatchZip && u.size > MaxText:
		return consent.Errorf(consent.TooLarge, "The upload is too large: at most %d bytes, and %d of text, are accepted.", u.limits.Upload, MaxText)
	}
	return nil
}

func kindOf(head []byte, name, contentType string) consent.BatchKind {
	extension := strings.ToLower(path.Ext(name))
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return consent.BatchZip
	case extension == ".csv", extension == ".tsv", strings.HasPrefix(contentType, "text/csv"), strings.HasPrefix(contentType, "text/tab-separated-values"):
		return consent.BatchCSV
	}
	return consent.BatchLines
}

// Close removes the upload.
func (u *Upload) Close() error { return u.file.Close() }

// Items yields the sources in order. What is wrong with one stands in its Err; an error beside it
// is the last thing that is yielded, and means that the upload as a whole is unusable.
func (u *Upload) Items() iter.Seq2[consent.BatchItem, error] {
	switch u.Kind {
	case consent.BatchZip:
		return readZip(u.file, u.size, u.limits.Source)
	case consent.BatchCSV:
		return readCSV(io.NewSectionReader(u.file, 0, u.size))
	default:
		return readLines(io.NewSectionReader(u.file, 0, u.size))
	}
}

// Count looks through the upload and says how many sources it has. Invalid when there is none
// or there are more than consent.MaxBatchSources, and when the upload as a whole is unusable.
func (u *Upload) Count() (int, error) {
	n := 0
	items := u.Items()
	if u.Kind == consent.BatchZip {
		items = zipNames(u.file, u.size)
	}
	for _, err := range items {
		if err != nil {
			return n, err
		}
		n++
	}
	switch {
	case n == 0:
		return n, consent.InvalidField("file", "There is no source in the upload.")
	case n > consent.MaxBatchSources:
		return n, consent.InvalidField("file", "A batch may have at most %d sources; this one has %d.", consent.MaxBatchSources, n)
	}
	return n, nil
}
