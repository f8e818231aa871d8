// Package surfaces finds where a page asks for consent: notices and preference centres,
// consents in forms, placeholders of blocked content, notices about the browser. It goes
// by words, structure and naming, not by a list of known selectors.
package surfaces

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/roles"
)

// Found is a surface with its controls, in document order.
type Found struct {
	Kind       consent.Surface
	Root       int // node of its outermost element, -1 for what stands by itself
	Items      []Item
	Text       string
	Confidence float64
	Evidence   []string

	// Of the page's notice:
	Primary          bool // the one that visitors meet first
	FirstLayerReject bool
	ImpliedConsent   bool
}

// Item is a control of a surface with its role. Topic is the text around a checkbox that
// has no words of its own.
type Item struct {
	Node  int
	Guess roles.Guess
	Text  string
	Topic string
	Later bool // stands on a further layer of the notice
}

// Page is what one pass over a document gathers for the search.
type Page struct {
	Doc      *dom.Doc
	Heading  int      // node of the main heading, -1 for none
	controls []int32  // everything that a user may operate, with labels
	hits     []hit    // texts with a telling word
	named    []int32  // elements whose id or class speaks of consent
	before   []totals // what stands before each node, and at last in all
	reader   *roles.Reader
	names    map[int]string
}

// totals are running sums over a document: bytes of visible text, those of them inside
// controls, and the number of controls.
type totals struct{ text, linked, controls int32 }

// hit is a text and what its words are about.
type hit struct {
	node int32
	bits uint32
}
