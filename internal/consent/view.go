package consent

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of saved views: the length of a name in characters, and how many one person keeps.
const (
	MaxViewName = 80
	MaxViews    = 100
)

// View is a filter that somebody gave a name. A shared one is everybody's to open and the
// admins' to change; any other is its owner's only.
type View struct {
	ID          ID
	WorkspaceID ID
	Owner       string // Actor.Owner
	OwnerName   string
	Name        string
	Query       string // canonical form of the filter, as in an address
	Shared      bool
	Position    int // from 0; the order among own ones, and among shared ones
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Default     bool // the reader's history opens with it; filled in when read
}

// ParseViewName checks a name that came from outside and folds its spaces.
func ParseViewName(s string) (string, error) {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")), " ")
	switch {
	case s == "":
		return "", InvalidField("name", "A view needs a name.")
	case utf8.RuneCountInString(s) > MaxViewName:
		return "", InvalidField("name", "A name may have at most %d characters.", MaxViewName)
	}
	return s, nil
}

// CanonicalQuery brings the query of a view into the one form of its filter. A leading
// question mark is no harm; a cursor belongs to one page and falls away.
func CanonicalQuery(query string) (string, error) {
	values, err := url.ParseQuery(strings.TrimPrefix(strings.TrimSpace(query), "?"))
	if err != nil {
		return "", InvalidField("query", "This is no filter: write it as in an address, such as status=failed&grade=F.")
	}
	f, err := ParseFilter(values)
	if err != nil {
		return "", err
	}
	return f.Values().Encode(), nil
}
