package dom

import (
	"bytes"

	"golang.org/x/net/html/atom"
)

// reach is how many start tags further on an element is looked for.
const reach = 64

// Offset is where the start tag of element i stands in the source; for a text, that of its
// element. An element that the parser made by itself takes its parent's offset.
func (d *Doc) Offset(i int) int {
	d.align(i)
	for ; i >= 0; i = d.Parent(i) {
		if at := d.starts[i]; at >= 0 {
			return int(at)
		}
	}
	return 0
}

// Line is the line of Offset, from 1.
func (d *Doc) Line(i int) int {
	at := d.Offset(i)
	if at < d.line.offset {
		d.line.offset, d.line.number = 0, 0
	}
	d.line.number += bytes.Count(d.source[d.line.offset:at], []byte("\n"))
	d.line.offset = at
	return d.line.number + 1
}

// align gives every element up to node i the start tag that made it. Both lists are in
// document order save for what the parser moves, drops, clones or makes up.
func (d *Doc) align(i int) {
	for k := len(d.starts); k <= i; k++ {
		at := int32(-1)
		if n := &d.Nodes[k]; !n.Is(Text) {
			if t := d.find(n, d.aligned); t >= 0 {
				at = d.tags[t].offset
				d.aligned = t + 1
			}
		}
		d.starts = append(d.starts, at)
	}
}

// find looks for an element's start tag from a place on. The very next tag is believed
// when the names agree: a mistake ends at the next element that does not fit.
func (d *Doc) find(n *Node, from int) int {
	if from < len(d.tags) && d.tags[from].name == n.Atom() && (n.Atom() != 0 || d.shows(n, from)) {
		return from
	}
	if implied(n) {
		return -1
	}
	for k := from; k < from+reach && k < len(d.tags); k++ {
		if d.tags[k].name == n.Atom() && d.shows(n, k) {
			return k
		}
	}
	return -1
}

// implied tells elements that a parser makes without a tag.
func implied(n *Node) bool {
	if len(n.HTML.Attr) > 0 {
		return false
	}
	switch n.Atom() {
	case atom.Html, atom.Head, atom.Body, atom.Tbody, atom.Tr, atom.Colgroup, atom.P, atom.Br:
		return true
	}
	return false
}

// shows says whether the k-th start tag holds the element's first attribute. Values with
// character references are not compared.
func (d *Doc) shows(n *Node, k int) bool {
	if len(n.HTML.Attr) == 0 {
		return true
	}
	const most = 2000 // bytes of a tag that are looked at
	raw := d.source[d.tags[k].offset:]
	if k+1 < len(d.tags) {
		raw = raw[:d.tags[k+1].offset-d.tags[k].offset]
	}
	value := n.HTML.Attr[0].Val
	if len(value) > most/2 {
		value = value[:most/2]
	}
	plain, _, _ := bytes.Cut([]byte(value), []byte("\n"))
	if bytes.ContainsAny(plain, "&<>\"'\u00a0") {
		return true
	}
	return bytes.Contains(raw[:min(len(raw), most)], plain)
}
