package blob

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
	_ "gocloud.dev/blob/s3blob" // registers s3://

	"microconsent/internal/consent"
)

// Open opens the store that a URL names:
//
//	file://data/blobs   a folder below the working directory; file:///srv/blobs an absolute one
//	s3://bucket?region=eu-central-1&endpoint=…   an S3 bucket, credentials from the AWS environment
//	mem://              memory, for tests
//
// A folder is made when it is missing. Invalid for a URL that is none of these.
func Open(ctx context.Context, raw string) (*Bucket, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The blob store's URL cannot be read.")
	}
	dir := ""
	if u.Scheme == "file" {
		if dir, err = folder(u); err != nil {
			return nil, err
		}
	}
	bucket, err := open(ctx, u, dir)
	if err != nil {
		return nil, err
	}
	b, err := newBucket(bucket, MaxBytes)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("compression: %w", err), bucket.Close())
	}
	b.dir = dir
	return b, nil
}

func open(ctx context.Context, u *url.URL, dir string) (*blob.Bucket, error) {
	switch u.Scheme {
	case "file":
		return openFolder(dir)
	case "mem":
		return memblob.OpenBucket(nil), nil
	case "s3":
		bucket, err := blob.OpenBucket(ctx, u.String())
		if err != nil {
			return nil, consent.Wrap(err, consent.Invalid, "The S3 bucket cannot be opened.")
		}
		return bucket, nil
	}
	return nil, consent.Errorf(consent.Invalid, "The blob store's URL must begin with file:// or s3://.")
}

// folder reads host and path together as a path, so that file://data/blobs is a folder
// beside the database. It is absolute: the working directory may change.
func folder(u *url.URL) (string, error) {
	if u.RawQuery != "" || u.Opaque != "" || u.User != nil {
		return "", consent.Errorf(consent.Invalid, "A file:// URL takes a path and no options.")
	}
	if u.Host+u.Path == "" {
		return "", consent.Errorf(consent.Invalid, "The file:// URL names no folder.")
	}
	return filepath.Abs(filepath.FromSlash(u.Host + u.Path))
}

// openFolder makes temporary files next to the final ones: a rename cannot cross file
// systems. Metadata would be second files that nothing reads.
func openFolder(dir string) (*blob.Bucket, error) {
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, consent.Wrap(err, consent.Unavailable, "The blob folder cannot be made or opened.")
	}
	return bucket, nil
}
