package blob

import (
	"fmt"
	"net/url"
	"path/filepath"

	"microconsent/internal/consent"
)

// Open opens the store that a URL names:
//
//	file://data/blobs   a folder below the working directory; file:///srv/blobs an absolute one
//	s3://bucket?region=eu-central-1   a bucket of S3, or with endpoint=https://… of a service that
//	                    speaks its protocol; prefix=… is a folder in it, use_path_style=true puts the
//	                    bucket into the path; credentials from AWS_ACCESS_KEY_ID and
//	                    AWS_SECRET_ACCESS_KEY, the profile named by profile=…, or the machine's role
//	mem://              memory, for tests
//
// A folder is made when it is missing. Invalid for a URL that is none of these.
func Open(raw string) (*Bucket, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The blob store's URL cannot be read.")
	}
	at, err := open(u)
	if err != nil {
		return nil, err
	}
	b, err := newBucket(at, MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("compression: %w", err)
	}
	return b, nil
}

func open(u *url.URL) (place, error) {
	switch u.Scheme {
	case "file":
		dir, err := pathOf(u)
		if err != nil {
			return nil, err
		}
		return openFolder(dir)
	case "mem":
		return &memory{kept: map[string][]byte{}}, nil
	case "s3":
		return openBucket(u, chain(u.Query().Get("profile")))
	}
	return nil, consent.Errorf(consent.Invalid, "The blob store's URL must begin with file:// or s3://.")
}

// pathOf reads host and path together as a path, so that file://data/blobs is a folder
// beside the database. It is absolute: the working directory may change.
func pathOf(u *url.URL) (string, error) {
	if u.RawQuery != "" || u.Opaque != "" || u.User != nil {
		return "", consent.Errorf(consent.Invalid, "A file:// URL takes a path and no options.")
	}
	if u.Host+u.Path == "" {
		return "", consent.Errorf(consent.Invalid, "The file:// URL names no folder.")
	}
	return filepath.Abs(filepath.FromSlash(u.Host + u.Path))
}
