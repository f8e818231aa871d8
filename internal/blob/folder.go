package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"microconsent/internal/consent"
)

// halfName is how the name of a file ends that is still being written. No key ends so.
const halfName = ".tmp"

// folder is a store of files: the parts of a key are folders.
type folder struct{ dir string }

// openFolder makes the folder when it is missing; only its owner may enter it.
func openFolder(dir string) (folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folder{}, consent.Wrap(err, consent.Unavailable, "The blob folder cannot be made or opened.")
	}
	return folder{dir}, nil
}

func (f folder) path(key string) string { return filepath.Join(f.dir, filepath.FromSlash(key)) }

func (f folder) size(ctx context.Context, key string) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	info, err := os.Stat(f.path(key))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f folder) read(ctx context.Context, key string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	file, err := os.Open(f.path(key))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit))
}

// write makes the file whole or not at all: it is written beside its place, brought to
// the disk and then renamed.
func (f folder) write(ctx context.Context, key string, packed []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	path := f.path(key)
	half, err := createBeside(path)
	if errors.Is(err, fs.ErrNotExist) { // a neighbour's removal may take the folder between the two
		half, err = createBeside(path)
	}
	if err != nil {
		return err
	}
	_, err = half.Write(packed)
	err = errors.Join(err, half.Sync(), half.Close())
	if err == nil {
		err = os.Rename(half.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(half.Name()))
	}
	return nil
}

func createBeside(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return os.CreateTemp(filepath.Dir(path), "*"+halfName)
}

func (f folder) remove(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return os.Remove(f.path(key))
}

func (f folder) list(ctx context.Context, prefix string, each func(key string) error) error {
	err := filepath.WalkDir(f.path(prefix), func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return err
		case d.IsDir() || strings.HasSuffix(path, halfName):
			return nil
		}
		key, err := filepath.Rel(f.dir, path)
		if err != nil {
			return err
		}
		return each(filepath.ToSlash(key))
	})
	if errors.Is(err, fs.ErrNotExist) && ctx.Err() == nil {
		_, err = os.Stat(f.dir) // nothing below the prefix is no error, a missing store is one
	}
	return err
}

// ping says whether the folder can be written.
func (f folder) ping(context.Context) error {
	probe, err := os.CreateTemp(f.dir, ".probe-*"+halfName)
	if err != nil {
		return consent.Wrap(err, consent.Unavailable, "The blob folder cannot be written.")
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func (f folder) missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
