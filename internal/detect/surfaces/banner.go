package surfaces

import (
	"sort"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/roles"
)

// threshold is the score from which a region is a notice.
const threshold = 4

// banners finds the notices and preference centres, in document order, none inside another.
func (p *Page) banners() []region {
	var found []region
	seen := map[int]bool{}
	for _, start := range p.starts() {
		if len(seen) > maxRegions {
			break
		}
		if r, ok := p.climb(start, seen); ok {
			found = append(found, r)
		}
	}
	return outermost(p.Doc, found)
}

// starts are the nodes from which to look upward: named elements and telling texts.
func (p *Page) starts() []int {
	var out []int
	for _, i := range p.named {
		out = append(out, int(i))
	}
	for _, h := range p.hits {
		out = append(out, int(p.Doc.Nodes[h.node].Parent))
	}
	sort.Ints(out)
	return out
}

// climb judges the ancestors of a node, the nearest first, and widens the first that is a
// notice.
func (p *Page) climb(i int, seen map[int]bool) (region, bool) {
	for ; i >= 0 && !p.pageLike(i); i = p.Doc.Parent(i) {
		if seen[i] {
			return region{}, false
		}
		if span(p.operable, p.Doc, i) == 0 {
			continue
		}
		seen[i] = true
		if r := p.judge(i); r.score >= threshold {
			return p.widen(r, seen), true
		}
	}
	return region{}, false
}

// widen goes on to the outermost element that is still about nothing else.
func (p *Page) widen(r region, seen map[int]bool) region {
	own := span(p.textLen, p.Doc, r.root)
	for i := p.Doc.Parent(r.root); i >= 0 && !p.pageLike(i); i = p.Doc.Parent(i) {
		same := span(p.textLen, p.Doc, i) <= own+own/4+60
		if !same && !p.isNamed(i) && !dialog(&p.Doc.Nodes[i]) {
			break
		}
		seen[i] = true
		if wider := p.judge(i); wider.score >= threshold {
			r = wider
		}
	}
	return r
}

func outermost(d *dom.Doc, found []region) []region {
	sort.SliceStable(found, func(a, b int) bool { return found[a].root < found[b].root })
	var out []region
	for _, r := range found {
		if len(out) == 0 || !d.Within(r.root, out[len(out)-1].root) {
			out = append(out, r)
		}
	}
	return out
}

// judge weighs what speaks for and against a notice.
func (p *Page) judge(root int) region {
	r := region{root: root, has: map[consent.ClauseRole]int{}, named: p.isNamed(root), dialog: dialog(&p.Doc.Nodes[root])}
	end := int(p.Doc.Nodes[root].End)
	for _, h := range p.hits {
		if int(h.node) >= root && int(h.node) < end {
			r.words |= h.bits
		}
	}
	for _, c := range within(p.controls, root, end) {
		r.controls = append(r.controls, int(c))
		g := p.guess(int(c))
		r.guesses = append(r.guesses, g)
		r.has[g.Role]++
	}
	r.score = p.weigh(&r)
	return r
}

func (p *Page) weigh(r *region) float64 {
	decisive := r.has[consent.ClauseAcceptAll] + r.has[consent.ClauseRejectAll] + r.has[consent.ClauseAcknowledge] + r.has[consent.ClauseSave]
	ownText := span(p.textLen, p.Doc, r.root) - span(p.linkLen, p.Doc, r.root)
	if r.words == 0 && !r.named || ownText < minOwnText && decisive == 0 {
		return 0
	}
	s := 0.0
	add := func(yes bool, weight float64) {
		if yes {
			s += weight
		}
	}
	add(r.named, 2.5)
	add(r.words&wordCookie != 0, 1.5)
	add(r.words&wordConsent != 0, 0.8)
	add(decisive > 0, 2)
	add(r.has[consent.ClauseSettings] > 0, 1)
	add(r.has[consent.ClauseClose] > 0, 0.7)
	add(r.has[consent.ClausePolicyLink] > 0, 0.5)
	add(r.dialog, 0.7)
	add(p.inContent(r.root) && !r.named, -1.5)
	add(p.asksForText(r.root), -2)
	add(span(p.textLen, p.Doc, r.root) > 3000 && !r.named, -1.5)
	return s
}

// inContent says whether the element is part of the page's main text.
func (p *Page) inContent(i int) bool {
	for ; i >= 0; i = p.Doc.Parent(i) {
		switch p.Doc.Nodes[i].Atom() {
		case atom.Article, atom.Main:
			return true
		}
	}
	return false
}

// asksForText says whether there is a field to type in, as in newsletter boxes and logins.
func (p *Page) asksForText(root int) bool {
	for k := root; k < int(p.Doc.Nodes[root].End); k++ {
		n := &p.Doc.Nodes[k]
		if n.Is(dom.Text) {
			continue
		}
		if n.Atom() == atom.Textarea {
			return true
		}
		if n.Atom() == atom.Input {
			switch n.Attr("type") {
			case "email", "password", "tel":
				return true
			}
		}
	}
	return false
}

func (p *Page) guess(c int) roles.Guess { return roles.Text(p.Doc.Name(c)) }
