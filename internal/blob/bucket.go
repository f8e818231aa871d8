package blob

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"microconsent/internal/consent"
)

// bucket is a store in a bucket of S3 or of a service that speaks its protocol.
type bucket struct {
	client *minio.Client
	name   string
	prefix string // of every key, ends in a slash unless empty
}

// bucketTries is how often a request is made before it fails: jobs are tried again anyway.
const bucketTries = 3

// amazon is where S3 is when the URL names no endpoint.
const amazon = "https://s3.amazonaws.com"

// bucketOptions are the options of an s3:// URL, as Open tells them.
func bucketOptions() []string {
	return []string{"endpoint", "region", "prefix", "use_path_style", "profile"}
}

// openBucket reads s3://bucket?options. It makes no request.
func openBucket(u *url.URL, creds *credentials.Credentials) (bucket, error) {
	query := u.Query()
	for key := range query {
		if !slices.Contains(bucketOptions(), key) {
			return bucket{}, consent.Errorf(consent.Invalid, "An s3:// URL has no option %q. Known: %s.", key, strings.Join(bucketOptions(), ", "))
		}
	}
	if u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return bucket{}, consent.Errorf(consent.Invalid, "An s3:// URL names a bucket, with credentials in the environment and folders as prefix=….")
	}
	endpoint, err := url.Parse(cmp.Or(query.Get("endpoint"), amazon))
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" {
		return bucket{}, consent.Errorf(consent.Invalid, "The endpoint of the s3:// URL must be an http or https address.")
	}
	options := &minio.Options{Creds: creds, Secure: endpoint.Scheme == "https", Region: query.Get("region"), MaxRetries: bucketTries}
	if query.Get("use_path_style") == "true" {
		options.BucketLookup = minio.BucketLookupPath
	}
	client, err := minio.New(endpoint.Host, options)
	if err != nil {
		return bucket{}, consent.Wrap(err, consent.Invalid, "The S3 bucket cannot be opened.")
	}
	prefix := strings.Trim(query.Get("prefix"), "/")
	if prefix != "" {
		prefix += "/"
	}
	return bucket{client, u.Host, prefix}, nil
}

// chain looks for credentials where Amazon's own tools do: environment, the file of
// profiles, the machine's or container's role.
func chain(profile string) *credentials.Credentials {
	return credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.FileAWSCredentials{Profile: profile}, &credentials.IAM{}})
}

func (b bucket) size(ctx context.Context, key string) (int64, error) {
	info, err := b.client.StatObject(ctx, b.name, b.prefix+key, minio.StatObjectOptions{})
	return info.Size, err
}

func (b bucket) read(ctx context.Context, key string, limit int64) ([]byte, error) {
	object, err := b.client.GetObject(ctx, b.name, b.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	packed, err := io.ReadAll(io.LimitReader(object, limit))
	return packed, errors.Join(err, object.Close())
}

func (b bucket) write(ctx context.Context, key string, packed []byte) error {
	_, err := b.client.PutObject(ctx, b.name, b.prefix+key, bytes.NewReader(packed), int64(len(packed)),
		minio.PutObjectOptions{ContentType: "application/zstd"})
	return err
}

func (b bucket) remove(ctx context.Context, key string) error {
	return b.client.RemoveObject(ctx, b.name, b.prefix+key, minio.RemoveObjectOptions{})
}

func (b bucket) list(ctx context.Context, prefix string, each func(key string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when each fails
	within := b.prefix
	if prefix != "" {
		within += prefix + "/"
	}
	for object := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: within, Recursive: true}) {
		if object.Err != nil {
			return object.Err
		}
		if err := each(strings.TrimPrefix(object.Key, b.prefix)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b bucket) ping(ctx context.Context) error {
	ok, err := b.client.BucketExists(ctx, b.name)
	if err == nil && !ok {
		return consent.Errorf(consent.Unavailable, "The S3 bucket is not there.")
	}
	return err
}

func (b bucket) missing(err error) bool {
	answer, ok := errors.AsType[minio.ErrorResponse](err)
	return ok && answer.Code == minio.NoSuchKey
}
