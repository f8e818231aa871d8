package consent

import (
	"context"
	"time"
)

// OnceFor is how long the answer to a request with an Idempotency-Key is kept.
const OnceFor = 24 * time.Hour

// Once is a request that its caller marked with an Idempotency-Key: sent again, it is
// answered as it was and does nothing.
type Once struct {
	WorkspaceID ID
	Caller      string // user or key: one caller's keys mean nothing to another
	Key         string
	Fingerprint string // of method, address and body
	CreatedAt   time.Time
	Answer      StoredAnswer
}

// StoredAnswer is an answer as it was sent. Status is 0 while the request still runs.
type StoredAnswer struct {
	Status int
	Header map[string]string
	Body   []byte
}

// OnceStore keeps requests that are to happen once.
type OnceStore interface {
	// BeginOnce notes a request, or returns the one that has the caller's key already. One
	// from before stale, and one that still runs and began before abandoned, gives its place.
	BeginOnce(ctx context.Context, o Once, stale, abandoned time.Time) (*Once, error)
	// FinishOnce keeps the answer.
	FinishOnce(ctx context.Context, o Once) error
	// DropOnce forgets a request that did nothing, so that it may be sent again.
	DropOnce(ctx context.Context, o Once) error
	// DeleteOnce forgets those from before the given time.
	DeleteOnce(ctx context.Context, before time.Time) (int, error)
}
