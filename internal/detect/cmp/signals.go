package cmp

import "microconsent/internal/consent"

// Signals gathers what a page gives away about its consent manager. Each call looks its
// argument up at once and keeps only hits, so a walk over a document may call it for
// every node. The zero value is ready for use.
type Signals struct{ hits []hit }

type hit struct{}

// URL takes the address of a script, frame, style sheet, image or preload.
func (s *Signals) URL(address string) {}

// ID takes an id attribute.
func (s *Signals) ID(id string) {}

// Class takes a whole class attribute.
func (s *Signals) Class(classes string) {}

// Attribute takes an attribute's name and value; names like "data-cbid" decide.
func (s *Signals) Attribute(name, value string) {}

// Script takes the text of an inline script, or a piece of it.
func (s *Signals) Script(text string) {}

// Meta takes a meta element's name and content, or a tag's name with "".
func (s *Signals) Meta(name, content string) {}

// Cookie takes a cookie's name.
func (s *Signals) Cookie(name string) {}

// Global takes the name of a property of window.
func (s *Signals) Global(name string) {}

// TCF takes the CMP id of a decoded TC string.
func (s *Signals) TCF(id int) {}

// Detect lists the consent managers that the signals name, the surest first.
func Detect(s *Signals) []consent.CMP { return nil }
