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

// Cursor is a place in a list that is ordered by (created_at, id), or by a value before
// those: then Sort says by which, and Text or Number holds it.
type Cursor struct {
	CreatedAt time.Time
	ID        ID
	Sort      Sort // "", SortSite, SortScore or SortSeverity
	Text      string
	Number    int
}

// String encodes the cursor for a URL. Clients treat it as opaque.
func (c Cursor) String() string {
	raw := strconv.FormatInt(c.CreatedAt.UnixMicro(), 10) + "." + string(c.ID)
	switch c.Sort {
	case SortSite:
		raw += "." + string(c.Sort) + "." + c.Text
	case SortScore, SortSeverity:
		raw += "." + string(c.Sort) + "." + strconv.Itoa(c.Number)
	}
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
	id, rest, ordered := strings.Cut(id, ".")
	parsed, err := ParseID(id)
	if err != nil {
		return Cursor{}, bad
	}
	c := Cursor{CreatedAt: time.UnixMicro(at).UTC(), ID: parsed}
	if ordered && !c.orderedBy(rest) {
		return Cursor{}, bad
	}
	return c, nil
}

// orderedBy reads the value that the list is ordered by.
func (c *Cursor) orderedBy(s string) bool {
	by, value, found := strings.Cut(s, ".")
	switch c.Sort = Sort(by); c.Sort {
	case SortSite:
		c.Text = strings.ToValidUTF8(strings.ReplaceAll(value, "\x00", ""), "\uFFFD")
		return found && len(value) <= maxQuery
	case SortScore, SortSeverity:
		number, err := strconv.ParseInt(value, 10, 32)
		c.Number = int(number)
		return found && err == nil
	}
	return false
}

// Page is one page of a list. Next is nil on the last page.
type Page[T any] struct {
	Items []T
	Next  *Cursor
}
