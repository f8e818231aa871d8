package dom

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// MaxName is where names of controls are cut, in bytes.
const MaxName = 1000

// Name is what a reader takes a control to be called. For an input: its label, else its
// value, aria-label or title. For any other element: its visible text, else what
// assistive technology would say (accname 1.2: aria-labelledby, aria-label, alternative
// text of images, title, value).
func (d *Doc) Name(i int) string {
	n := &d.Nodes[i]
	if n.Atom() == atom.Input {
		return d.inputName(i)
	}
	if t := d.Text(i, MaxName); t != "" {
		return t
	}
	return first(d.ariaName(i), d.altText(i), Fold(n.Attr("title"), MaxName), Fold(n.Attr("value"), MaxName))
}

func (d *Doc) inputName(i int) string {
	n := &d.Nodes[i]
	value := Fold(n.Attr("value"), MaxName)
	switch strings.ToLower(n.Attr("type")) {
	case "submit", "button", "reset", "image":
		return first(value, d.ariaName(i), Fold(n.Attr("alt"), MaxName), Fold(n.Attr("title"), MaxName))
	}
	if label := d.LabelText(i); label != "" {
		return label
	}
	spoken := first(d.ariaName(i), Fold(n.Attr("title"), MaxName))
	if token(value) && spoken != "" {
		return spoken
	}
	return first(value, spoken, Fold(n.Attr("placeholder"), MaxName))
}

// token tells values that are sent to a server and name nothing.
func token(value string) bool {
	switch strings.ToLower(value) {
	case "", "on", "off", "true", "false", "yes", "no", "y", "n", "check", "checked":
		return true
	}
	return len(value) < 3
}

// LabelText is the text of the labels of a form control, "" when it has none.
func (d *Doc) LabelText(i int) string {
	var parts []string
	for _, l := range d.Labels(i) {
		if t := d.Text(l, MaxName); t != "" {
			parts = append(parts, t)
		}
	}
	return Fold(strings.Join(parts, " "), MaxName)
}

// Labels are the label elements of a form control: those that point to it, else the one
// that it stands in.
func (d *Doc) Labels(i int) []int {
	var out []int
	if id := d.Nodes[i].Attr("id"); id != "" {
		for _, l := range d.labelsOf(id) {
			out = append(out, int(l))
		}
		if d.byID()[id].count > 1 {
			out = d.nearest(i, out)
		}
	}
	if len(out) > 0 {
		return out
	}
	for p := d.Parent(i); p >= 0; p = d.Parent(p) {
		if isLabel(&d.Nodes[p]) {
			return []int{p}
		}
	}
	return nil
}

// nearest keeps the label closest in the source, where an id is used several times.
func (d *Doc) nearest(i int, labels []int) []int {
	best := -1
	for k, l := range labels {
		if best < 0 || abs(l-i) < abs(labels[best]-i) {
			best = k
		}
	}
	if best < 0 {
		return nil
	}
	return labels[best : best+1]
}

// Labelled returns the control that a label is for, -1 when there is none.
func (d *Doc) Labelled(i int) int {
	n := &d.Nodes[i]
	if target := n.Attr("for"); target != "" {
		if u, ok := d.byID()[target]; ok && u.count == 1 {
			return int(u.first)
		} else if ok {
			return d.nearestWithID(i, target, int(u.first))
		}
	}
	for k := i + 1; k < int(n.End); k++ {
		switch d.Nodes[k].Atom() {
		case atom.Input, atom.Select, atom.Textarea:
			return k
		}
	}
	return -1
}

// nearestWithID looks for an element with a repeated id close to the label.
func (d *Doc) nearestWithID(i int, id string, other int) int {
	const reach = 60
	for step := 1; step < reach; step++ {
		for _, k := range []int{i - step, i + step} {
			if k >= 0 && k < len(d.Nodes) && d.Nodes[k].Attr("id") == id {
				return k
			}
		}
	}
	return other
}

func (d *Doc) ariaName(i int) string {
	n := &d.Nodes[i]
	var parts []string
	for _, id := range strings.Fields(Fold(n.Attr("aria-labelledby"), MaxName)) {
		if k := d.ByID(id); k >= 0 && k != i {
			parts = append(parts, d.Text(k, MaxName))
		}
	}
	return first(Fold(strings.Join(parts, " "), MaxName), Fold(n.Attr("aria-label"), MaxName))
}

// altText is the alternative text of the first image inside, or the label of a part.
func (d *Doc) altText(i int) string {
	for k := i + 1; k < int(d.Nodes[i].End); k++ {
		n := &d.Nodes[k]
		if n.Is(Text) {
			continue
		}
		if t := first(n.Attr("alt"), n.Attr("aria-label"), n.Attr("title")); t != "" {
			return Fold(t, MaxName)
		}
	}
	return ""
}

func isLabel(n *Node) bool { return n.Atom() == atom.Label && !n.Is(Text) }

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
