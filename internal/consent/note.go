package consent

import (
	"strings"
	"time"
	"unicode/utf8"
)

// MaxNote bounds the text of a note, in characters.
const MaxNote = 4000

// Note is what a person wrote about an analysis.
type Note struct {
	ID          ID
	WorkspaceID ID
	AnalysisID  ID
	Author      string // Actor.Owner; whose it is to edit and delete
	AuthorName  string
	Text        string
	CreatedAt   time.Time
	UpdatedAt   time.Time // CreatedAt until it was edited
}

// ParseNote checks a text that came from outside and trims it.
func ParseNote(s string) (string, error) {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD"))
	switch {
	case s == "":
		return "", InvalidField("text", "The note is empty.")
	case utf8.RuneCountInString(s) > MaxNote:
		return "", InvalidField("text", "A note may have at most %d characters.", MaxNote)
	}
	return s, nil
}
