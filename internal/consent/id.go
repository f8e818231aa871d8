package consent

import (
	"regexp"
	"time"
)

// ID names a row. Values are UUIDs of version 7 in lower case (RFC 9562), so that ids
// sort by creation time.
type ID string

var idPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// ParseID checks the form of an id that came from outside. A malformed id is reported
// as NotFound, since no row can have it.
func ParseID(s string) (ID, error) {
	if !idPattern.MatchString(s) {
		return "", Errorf(NotFound, "There is nothing with this id.")
	}
	return ID(s), nil
}

// IDs makes new ids. Injected, so that tests can foresee them.
type IDs interface{ NewID() ID }

// Clock tells the time in UTC. Injected, so that tests own it.
type Clock interface{ Now() time.Time }

// Timestamp cuts t to what every database keeps: UTC, microseconds.
func Timestamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
