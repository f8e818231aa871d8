package cmp

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"microconsent/internal/consent"
)

// Signals gathers what a page gives away about its consent manager. Each call looks its
// argument up at once and keeps only hits, so a walk over a document may call it for
// every node. The zero value is ready for use.
type Signals struct {
	hits []int // marks, each once, in the order met
}

// URL takes the address of a script, frame, style sheet, image or preload; not of a plain
// link, since policies link to their vendors.
func (s *Signals) URL(address string) { s.scan(address, kindURL) }

// Script takes the text of an inline script or style, or a piece of it.
func (s *Signals) Script(text string) { s.scan(text, kindText) }

// ID takes an id attribute.
func (s *Signals) ID(id string) { s.name(kindID, id) }

// Class takes a whole class attribute.
func (s *Signals) Class(classes string) {
	for start := 0; start < len(classes); {
		end := start
		for end < len(classes) && classes[end] > ' ' {
			end++
		}
		if end > start {
			s.name(kindClass, classes[start:end])
		}
		start = end + 1
	}
}

// Attribute takes an attribute's name and value. Addresses that scripts load later stand
// in attributes too (data-src), so such a value is read as an address.
func (s *Signals) Attribute(name, value string) {
	s.name(kindAttr, name)
	if strings.HasPrefix(name, "data-") && strings.Contains(value, "//") {
		s.URL(value)
	}
}

// Meta takes the content of a meta element, which may hold an address.
func (s *Signals) Meta(_, content string) {
	if strings.Contains(content, "//") {
		s.URL(content)
	}
}

// Cookie takes a cookie's name.
func (s *Signals) Cookie(name string) { s.name(kindCookie, name) }

// Global takes the name of a property of window.
func (s *Signals) Global(name string) { s.name(kindGlobal, name) }

// TCF takes the CMP id of a decoded TC string.
func (s *Signals) TCF(id int) { s.name(kindTCF, strconv.Itoa(id)) }

func (s *Signals) hit(markIndex int) {
	if !slices.Contains(s.hits, markIndex) {
		s.hits = append(s.hits, markIndex)
	}
}

// longestName bounds what is looked up: no mark is longer.
const longestName = 64

func (s *Signals) name(k kind, name string) {
	t := loadedTable()
	if !t.begins[k][opening(name)] {
		return
	}
	var buffer [longestName]byte
	n := min(len(name), longestName)
	for i := range n {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buffer[i] = c
	}
	if len(name) <= longestName {
		for _, m := range t.exact[k][string(buffer[:n])] {
			s.hit(m)
		}
	}
	for _, m := range t.stems[k][string(buffer[:min(n, stemLength)])] {
		if text := t.marks[m].text; len(text) <= n && text == string(buffer[:len(text)]) {
			s.hit(m)
		}
	}
}

func (s *Signals) scan(text string, most kind) {
	t := loadedTable()
	t.text.Each(text, func(index uint32, start, end int) {
		s.met(index, text, start, end, most)
	})
}

func (s *Signals) met(index uint32, text string, start, end int, most kind) {
	m := &loadedTable().marks[index]
	if m.kind <= most && fits(m, text, start, end) {
		s.hit(int(index))
	}
}

// fits checks the borders of a mark: a host starts after "/" or "." (or where the text
// starts) and ends where a host ends; a script's word does not go on before the mark.
func fits(m *mark, text string, start, end int) bool {
	switch m.kind {
	case kindHost:
		return (start == 0 || strings.IndexByte("/.\"'@ =", text[start-1]) >= 0) &&
			(end == len(text) || !hostByte(text[end]))
	case kindText:
		return start == 0 || !wordByte(text[start-1]) || !wordByte(text[start])
	}
	return true
}

func hostByte(c byte) bool { return wordByte(c) || c == '.' || c == '-' }

func wordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$'
}

// Least confidence of a vendor that is named.
const least = 0.6

// Detect lists the consent managers that the signals name, the surest first. Confidence
// joins the marks as independent evidence; Evidence names up to four of them.
func Detect(s *Signals) []consent.CMP {
	t := loadedTable()
	byVendor := map[int][]int{}
	for _, m := range s.hits {
		byVendor[t.marks[m].vendor] = append(byVendor[t.marks[m].vendor], m)
	}
	var out []consent.CMP
	for v, marks := range byVendor {
		if t.borrowed(v, byVendor) {
			continue
		}
		slices.SortFunc(marks, func(a, b int) int {
			return cmp.Or(cmp.Compare(t.marks[b].weight(), t.marks[a].weight()), a-b)
		})
		if c := t.confidence(marks); c >= least {
			out = append(out, consent.CMP{ID: t.vendors[v].id, Name: t.vendors[v].name, Confidence: c, Evidence: t.evidence(marks)})
		}
	}
	slices.SortFunc(out, func(a, b consent.CMP) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// borrowed says that the marks of vendor v are explained by the vendor to which it yields.
func (t *table) borrowed(v int, byVendor map[int][]int) bool {
	if t.vendors[v].yields == "" {
		return false
	}
	for _, m := range byVendor[v] {
		if k := t.marks[m].kind; k != kindID && k != kindClass && k != kindAttr {
			return false
		}
	}
	for other, marks := range byVendor {
		if t.vendors[other].id == t.vendors[v].yields && t.confidence(marks) >= least {
			return true
		}
	}
	return false
}

func (t *table) confidence(marks []int) float64 {
	wrong := 1.0
	for _, m := range marks {
		wrong *= 1 - t.marks[m].weight()
	}
	return math.Round(min(1-wrong, 0.99)*100) / 100
}

func (t *table) evidence(marks []int) string {
	var b strings.Builder
	for i, m := range marks[:min(len(marks), 4)] {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(kindInfo[t.marks[m].kind].evidence + " " + t.marks[m].text)
		if t.marks[m].open {
			b.WriteString("…")
		}
	}
	return b.String()
}

// Vendor is one consent manager that Detect can name.
type Vendor struct{ ID, Name string }

// Vendors lists them in the order of the table.
func Vendors() []Vendor {
	t := loadedTable()
	out := make([]Vendor, len(t.vendors))
	for i, v := range t.vendors {
		out[i] = Vendor{ID: v.id, Name: v.name}
	}
	return out
}
