// Package blob keeps source bytes and evidence by key, compressed with zstd, in a folder,
// an S3 bucket or memory.
package blob

import (
	"context"
	"errors"
	"io"
	"regexp"
	"strings"

	"github.com/klauspost/compress/zstd"

	"microconsent/internal/consent"
)

// MaxBytes is the largest content of one key, unpacked. It bounds what a damaged or
// planted blob can unpack to.
const MaxBytes = 256 << 20

const maxKey = 512

// place is where packed bytes are kept. Its methods return the errors of the library below.
type place interface {
	size(ctx context.Context, key string) (int64, error)
	// read returns at most limit bytes.
	read(ctx context.Context, key string, limit int64) ([]byte, error)
	write(ctx context.Context, key string, packed []byte) error
	remove(ctx context.Context, key string) error
	// list tells of every key in the folder prefix, all for "".
	list(ctx context.Context, prefix string, each func(key string) error) error
	ping(ctx context.Context) error
	// missing says whether an error means that the key is not there.
	missing(err error) bool
}

// Bucket implements consent.Blobs. Safe for concurrent use.
type Bucket struct {
	place  place
	pack   *zstd.Encoder
	unpack *zstd.Decoder
	limit  int64
}

var _ consent.Blobs = (*Bucket)(nil)

func newBucket(place place, limit int64) (*Bucket, error) {
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(true), zstd.WithZeroFrames(true))
	if err != nil {
		return nil, err
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(uint64(limit)), zstd.WithDecoderConcurrency(0))
	if err != nil {
		return nil, err
	}
	return &Bucket{place: place, pack: pack, unpack: unpack, limit: limit}, nil
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
	size, err := b.place.size(ctx, key)
	if err == nil && size == int64(len(packed)) {
		return nil
	}
	if err != nil && !b.place.missing(err) {
		return b.explain(err)
	}
	return b.explain(b.place.write(ctx, key, packed))
}

// Get returns what is kept under key: NotFound when nothing is, Internal when it is damaged.
func (b *Bucket) Get(ctx context.Context, key string) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	packed, err := b.place.read(ctx, key, b.limit+1)
	if err != nil {
		return nil, b.explain(err)
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

// Delete removes key. A missing key is no error.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := b.place.remove(ctx, key)
	if err != nil && b.place.missing(err) {
		return nil
	}
	return b.explain(err)
}

// List tells of every key below a folder of keys ("sources/0197"), all for "", in no
// certain order, and ends with the first error of each.
func (b *Bucket) List(ctx context.Context, folder string, each func(key string) error) error {
	if folder != "" {
		if err := checkKey(folder); err != nil {
			return err
		}
	}
	var own error
	err := b.place.list(ctx, folder, func(key string) error {
		own = each(key)
		return own
	})
	if own != nil {
		return own
	}
	return b.explain(err)
}

// Ping says whether the store can be reached; of a folder also whether it can be written.
func (b *Bucket) Ping(ctx context.Context) error { return b.explain(b.place.ping(ctx)) }

// Close releases the store.
func (b *Bucket) Close() error {
	b.unpack.Close()
	return b.pack.Close()
}

var keyPattern = regexp.MustCompile(`^[a-z0-9/._-]+$`)

// checkKey refuses keys that a file system or a bucket could read as another place. They
// are made by this program, so a bad one is our fault.
func checkKey(key string) error {
	bad := len(key) > maxKey || !keyPattern.MatchString(key)
	for part := range strings.SplitSeq(key, "/") {
		bad = bad || part == "" || strings.Trim(part, ".") == "" || strings.Contains(part, "..") || len(part) > 200
	}
	if bad || strings.HasSuffix(key, ".attrs") || strings.HasSuffix(key, halfName) { // names that folders of files use or used themselves
		return consent.Errorf(consent.Internal, "The blob key %q is not allowed.", key)
	}
	return nil
}

// explain gives an error of the store a code.
func (b *Bucket) explain(err error) error {
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[*consent.Error](err); ok {
		return own
	}
	switch code := consent.CodeOf(err); {
	case code == consent.Canceled || code == consent.Timeout:
		return consent.Wrap(err, code, "%s", consent.MessageOf(err))
	case b.place.missing(err):
		return consent.Wrap(err, consent.NotFound, "The stored bytes are not there.")
	}
	return consent.Wrap(err, consent.Unavailable, "The blob store cannot be used.")
}
