package cookietable

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/purposes"
)

// Bounds of what is read.
const (
	maxTables = 300   // tables and definition lists that are looked into
	maxLists  = 1_000 // lists of which the first item is read
	maxRows   = 2_000 // rows of all tables that declare cookies
	maxFound  = 1_000 // cookies
	maxCell   = 300   // bytes of a cell
)

// Find lists the cookies that a document declares, in document order.
func Find(d *dom.Doc) []consent.DeclaredCookie {
	if !d.Has(atom.Table, atom.Dl) && !ofCookies(d.Title) {
		return nil // most pages; lists alone declare cookies on pages about them
	}
	f := finder{Doc: d, last: -1}
	for i := 0; i < len(d.Nodes) && f.tables < maxTables && len(f.found) < maxFound; i++ {
		switch d.Nodes[i].Atom() {
		case atom.Table:
			f.tables++
			f.table(i)
		case atom.Dl:
			f.tables++
			f.list(i, atom.Dt, atom.Dd)
		case atom.Ul:
			if f.lists++; f.lists <= maxLists {
				f.items(i)
			}
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Caption, atom.Summary, atom.Legend:
			f.last = i
		}
	}
	return f.found
}

type finder struct {
	*dom.Doc
	found               []consent.DeclaredCookie
	tables, lists, rows int
	last                int // the heading above, -1 for none
	read                int // the heading that was read last, plus one
	heading             declaration
}

// declaration is a category and the words that declare it.
type declaration struct {
	category consent.Category
	words    string
}

// above is what the heading above declares.
func (f *finder) above() declaration {
	if f.last >= 0 && f.read != f.last+1 {
		f.read = f.last + 1
		f.heading = declared(f.cell(f.last))
	}
	return f.heading
}

func (f *finder) cell(i int) string { return f.Text(i, maxCell) }

// maxDeclaration is the longest text that is taken for the name of a category.
const maxDeclaration = 60

// surely is the confidence from which words are taken to declare a category.
const surely = 0.8

// declared reads the words that put cookies into a category. Words of one thing only:
// "Necessary and analytics cookies" declares nothing.
func declared(text string) declaration {
	if text == "" || len(text) > maxDeclaration || technical(text) {
		return declaration{}
	}
	g := purposes.Guess(text)
	if g.Confidence < surely || g.Category == consent.CategoryOther || several(text, g.Category) {
		return declaration{}
	}
	return declaration{g.Category, text}
}

// several says whether a part of the words declares something else than the whole.
func several(text string, whole consent.Category) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;/&+|、", r) })
	for _, word := range []string{" and ", " und ", " et ", " y ", " e ", " en ", " i ", " og ", " och ", " ja ", " ou ", " or ", " oder ", " и ", " și "} {
		if strings.Contains(text, word) {
			parts = append(parts, strings.Split(text, word)...)
		}
	}
	for _, part := range parts {
		if g := purposes.Guess(part); g.Confidence >= surely && g.Category != whole && g.Category != consent.CategoryOther {
			return true
		}
	}
	return false
}

// technical tells words that a column of types may hold and that are no category.
func technical(text string) bool {
	switch strings.ToLower(text) {
	case "http", "http cookie", "html", "html local storage", "pixel", "pixel tracker", "cookie", "persistent", "persistent cookie", "session",
		"session cookie", "first party", "first-party", "1st party", "third party", "third-party", "3rd party", "local storage", "indexeddb":
		return true
	}
	return false
}

// add notes the cookies of one row. A cell may name several.
func (f *finder) add(row [columns]string, d declaration, node int) {
	if d.category == "" {
		d.category = consent.CategoryOther
	}
	for _, n := range names(row[name]) {
		if len(f.found) == maxFound {
			return
		}
		f.found = append(f.found, consent.DeclaredCookie{Name: n, Category: d.category, Declared: d.words, Provider: row[provider],
			Purpose: row[purpose], Duration: row[duration], Line: f.Line(node)})
	}
}
