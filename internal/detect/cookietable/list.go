package cookietable

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/detect/dom"
)

// list reads a definition list of labels and values.
func (f *finder) list(i int, label, value atom.Atom) {
	p := pairs{finder: f}
	at, end := "", int(f.Nodes[i].End)
	for k := i + 1; k < end && f.rows < maxRows; k++ {
		switch f.Nodes[k].Atom() {
		case label:
			at = f.Text(k, maxLabel+1)
		case value:
			f.rows++
			if at != "" {
				p.pair(at, f.cell(k), k)
			}
		}
	}
	p.flush()
}

// items reads a list whose items are "Label: value". Lists of links and menus are left
// at their first text.
func (f *finder) items(i int) {
	if !f.labels(i) {
		return
	}
	p := pairs{finder: f}
	end := int(f.Nodes[i].End)
	for k := i + 1; k < end && f.rows < maxRows; {
		if f.Nodes[k].Atom() != atom.Li {
			k++
			continue
		}
		label, value, ok := f.item(k)
		if !ok && p.row[name] == "" {
			return
		}
		f.rows++
		p.pair(label, value, k)
		k = int(f.Nodes[k].End)
	}
	p.flush()
}

// labels says whether the first text of a list begins with a known label.
func (f *finder) labels(i int) bool {
	for k := i + 1; k < int(f.Nodes[i].End); k++ {
		if n := &f.Nodes[k]; n.Is(dom.Text) {
			text := n.HTML.Data
			label, _, _ := strings.Cut(text[:min(len(text), 4*maxLabel)], ":")
			return columnOf(strings.TrimSpace(label)) != none
		}
	}
	return false
}

// item splits the text of a list item at its colon. Only a known label counts.
func (f *finder) item(k int) (label, value string, ok bool) {
	text := f.cell(k)
	label, value, ok = strings.Cut(text, ":")
	if !ok || len(label) > maxLabel || columnOf(label) == none {
		return "", "", false
	}
	return label, strings.TrimSpace(value), true
}
