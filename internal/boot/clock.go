package boot

import (
	"time"

	"github.com/google/uuid"

	"microconsent/internal/consent"
)

// Clock is the machine's clock, in UTC.
type Clock struct{}

// Now returns the current time in UTC.
func (Clock) Now() time.Time { return time.Now().UTC() }

// IDs makes UUIDs of version 7 (RFC 9562, section 5.7).
type IDs struct{}

// NewID returns a new id.
func (IDs) NewID() consent.ID { return consent.ID(uuid.Must(uuid.NewV7()).String()) }
