// Package ui holds the small parts that pages are made of: fields, badges, tables, page
// links, empty states.
package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Field is a form control with its words. ID is also the target of error links.
type Field struct {
	ID, Label, Hint, Error string
}

// Attrs ties a control to its hint and error.
func (f Field) Attrs() templ.Attributes {
	out := templ.Attributes{"id": f.ID}
	var by []string
	if f.Hint != "" {
		by = append(by, f.ID+"-hint")
	}
	if f.Error != "" {
		by = append(by, f.ID+"-error")
		out["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		out["aria-describedby"] = strings.Join(by, " ")
	}
	return out
}

// Option is one choice of a select.
type Option struct {
	Value, Label string
	Selected     bool
}

// Problem is one line of an error summary. ID names the control at fault, "" for none.
type Problem struct {
	ID, Message string
}

// Link is a link with its text. Current marks the one of the page that is shown.
type Link struct {
	Text, Href string
	Current    bool
	Count      int // shown where Counted
	Counted    bool
}

// Pager holds the links between the pages of a list; "" leaves one out.
type Pager struct {
	Label               string // what is paged: "analyses"
	First, Newer, Older string
	Ordered             bool // not by time: the links say previous and next
	Number              int  // of the page, where it is known
}

func (p Pager) words(byTime, ordered string) string {
	if p.Ordered {
		return ordered
	}
	return byTime
}

// Empty says whether there is nothing to page through.
func (p Pager) Empty() bool { return p.First == "" && p.Newer == "" && p.Older == "" }

// Tone colors a badge. It is never the only sign: the text says the same.
type Tone string

// The tones.
const (
	ToneNeutral Tone = "neutral"
	ToneGood    Tone = "good"
	ToneWarn    Tone = "warn"
	ToneBad     Tone = "bad"
	ToneBusy    Tone = "busy"
)
