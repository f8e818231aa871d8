package surfaces

import "microconsent/internal/consent"

// foreign says whether what an element adds around a notice belongs to the page, such as
// the links of a foot of the page that the notice stands in: links and controls that choose
// nothing, in front of the notice.
func (p *Page) foreign(r, wider *region) bool {
	for _, c := range within(p.controls, wider.root, r.root) {
		switch p.short(int(c)).Role {
		case consent.ClausePolicyLink, consent.ClauseOther:
			if !p.toggle(int(c)) && p.textIn(int(c)) > 0 {
				return true
			}
		}
	}
	return false
}

// narrow leaves out parts of the page that nothing names a notice and that hold a named
// one, which decides, behind foreign links.
func (p *Page) narrow(found []region) []region {
	out := found[:0:0]
	for k := range found {
		if !p.tooWide(&found[k], found) {
			out = append(out, found[k])
		}
	}
	return out
}

func (p *Page) tooWide(r *region, found []region) bool {
	if r.named || r.dialog {
		return false
	}
	for k := range found {
		q := &found[k]
		if q.root != r.root && q.named && q.decides() > 0 && p.Doc.Within(q.root, r.root) && p.foreign(q, r) {
			return true
		}
	}
	return false
}

// companions adds the dialogs that stand beside a notice and hold its checkboxes, though
// neither their names nor their words speak of consent.
func (p *Page) companions(found []region) []region {
	if len(found) == 0 {
		return found
	}
	parents := map[int]bool{}
	for k := range found {
		parents[p.Doc.Parent(found[k].root)] = true
	}
	out := found
	for _, c := range p.controls {
		if !switches(&p.Doc.Nodes[c]) || p.inAny(out, int(c)) {
			continue
		}
		if root := p.dialogBeside(int(c), parents); root >= 0 && !p.asksForText(root) {
			out = append(out, p.judge(root))
		}
	}
	if len(out) == len(found) {
		return found
	}
	return outermost(p.Doc, out)
}

func (p *Page) inAny(found []region, i int) bool {
	for k := range found {
		if p.Doc.Within(i, found[k].root) {
			return true
		}
	}
	return false
}

// dialogBeside is the dialog around a node whose parent is one of those given, -1 for none.
func (p *Page) dialogBeside(i int, parents map[int]bool) int {
	for ; i >= 0; i = p.Doc.Parent(i) {
		if dialog(&p.Doc.Nodes[i]) && parents[p.Doc.Parent(i)] && !p.pageLike(i) {
			return i
		}
	}
	return -1
}
