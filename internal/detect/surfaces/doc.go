// Package surfaces finds where a page asks for consent: notices and preference centres,
// consents in forms, placeholders of blocked content, notices about the browser. It goes
// by words, structure and naming, not by a list of known selectors.
package surfaces

import "microconsent/internal/detect/dom"

// Page is what one pass over a document gathers for the search.
type Page struct {
	Doc      *dom.Doc
	controls []int32 // everything that a user may operate, with labels
	hits     []hit   // texts with a word of consent notices
	named    []int32 // elements whose id or class speaks of consent
	textLen  []int32 // bytes of visible text before each node
	linkLen  []int32 // of it inside links
	operable []int32 // controls before each node
}

// hit is a text and what its words are about.
type hit struct {
	node int32
	bits uint32
}
