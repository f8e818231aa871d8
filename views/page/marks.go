package page

import (
	"time"

	"microconsent/views/ui"
)

// Marks are what people put on an analysis: tags and notes. Base is its address; "" when
// the reader may change nothing.
type Marks struct {
	Base  string
	Tags  []ui.Link // to the history of the tag
	Known []string  // tags in use, offered for a new one
	Notes []Note

	Tag, Note string // what a form held that was refused
	Edited    string // id of the note that it was about; "" for a new one
	Fields    map[string]string
	Problems  []ui.Problem
	Partial   bool
	Says      string // told beside the fragment
}

// Note is a note by one person, who alone may change it.
type Note struct {
	ID, Author, Text string
	Typed            string // in the form: the text, or what was refused
	Error            string
	When             time.Time
	Edited           string // when it was changed; "" for never
	Mine             bool
}

// newNote is what the form of a new note holds.
func (m Marks) newNote() string {
	if m.Edited != "" {
		return ""
	}
	return m.Note
}

func (m Marks) newNoteError() string {
	if m.Edited != "" {
		return ""
	}
	return m.Fields["text"]
}

func (m Marks) newTagError() string { return m.Fields["tags"] }

// Shelf is whether an analysis is archived, and the addresses of what the reader may do
// about that; "" is nothing.
type Shelf struct {
	Archived                   bool
	Archive, Unarchive, Delete string
}
