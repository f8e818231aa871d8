package surfaces

import (
	"sort"
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
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
	return outermost(p.Doc, p.narrow(found))
}

// starts are the nodes from which to look upward: named elements and telling texts.
func (p *Page) starts() []int {
	out := make([]int, 0, len(p.named)+len(p.hits))
	for _, i := range p.named {
		out = append(out, int(i))
	}
	for _, h := range p.hits {
		if h.bits&(wordCookie|wordNotice) != 0 {
			out = append(out, int(p.Doc.Nodes[h.node].Parent))
		}
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
		if p.operableIn(i) == 0 && !p.isNamed(i) {
			continue
		}
		seen[i] = true
		r := p.look(i)
		if p.hopeless(&r) {
			continue
		}
		if p.read(&r); r.score >= threshold {
			return p.widen(r, seen), true
		}
	}
	return region{}, false
}

// widen goes on to the outermost element that is still about nothing else.
func (p *Page) widen(r region, seen map[int]bool) region {
	for i := p.Doc.Parent(r.root); i >= 0 && !p.pageLike(i) && !landmark(p.Doc.Nodes[i].Atom()); i = p.Doc.Parent(i) {
		if seen[i] {
			continue
		}
		wider := p.judge(i)
		if !p.sameThing(&r, &wider) {
			break
		}
		seen[i] = true
		r = wider
	}
	return r
}

// sameThing says whether what an ancestor adds still belongs to the notice: nothing but
// wrapping, or, where a name or a dialog says so, text that keeps speaking of consent.
func (p *Page) sameThing(r, wider *region) bool {
	added := p.textIn(wider.root) - p.textIn(r.root)
	if r.named && !wider.named && !wider.dialog && r.decides() > 0 && p.foreign(r, wider) {
		return false
	}
	if added <= 60 && wider.strangers() <= r.strangers() {
		return true
	}
	if !wider.named && !wider.dialog || wider.score < threshold {
		return false
	}
	telling := wider.hits - r.hits + wider.toggles - r.toggles
	return added <= 600*(telling+1) && wider.strangers() <= 2*wider.consentful()+4
}

func landmark(a atom.Atom) bool {
	switch a {
	case atom.Footer, atom.Header, atom.Nav, atom.Main, atom.Article:
		return true
	}
	return false
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

// weigh scores what speaks for and against a notice.
func (p *Page) weigh(r *region) {
	ownText := p.textIn(r.root) - p.linkedIn(r.root)
	if r.words&(wordCookie|wordConsent) == 0 && !r.named || ownText < minOwnText && r.decides() == 0 {
		return
	}
	add := func(yes bool, weight float64, why string) {
		if yes {
			r.score += weight
			r.why = append(r.why, why)
		}
	}
	add(r.named, 2.5, "named")
	add(r.words&(wordCookie|wordConsent) == 0, -0.5, "no telling word")
	add(r.words&wordCookie != 0, 1.5, "cookies")
	add(r.words&wordConsent != 0, 0.7, "consent")
	add(r.words&wordNotice != 0, 0.8, "notice")
	add(r.decides() > 0, 2, "choice")
	add(r.has[consent.ClauseAcceptAll] > 0 && r.has[consent.ClauseRejectAll] > 0, 0.6, "both choices")
	add(r.nothingToAccept(), -1, "nothing to accept")
	add(r.has[consent.ClauseSettings] > 0, 1, "settings")
	add(r.has[consent.ClauseClose] > 0, 0.7, "close")
	add(r.has[consent.ClausePolicyLink] > 0, 0.5, "policy link")
	add(r.toggles > 0 && r.named, 0.5, "toggles")
	add(r.dialog, 0.7, "dialog")
	add(p.inContent(r.root) && !r.named, -1.5, "inside the main text")
	add(p.asksForText(r.root), -2, "field to type in")
	add(p.textIn(r.root) > 3000 && !r.named, -1.5, "long")
	add(r.strangers() > 3*r.consentful()+4, -3, "other controls")
	add(landmark(p.Doc.Nodes[r.root].Atom()), -1.5, "landmark")
	if r.consentful() == 0 && r.score >= threshold && !p.speaksAlone(r) {
		r.score = threshold - 1
	}
}

// nothingToAccept says of what neither its name nor cookies tell to be a notice that it
// offers a refusal alone, as newsletter boxes do.
func (r *region) nothingToAccept() bool {
	return !r.named && r.words&wordCookie == 0 && r.has[consent.ClauseRejectAll] > 0 && r.decides() == r.has[consent.ClauseRejectAll]
}

// speaksAlone says whether a region without any control of consent is a notice all the
// same: it is named and worded like one, takes going on as consent, or tells of a browser
// that lacks something.
func (p *Page) speaksAlone(r *region) bool {
	if r.named && r.words&wordNotice != 0 || p.withoutScript(r.root) {
		return true
	}
	text := p.Doc.Text(r.root, maxImpliedText)
	return Implied(text) || details().Bits(text, wordDisabled)&wordDisabled != 0
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
		switch n.Atom() {
		case atom.Textarea:
			return true
		case atom.Input:
			switch strings.ToLower(n.Attr("type")) {
			case "email", "password", "tel":
				return true
			}
		}
	}
	return false
}
