// Package dom reads HTML for the engine: one parse, one walk. The result is a flat list of
// elements and texts in document order, from which visible text, accessible names,
// selectors and source lines are taken on demand, each in time linear in what is asked for.
package dom

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Flags describe a node.
type Flags uint16

// The flags. Hidden holds for the node itself or an ancestor, HiddenSelf where the reason
// is on the node. Inert nodes stand in a template that no shadow root shows, Raw texts in
// a script or style. Space means that white space stands before the node. Control is for
// the visitor to set; like Hidden it holds for all that stands inside.
const (
	Text Flags = 1 << iota
	Raw
	Inert
	Hidden
	HiddenSelf
	Space
	Block
	Control
)

// Node is an element or a text with more than white space. Parent is the index of its
// element, -1 for the outermost; End is the index after its last descendant.
type Node struct {
	HTML        *html.Node
	Parent, End int32
	Flags       Flags
}

// Is says whether all the given flags are set.
func (n *Node) Is(f Flags) bool { return n.Flags&f == f }

// Atom is the name of an element, 0 for texts and unknown names.
func (n *Node) Atom() atom.Atom { return n.HTML.DataAtom }

// Doc is a parsed document. Its methods are not safe for concurrent use.
type Doc struct {
	Nodes   []Node
	Title   string
	Lang    string // the lang attribute of the html element
	source  []byte
	tags    []tag
	ids     map[string]idUse
	labels  map[string][]int32
	hiding  map[string]bool // selectors that the page's own style sheets hide
	starts  []int32         // source offset of each node up to the last one asked for, -1 unknown
	aligned int             // tags that belong to these nodes
	places  []int32         // see position
	totals  map[string]int32
	line    struct{ offset, number int }
}

// Visit is called for every node in document order while it is at hand; the node's End is
// not known then.
type Visit func(d *Doc, i int)

// Parse reads HTML as browsers do. Material that would cost a browser's algorithm more than
// linear time or memory (deep nesting, heaps of unclosed formatting) is read by a simpler
// one. begin, if any, makes what is shown the nodes; it is called again, and what it made
// first is void, when the page must be read a second time.
func Parse(src []byte, begin func() Visit) *Doc {
	look := scan(src, minBody)
	if root := shortTree(src, look); root != nil {
		if d, whole := newDoc(src, look, root, begin); whole {
			return d
		}
	}
	if look.gaps, look.bodies = nil, 0; look.drawings > 0 {
		look = scan(src, readAll)
	}
	d, _ := newDoc(src, look, tree(src, look.hostile), begin)
	return d
}

// newDoc walks the tree. It says whether all the bodies that were left out came back.
func newDoc(src []byte, look scanned, root *html.Node, begin func() Visit) (*Doc, bool) {
	d := &Doc{source: src, tags: look.tags}
	d.Nodes = make([]Node, 0, len(look.tags)+len(look.tags)/2+16)
	r := restorer{src: src, gaps: look.gaps}
	var visit Visit
	if begin != nil {
		visit = begin()
	}
	d.walk(root, visit, &r)
	return d, r.whole(look.bodies)
}

// shortTree is the tree of the source without its gaps, nil where it must be read whole.
func shortTree(src []byte, look scanned) *html.Node {
	if look.hostile {
		return nil
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	short := cut(*buffer, src, look.gaps, minCut)
	if short == nil {
		return nil
	}
	*buffer = short
	root, err := html.Parse(bytes.NewReader(short))
	if err != nil {
		return nil
	}
	return root
}

func tree(src []byte, hostile bool) *html.Node {
	if !hostile {
		if root, err := html.Parse(bytes.NewReader(src)); err == nil {
			return root
		}
	}
	return simpleTree(src)
}

// Attr returns the value of an attribute of a node, "" when it has none.
func (n *Node) Attr(key string) string { v, _ := n.LookupAttr(key); return v }

// LookupAttr returns the value of an attribute and whether the node has it.
func (n *Node) LookupAttr(key string) (string, bool) {
	for i := range n.HTML.Attr {
		if a := &n.HTML.Attr[i]; a.Key == key && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// Within says whether node i is root or one of its descendants.
func (d *Doc) Within(i, root int) bool { return root <= i && i < int(d.Nodes[root].End) }

// Parent returns the index of the parent element, -1 for the outermost.
func (d *Doc) Parent(i int) int { return int(d.Nodes[i].Parent) }
