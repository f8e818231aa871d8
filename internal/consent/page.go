package consent

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Limits of a page of a list.
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// Cursor is a place in a list that is ordered by (created_at, id).
type Cursor struct {
	CreatedAt time.Time
	ID        ID
}

// String encodes the cursor for a URL. Clients treat it as opaque.
func (c Cursor) String() string {
	raw := strconv.FormatInt(c.CreatedAt.UnixMicro(), 10) + "." + string(c.ID)
	return base64.RawURLEncoding.EncodeToString([]byte(raw))
}

// ParseCursor decodes what String made; anything else is an Invalid error.
func ParseCursor(s string) (Cursor, error) {
	bad := InvalidField("cursor", "This page link is broken or outdated. Start again from the first page.")
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return Cursor{}, bad
	}
	micros, id, found := strings.Cut(string(raw), ".")
	at, err := strconv.ParseInt(micros, 10, 64)
	if !found || err != nil {
		return Cursor{}, bad
	}
	parsed, err := ParseID(id)
	if err != nil {
		return Cursor{}, bad
	}
	return Cursor{CreatedAt: time.UnixMicro(at).UTC(), ID: parsed}, nil
}

// Page is one page of a list. Next is nil on the last page.
type Page[T any] struct {
	Items []T
	Next  *Cursor
}
