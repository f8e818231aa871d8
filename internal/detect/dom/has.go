package dom

import (
	"slices"

	"golang.org/x/net/html/atom"
)

// Has says whether the source holds a start tag of one of the names. It is much cheaper than
// a pass over the nodes, and may be true of a tag that stands in a template.
func (d *Doc) Has(names ...atom.Atom) bool {
	return slices.ContainsFunc(d.tags, func(t tag) bool { return slices.Contains(names, t.name) })
}
