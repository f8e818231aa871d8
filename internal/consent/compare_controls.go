package consent

import (
	"cmp"
	"slices"
	"strings"
)

// controlsOf leaves out banner texts and statements, which are compared as text.
func controlsOf(clauses []Clause) []Clause {
	return slices.DeleteFunc(slices.Clone(clauses), func(c Clause) bool { return c.Kind == KindBanner || c.Kind == KindStatement })
}

// statementsOf is the text of the policy statements, one a line.
func statementsOf(clauses []Clause) string {
	var out []string
	for _, c := range clauses {
		if c.Kind == KindStatement {
			out = append(out, c.Text)
		}
	}
	return strings.Join(out, "\n")
}

// compareControls pairs controls that are the same, then those with one text in another
// place or role, then those in one place with another text.
func compareControls(base, head []Clause) []ControlChange {
	sides := map[bool][]Clause{true: base, false: head}
	by := func(key func(Clause) string) func(bool, int) string {
		return func(b bool, i int) string { return key(sides[b][i]) }
	}
	found := match(len(base), len(head), by(ControlKey),
		by(func(c Clause) string { return composite(string(c.Role), string(c.Surface), foldIdentity(c.Text)) }),
		by(func(c Clause) string { return composite(string(c.Surface), c.Element, foldIdentity(c.Text)) }),
		by(placeOf))
	out := make([]ControlChange, 0, len(found))
	for _, p := range found {
		out = append(out, controlChange(at(base, p.base), at(head, p.head), p))
	}
	slices.SortStableFunc(out, func(a, b ControlChange) int { return cmp.Compare(rankOf(a.Kind), rankOf(b.Kind)) })
	return out
}

func composite(parts ...string) string { return strings.Join(parts, "\x00") }

// placeOf is "" for a selector without an id: only an id names a place that stays.
func placeOf(c Clause) string {
	if tail := selectorTail(c.Selector); strings.Contains(tail, "#") {
		return composite(string(c.Surface), c.Element, tail)
	}
	return ""
}

func controlChange(base, head *Clause, p pair) ControlChange {
	out := ControlChange{Base: base, Head: head}
	if base != nil && head != nil {
		out.Fields = controlFields(*base, *head)
		if base.Text != head.Text {
			d := DiffWords(base.Text, head.Text)
			out.Text = &d
		}
	}
	out.Kind = p.kind(out.Fields)
	return out
}

// controlFields names what differs. Selector and line are no change: they move with every
// paragraph above.
func controlFields(base, head Clause) []string {
	var out []string
	note := func(differs bool, field string) {
		if differs {
			out = append(out, field)
		}
	}
	note(base.Role != head.Role, "role")
	note(base.Category != head.Category, "category")
	note(base.Text != head.Text, "text")
	note(base.Element != head.Element, "element")
	note(base.Interactive != head.Interactive, "interactive")
	note(checkedOf(base) != checkedOf(head), "checked")
	note(base.Disabled != head.Disabled, "disabled")
	return out
}

// checkedOf is 0 where it does not apply, 1 for unchecked, 2 for checked.
func checkedOf(c Clause) int {
	switch {
	case c.Checked == nil:
		return 0
	case *c.Checked:
		return 2
	}
	return 1
}
