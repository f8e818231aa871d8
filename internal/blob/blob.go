// Package blob keeps source bytes and evidence by key, compressed with zstd, in a folder,
// an S3 bucket or memory.
package blob

import (
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/klauspost/compress/zstd"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"microconsent/internal/consent"
)

// MaxBytes is the largest content of one key, unpacked. It bounds what a damaged or
// planted blob can unpack to.
const MaxBytes = 256 << 20

const (
	maxKey    = 512
	packedTyp = "application/zstd"
)

// Bucket implements consent.Blobs. Safe for concurrent use.
type Bucket struct {
	bucket *blob.Bucket
	dir    string // of a file:// store
	pack   *zstd.Encoder
	unpack *zstd.Decoder
	limit  int64
}

var _ consent.Blobs = (*Bucket)(nil)

func newBucket(bucket *blob.Bucket, limit int64) (*Bucket, error) {
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(true), zstd.WithZeroFrames(true))
	if err != nil {
		return nil, err
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(uint64(limit)), zstd.WithDecoderConcurrency(0))
	if err != nil {
		return nil, err
	}
	return &Bucket{bucket: bucket, pack: pack, unpack: unpack, limit: limit}, nil
}

// Put keeps body under key. A key that is there in full is left alone: keys name their
// content. One of another size (a write that a power cut ended) is written again.
func (b *Bucket) Put(ctx context.Context, key string, body []byte) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if int64(len(body)) > b.limit {
		return consent.Errorf(consent.TooLarge, "At most %d bytes can be kept; this has %d.", b.limit, len(body))
	}
	packed := b.pack.EncodeAll(body, nil)
	attributes, err := b.bucket.Attributes(ctx, key)
	if err == nil && attributes.Size == int64(len(packed)) {
		return nil
	}
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return explain(err)
	}
	return explain(b.bucket.WriteAll(ctx, key, packed, &blob.WriterOptions{ContentType: packedTyp}))
}

// Get returns what is kept under key: NotFound when nothing is, Internal when it is damaged.
func (b *Bucket) Get(ctx context.Context, key string) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	packed, err := b.read(ctx, key)
	if err != nil {
		return nil, explain(err)
	}
	body, err := b.unpack.DecodeAll(packed, nil)
	if len(packed) == 0 { // nothing is kept as a frame too
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, consent.Wrap(err, consent.Internal, "The stored bytes are damaged.")
	}
	if body == nil {
		body = []byte{}
	}
	return body, nil
}

func (b *Bucket) read(ctx context.Context, key string) ([]byte, error) {
	r, err := b.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, err
	}
	packed, err := io.ReadAll(io.LimitReader(r, b.limit+1))
	return packed, errors.Join(err, r.Close())
}

// Delete removes key. A missing key is no error.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := b.bucket.Delete(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return explain(err)
}

// Ping says whether the store can be reached; of a folder also whether it can be written.
func (b *Bucket) Ping(ctx context.Context) error {
	if b.dir != "" {
		return probe(b.dir)
	}
	ok, err := b.bucket.IsAccessible(ctx)
	if err == nil && !ok {
		return consent.Errorf(consent.Unavailable, "The blob store is not there.")
	}
	return explain(err)
}

func probe(dir string) error {
	f, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return consent.Wrap(err, consent.Unavailable, "The blob folder cannot be written.")
	}
	return explain(errors.Join(f.Close(), os.Remove(f.Name())))
}

// Close releases the store.
func (b *Bucket) Close() error {
	b.unpack.Close()
	return errors.Join(b.pack.Close(), b.bucket.Close())
}

var keyPattern = regexp.MustCompile(`^[a-z0-9/._-]+$`)

// checkKey refuses keys that a file system or a bucket could read as another place. They
// are made by this program, so a bad one is our fault.
func checkKey(key string) error {
	bad := len(key) > maxKey || !keyPattern.MatchString(key)
	for part := range strings.SplitSeq(key, "/") {
		bad = bad || part == "" || strings.Trim(part, ".") == "" || strings.Contains(part, "..") || len(part) > 200
	}
	if bad || strings.HasSuffix(key, ".attrs") || strings.HasSuffix(key, ".tmp") { // names that the file store uses itself
		return consent.Errorf(consent.Internal, "The blob key %q is not allowed.", key)
	}
	return nil
}

// explain gives an error of the store a code.
func explain(err error) error {
	if err == nil {
		return nil
	}
	if code := consent.CodeOf(err); code == consent.Canceled || code == consent.Timeout {
		return consent.Wrap(err, code, "%s", consent.MessageOf(err))
	}
	switch gcerrors.Code(err) {
	case gcerrors.NotFound:
		return consent.Wrap(err, consent.NotFound, "The stored bytes are not there.")
	case gcerrors.Canceled:
		return consent.Wrap(err, consent.Canceled, "The request was canceled.")
	case gcerrors.DeadlineExceeded:
		return consent.Wrap(err, consent.Timeout, "The blob store took too long.")
	}
	return consent.Wrap(err, consent.Unavailable, "The blob store cannot be used.")
}
