package cookietable

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// table reads one table: with named columns, or with a label and its value a row. Tables
// inside it are met on their own.
func (f *finder) table(i int) {
	first := f.row(i, i)
	if first < 0 {
		return
	}
	cells := f.cells(first)
	if layout := f.layout(cells); layout != nil {
		f.columned(i, first, layout)
		return
	}
	if len(cells) == 2 && columnOf(f.cell(cells[0])) != none {
		f.labelled(i)
	}
}

// row is the first row of a table behind node at, -1 when there is none. Rows of tables
// inside belong to those.
func (f *finder) row(table, at int) int {
	end := int(f.Nodes[table].End)
	for k := at + 1; k < end; {
		switch f.Nodes[k].Atom() {
		case atom.Tr:
			return k
		case atom.Table:
			k = int(f.Nodes[k].End)
		default:
			k++
		}
	}
	return -1
}

func (f *finder) cells(row int) []int {
	var out []int
	const most = 20
	end := int(f.Nodes[row].End)
	for k := row + 1; k < end && len(out) < most; {
		switch f.Nodes[k].Atom() {
		case atom.Td, atom.Th:
			out = append(out, k)
			k = int(f.Nodes[k].End)
		default:
			k++
		}
	}
	return out
}

// layout gives the columns of a table whose first row names them, nil for another table.
func (f *finder) layout(cells []int) []column {
	out, known, speaks := make([]column, len(cells)), [columns]bool{}, false
	for k, c := range cells {
		label := f.Text(c, maxLabel+1)
		speaks = speaks || ofCookies(label)
		if at := columnOf(label); at != none && !known[at] {
			out[k], known[at] = at, true
		}
	}
	tells := known[purpose] || known[duration] || known[category]
	if !known[name] || !tells || !speaks && !known[duration] && !f.aboutCookies() {
		return nil
	}
	return out
}

// aboutCookies says whether the heading above announces cookies: many tables have a name, a
// type and a description.
func (f *finder) aboutCookies() bool {
	return f.above().category != "" || f.last >= 0 && ofCookies(f.cell(f.last))
}

// ofCookies tells the word in the languages that borrowed it, and others by their own.
func ofCookies(text string) bool {
	text = strings.ToLower(text)
	for _, word := range []string{"cooki", "ciastecz", "evästeet", "evästee", "slapuk", "sīkdat", "sütik", "çerez", "koekje", "cookie", "piškotk", "kolačić", "бисквитк", "куки", "クッキー", "쿠키"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// columned reads the rows below a row of names. A row of one cell groups what follows.
func (f *finder) columned(table, header int, layout []column) {
	group := f.above()
	for r := f.row(table, int(f.Nodes[header].End)-1); r >= 0 && f.rows < maxRows; r = f.row(table, int(f.Nodes[r].End)-1) {
		f.rows++
		cells := f.cells(r)
		if len(cells) == 1 {
			group = declared(f.cell(cells[0]))
			continue
		}
		var row [columns]string
		for k, c := range cells[:min(len(cells), len(layout))] {
			row[layout[k]] = f.cell(c)
		}
		f.add(row, f.category(row, group), r)
	}
}

// maxShort is the longest purpose that may be a category ("Statistics"), in bytes.
const maxShort = 30

// category is what the row itself declares, else its group, else a purpose of a word or two.
func (f *finder) category(row [columns]string, group declaration) declaration {
	if d := declared(row[category]); d.category != "" {
		return d
	}
	if group.category == "" && len(row[purpose]) <= maxShort {
		return declared(row[purpose])
	}
	return group
}

// labelled reads a table of labels and values: one service or cookie a table, or several
// that each begin with a name.
func (f *finder) labelled(table int) {
	p := pairs{finder: f}
	for r := f.row(table, table); r >= 0 && f.rows < maxRows; r = f.row(table, int(f.Nodes[r].End)-1) {
		f.rows++
		if cells := f.cells(r); len(cells) == 2 {
			p.pair(f.cell(cells[0]), f.cell(cells[1]), r)
		}
	}
	p.flush()
}

// pairs gathers labels and values until the next cookie begins.
type pairs struct {
	*finder
	row  [columns]string
	node int
	any  bool
}

func (p *pairs) pair(label, value string, node int) {
	at := columnOf(label)
	switch {
	case at == none || value == "":
		return
	case at == name && p.row[name] != "" && strings.Contains(strings.ToLower(label), "cookie"):
		// Services have a name too ("Name: Google Analytics … Cookie name: _ga"); that of the
		// cookie is the better one.
		if p.any {
			p.flush()
		}
	case at == name && p.row[name] != "":
		p.flush()
	}
	if at == name {
		p.node, p.any = node, strings.Contains(strings.ToLower(label), "cookie")
	}
	if p.row[at] == "" || at == name {
		p.row[at] = value
	}
}

// flush notes the cookie that is complete. A name alone is none, nor are the name and
// description of something else.
func (p *pairs) flush() {
	told := p.row[duration] != "" || p.row[category] != "" || (p.row[purpose] != "" || p.row[provider] != "") && (p.any || p.aboutCookies())
	if p.row[name] != "" && told {
		p.add(p.row, p.category(p.row, p.above()), p.node)
	}
	p.row, p.any = [columns]string{}, false
}
