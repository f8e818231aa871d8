package dom

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Selector is a CSS selector that finds exactly element i. It is the element's own id where
// that is unique; else a path from the nearest ancestor with a unique id, which still ends
// in "#id" where the element has one.
func (d *Doc) Selector(i int) string {
	if d.uniqueID(i) {
		return "#" + escape(d.Nodes[i].Attr("id"))
	}
	var path []string
	for ; i >= 0; i = d.Parent(i) {
		if len(path) > 0 && d.uniqueID(i) {
			path = append(path, "#"+escape(d.Nodes[i].Attr("id")))
			break
		}
		path = append(path, d.step(i))
	}
	reverse(path)
	return strings.Join(path, " > ")
}

// step names one element among its siblings.
func (d *Doc) step(i int) string {
	n := &d.Nodes[i]
	s := escape(n.HTML.Data)
	switch nth, only := d.position(i); {
	case strings.ToLower(n.HTML.Data) != n.HTML.Data:
		s = ":nth-child(" + strconv.Itoa(d.child(i)) + ")" // names of SVG, whose case readers treat differently
	case !only:
		s += ":nth-of-type(" + strconv.Itoa(nth) + ")"
	}
	if id := n.Attr("id"); id != "" {
		s += "#" + escape(id)
	}
	return s
}

// XPath is the absolute path of element i.
func (d *Doc) XPath(i int) string {
	var path []string
	for ; i >= 0; i = d.Parent(i) {
		s := d.Nodes[i].HTML.Data
		if d.Nodes[i].HTML.Namespace != "" || strings.ContainsAny(s, ":'\"[]()@*=") {
			s = "*[name()=" + quoteXPath(s) + "]"
		}
		if nth, only := d.position(i); !only {
			s += "[" + strconv.Itoa(nth) + "]"
		}
		path = append(path, s)
	}
	reverse(path)
	return "/" + strings.Join(path, "/")
}

func quoteXPath(s string) string {
	if !strings.Contains(s, "'") {
		return "'" + s + "'"
	}
	return `"` + strings.ReplaceAll(s, `"`, "") + `"`
}

func (d *Doc) uniqueID(i int) bool {
	id := d.Nodes[i].Attr("id")
	return id != "" && d.byID()[id].count == 1
}

// child is the element's place among all elements of its parent, from 1.
func (d *Doc) child(i int) int {
	place := 1
	for s := d.Nodes[i].HTML.PrevSibling; s != nil; s = s.PrevSibling {
		if s.Type == html.ElementNode {
			place++
		}
	}
	return place
}

// position is the element's place among the siblings of its name, from 1, and whether it
// is the only one. All siblings are counted at the first question, so that a long list
// costs linear time.
func (d *Doc) position(i int) (nth int, only bool) {
	if d.places == nil {
		d.places, d.totals = make([]int32, len(d.Nodes)), map[string]int32{}
	}
	if d.places[i] == 0 {
		d.count(int(d.Nodes[i].Parent))
	}
	return int(d.places[i] >> 1), d.places[i]&1 != 0
}

// count gives every child of a parent its place, doubled, plus one where it is the only
// one of its name.
func (d *Doc) count(parent int) {
	clear(d.totals)
	begin, end := 0, len(d.Nodes)
	if parent >= 0 {
		begin, end = parent+1, int(d.Nodes[parent].End)
	}
	for k := begin; k < end; k = int(d.Nodes[k].End) {
		if n := &d.Nodes[k]; !n.Is(Text) {
			d.totals[n.HTML.Data]++
			d.places[k] = d.totals[n.HTML.Data] << 1
		}
	}
	for k := begin; k < end; k = int(d.Nodes[k].End) {
		if n := &d.Nodes[k]; !n.Is(Text) && d.totals[n.HTML.Data] == 1 {
			d.places[k] |= 1
		}
	}
}

// escape writes a name as a CSS identifier (CSSOM, serialize an identifier).
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == 0:
			b.WriteRune('\ufffd')
		case r < ' ' || r == 0x7f, r >= '0' && r <= '9' && (i == 0 || i == 1 && s[0] == '-'):
			b.WriteString("\\" + strconv.FormatInt(int64(r), 16) + " ")
		case r == '-' && len(s) == 1:
			b.WriteString(`\-`)
		case r >= 0x80 || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z':
			b.WriteRune(r)
		default:
			b.WriteString(`\` + string(r))
		}
	}
	return b.String()
}

func reverse(s []string) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}
