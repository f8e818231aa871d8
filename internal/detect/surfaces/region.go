package surfaces

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
)

// Limits of a notice.
const (
	maxText        = 8_000  // bytes of text in one that nothing names so
	maxNamedText   = 60_000 // in one with a telling name, such as a preference centre
	maxControls    = 600
	maxUnnamed     = 60  // controls in one that nothing names so
	maxRegions     = 300 // looked at on one page
	minOwnText     = 15  // bytes outside its controls
	maxBannerText  = 12_000
	maxImpliedText = 4_000
)

// region is a part of the page that may be a notice, with what is known of it.
type region struct {
	root     int
	words    uint32
	hits     int
	named    bool
	dialog   bool
	toggles  int
	controls []int
	has      map[consent.ClauseRole]int
	score    float64
	why      []string
}

// decides counts the controls by which a visitor chooses.
func (r *region) decides() int {
	return r.has[consent.ClauseAcceptAll] + r.has[consent.ClauseRejectAll] + r.has[consent.ClauseAcknowledge] + r.has[consent.ClauseSave]
}

// strangers counts the controls that have nothing to do with consent.
func (r *region) strangers() int { return r.has[consent.ClauseOther] + r.has[consent.ClauseLoadEmbed] }

// consentful counts those that have.
func (r *region) consentful() int {
	return r.decides() + r.toggles + r.has[consent.ClauseSettings] + r.has[consent.ClauseClose] + r.has[consent.ClausePolicyLink]
}

// judge gathers what is known of a region and weighs it.
func (p *Page) judge(root int) region {
	r := p.look(root)
	p.read(&r)
	return r
}

// look gathers what the words and the element itself tell of a region.
func (p *Page) look(root int) region {
	r := region{root: root, has: map[consent.ClauseRole]int{}, named: p.isNamed(root), dialog: dialog(&p.Doc.Nodes[root])}
	for _, h := range p.hitsWithin(root, int(p.Doc.Nodes[root].End)) {
		r.words |= h.bits
		if h.bits&(wordCookie|wordConsent) != 0 {
			r.hits++
		}
	}
	return r
}

// read adds the controls of a region and weighs it.
func (p *Page) read(r *region) {
	for _, c := range within(p.controls, r.root, int(p.Doc.Nodes[r.root].End)) {
		r.controls = append(r.controls, int(c))
		if p.toggle(int(c)) {
			r.toggles++
			continue
		}
		if g := p.short(int(c)); g.Confidence >= 0.4 {
			r.has[g.Role]++
		} else {
			r.has[consent.ClauseOther]++
		}
	}
	p.weigh(r)
}

// hopeless says whether no controls could make the region a notice, so that they need not
// be read.
func (p *Page) hopeless(r *region) bool {
	if r.named {
		return false
	}
	return r.words&wordCookie == 0 && r.words&wordNotice == 0 || p.inContent(r.root) && r.words&wordNotice == 0 ||
		p.operableIn(r.root) > maxUnnamed
}

// textIn, linkedIn and operableIn are the bytes of text, those of them inside controls, and
// the number of controls of a subtree.
func (p *Page) textIn(i int) int { return int(p.before[p.Doc.Nodes[i].End].text - p.before[i].text) }

func (p *Page) linkedIn(i int) int {
	return int(p.before[p.Doc.Nodes[i].End].linked - p.before[i].linked)
}

func (p *Page) operableIn(i int) int {
	return int(p.before[p.Doc.Nodes[i].End].controls - p.before[i].controls)
}

// pageLike tells elements that hold the page rather than a part of it.
func (p *Page) pageLike(i int) bool {
	n := &p.Doc.Nodes[i]
	switch n.Atom() {
	case atom.Html, atom.Body, atom.Head:
		return true
	}
	limit := maxText
	if p.isNamed(i) || dialog(n) {
		limit = maxNamedText
	}
	return p.textIn(i) > limit || p.operableIn(i) > maxControls
}

func dialog(n *dom.Node) bool {
	switch strings.ToLower(n.Attr("role")) {
	case "dialog", "alertdialog", "alert":
		return true
	}
	return n.Atom() == atom.Dialog || n.Attr("aria-modal") == "true"
}

// isNamed says whether the element's own id or class speaks of consent.
func (p *Page) isNamed(i int) bool {
	k := lowerBound(p.named, i)
	return k < len(p.named) && int(p.named[k]) == i
}

// within returns the part of a sorted list of nodes from root to end.
func within(sorted []int32, root, end int) []int32 {
	return sorted[lowerBound(sorted, root):lowerBound(sorted, end)]
}

func lowerBound(sorted []int32, v int) int {
	lo, hi := 0, len(sorted)
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); int(sorted[mid]) < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (p *Page) hitsWithin(root, end int) []hit {
	from := p.hitFrom(root)
	to := from
	for to < len(p.hits) && int(p.hits[to].node) < end {
		to++
	}
	return p.hits[from:to]
}

// hitFrom is the place of the first hit at or after a node.
func (p *Page) hitFrom(node int) int {
	lo, hi := 0, len(p.hits)
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); int(p.hits[mid].node) < node {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
