package page

import "microconsent/views/layout"

// Help tells the keys and the language of the search.
type Help struct {
	Frame  layout.Frame
	Dialog bool // inside the dialog of a page
}

// level is that of the headings of its parts.
func (v Help) level() int {
	if v.Dialog {
		return 3
	}
	return 2
}

// helpLine is a key or an example with what it does.
type helpLine struct {
	keys []string
	does string
}

func helpKeys() []helpLine {
	return []helpLine{
		{[]string{"/"}, "go to the search"},
		{[]string{"?"}, "show this help"},
		{[]string{"j", "k"}, "go to the next or previous row or finding"},
		{[]string{"↓", "↑"}, "the same, from a row or finding"},
		{[]string{"n", "p"}, "the same, inside a list of findings or clauses"},
		{[]string{"x"}, "tick the row, or take the tick away"},
		{[]string{"Enter"}, "open the row"},
	}
}

func helpSearch() []helpLine {
	return []helpLine{
		{[]string{"lamp shop"}, "both words: in site, address, title, clauses, findings, errors"},
		{[]string{`"pre-ticked box"`}, "these words in this order"},
		{[]string{"host:example.com"}, "one key of the filter; several values with commas"},
		{[]string{"severity:>=medium"}, "from there on; the same for grade"},
		{[]string{"-tag:done"}, "none that has it"},
		{[]string{"archived:with"}, "archived ones too"},
	}
}
