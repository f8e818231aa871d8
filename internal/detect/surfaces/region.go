package surfaces

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/roles"
)

// Limits of a notice.
const (
	maxText         = 8_000  // bytes of text in one that nothing names so
	maxNamedText    = 60_000 // in one with a telling name, such as a preference centre
	maxControls     = 600
	maxRegions      = 300 // looked at on one page
	minOwnText      = 15  // bytes outside its controls
	maxTextOfBanner = 12_000
)

// region is a part of the page that may be a notice, with what is known of it.
type region struct {
	root     int
	words    uint32
	named    bool
	dialog   bool
	controls []int
	guesses  []roles.Guess
	has      map[consent.ClauseRole]int
	score    float64
}

// span sums prefix counts over a subtree.
func span(sums []int32, d *dom.Doc, i int) int {
	return int(sums[d.Nodes[i].End] - sums[i])
}

// pageLike tells elements that hold the page rather than a part of it.
func (p *Page) pageLike(i int) bool {
	n := &p.Doc.Nodes[i]
	switch n.Atom() {
	case atom.Html, atom.Body, atom.Head:
		return true
	}
	limit := maxText
	if p.isNamed(i) || dialog(n) {
		limit = maxNamedText
	}
	return span(p.textLen, p.Doc, i) > limit || span(p.operable, p.Doc, i) > maxControls
}

func dialog(n *dom.Node) bool {
	switch strings.ToLower(n.Attr("role")) {
	case "dialog", "alertdialog", "alert":
		return true
	}
	return n.Atom() == atom.Dialog || n.Attr("aria-modal") == "true"
}

// isNamed says whether the element's own id or class speaks of consent.
func (p *Page) isNamed(i int) bool {
	lo, hi := 0, len(p.named)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(p.named[mid]) < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(p.named) && int(p.named[lo]) == i
}

// within returns the part of a sorted list of nodes that stands below root.
func within(sorted []int32, root, end int) []int32 {
	lo, hi := lowerBound(sorted, root), lowerBound(sorted, end)
	return sorted[lo:hi]
}

func lowerBound(sorted []int32, v int) int {
	lo, hi := 0, len(sorted)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(sorted[mid]) < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
