package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"microconsent/internal/consent"
)

const (
	// maxDirectory bounds the list of files in a zip, which has to be in memory.
	maxDirectory = 8 << 20
	// maxRatio and smallBomb: a file of more than smallBomb bytes that was packed to less than
	// one in maxRatio is no page.
	maxRatio  = 200
	smallBomb = 1 << 20
	// maxUnpacked is what all files of a zip may have together.
	maxUnpacked = 4 << 30
	// zipEnd is the length of the record that ends a zip; a comment of up to 64 KiB may follow.
	zipEnd     = 22
	zipComment = 1<<16 - 1
)

func badZip(err error) error {
	return consent.Wrap(err, consent.Invalid, "The zip cannot be read: it is damaged, or no zip.")
}

var errDirectory = errors.New("the directory is too large or not where it should be")

// openZip reads the list of files. How large that list is, is checked first: a small zip may
// claim millions of files.
func openZip(r io.ReaderAt, size int64) (*zip.Reader, error) {
	tail := make([]byte, min(size, zipEnd+zipComment))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < zipEnd {
		return nil, badZip(zip.ErrFormat)
	}
	end := tail[at:]
	length, offset := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	position := size - int64(len(end))
	if length > maxDirectory || offset > position || position-offset > maxDirectory {
		return nil, badZip(errDirectory) // also any zip of the 64-bit form, which is larger than an upload may be
	}
	found, err := zip.NewReader(r, size)
	if err != nil {
		return nil, badZip(err)
	}
	return found, nil
}

// files yields the files that may be pages: no folders, no hidden files.
func files(found *zip.Reader) iter.Seq2[int, *zip.File] {
	return func(yield func(int, *zip.File) bool) {
		for i, f := range found.File {
			base := path.Base(f.Name)
			if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
				continue
			}
			if !yield(i+1, f) {
				return
			}
		}
	}
}

// zipNames yields the files without reading them.
func zipNames(r io.ReaderAt, size int64) iter.Seq2[consent.BatchItem, error] {
	return func(yield func(consent.BatchItem, error) bool) {
		found, err := openZip(r, size)
		if err != nil {
			yield(consent.BatchItem{}, err)
			return
		}
		for i, f := range files(found) {
			if !yield(consent.BatchItem{Line: i, Text: cut(f.Name)}, nil) {
				return
			}
		}
	}
}

// readZip unpacks one file after the other.
func readZip(r io.ReaderAt, size, limit int64) iter.Seq2[consent.BatchItem, error] {
	return func(yield func(consent.BatchItem, error) bool) {
		found, err := openZip(r, size)
		if err != nil {
			yield(consent.BatchItem{}, err)
			return
		}
		left := int64(maxUnpacked)
		for i, f := range files(found) {
			item := consent.BatchItem{Line: i, Text: cut(f.Name), Name: cut(path.Base(f.Name))}
			item.Body, item.Err = unpack(f, limit)
			if left -= int64(len(item.Body)); left < 0 {
				yield(consent.BatchItem{}, consent.Errorf(consent.TooLarge, "The zip unpacks to more than %d bytes.", int64(maxUnpacked)))
				return
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// unpack reads one file. What it claims of its size is not believed; what it claims too much is
// refused before anything is unpacked.
func unpack(f *zip.File, limit int64) ([]byte, error) {
	tooLarge := consent.Errorf(consent.TooLarge, "The file is larger than %d bytes when unpacked.", limit)
	packed, whole := f.CompressedSize64, f.UncompressedSize64
	switch {
	case f.Flags&1 != 0:
		return nil, consent.Errorf(consent.Invalid, "The file is encrypted.")
	case whole > uint64(limit):
		return nil, tooLarge
	case whole > smallBomb && whole/maxRatio > packed:
		return nil, consent.Errorf(consent.Invalid, "The file is packed too well to be a page.")
	}
	in, err := f.Open()
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The file cannot be unpacked.")
	}
	defer in.Close()
	body, err := io.ReadAll(io.LimitReader(in, limit+1))
	switch {
	case int64(len(body)) > limit:
		return nil, tooLarge
	case err != nil:
		return nil, consent.Wrap(err, consent.Invalid, "The file cannot be unpacked: it is damaged.")
	case len(body) == 0:
		return nil, consent.InvalidField("file", "The file is empty.")
	}
	return body, nil
}
