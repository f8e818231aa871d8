package surfaces

import (
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/roles"
)

// maxEmbedText is the longest text of a placeholder, in bytes.
const maxEmbedText = 1500

// embeds finds placeholders of content that loads only after a click.
func (p *Page) embeds(taken map[int]bool) []Found {
	var out []Found
	for _, c := range p.controls {
		i := int(c)
		if taken[i] || !p.mayLoad(i) {
			continue
		}
		root := p.placeholder(i)
		if root < 0 || details().Bits(p.name(i), wordLoad)&wordLoad == 0 {
			continue
		}
		if g := p.guess(i); g.Role == consent.ClauseLoadEmbed && g.Confidence >= 0.5 {
			out = append(out, p.embed(root, taken))
		}
	}
	return out
}

// mayLoad is a quick look before the words are read: a button, or a link that leads
// nowhere, of few words.
func (p *Page) mayLoad(i int) bool {
	n := &p.Doc.Nodes[i]
	if p.textIn(i) > 120 || n.Atom() == atom.Label || p.toggle(i) {
		return false
	}
	return n.Atom() != atom.A || !leads(n.Attr("href")) || button(n)
}

func leads(href string) bool {
	return href != "" && !strings.HasPrefix(href, "#") && !strings.HasPrefix(href, "javascript:")
}

// placeholder is the nearest ancestor that explains what is blocked: it speaks of privacy,
// cookies or a policy, or is named so. -1 when there is none near.
func (p *Page) placeholder(i int) int {
	const levels = 6
	for k := 0; k < levels; k++ {
		i = p.Doc.Parent(i)
		if i < 0 || p.textIn(i) > maxEmbedText {
			return -1
		}
		if p.explains(i) {
			return i
		}
	}
	return -1
}

func (p *Page) explains(i int) bool {
	if p.isNamed(i) {
		return true
	}
	for _, h := range p.hitsWithin(i, int(p.Doc.Nodes[i].End)) {
		if h.bits&(wordCookie|wordConsent|wordPolicy) != 0 {
			return true
		}
	}
	return false
}

func (p *Page) embed(root int, taken map[int]bool) Found {
	f := Found{Kind: consent.SurfaceEmbedConsent, Root: root, Text: p.Doc.Text(root, maxEmbedText), Confidence: 0.9}
	place := roles.Place{Surface: f.Kind}
	for _, c := range within(p.controls, root, int(p.Doc.Nodes[root].End)) {
		i := int(c)
		if taken[i] {
			continue
		}
		taken[i] = true
		control := p.control(i, p.guess(i))
		f.Items = append(f.Items, Item{Node: i, Text: control.Text, Guess: roles.InPlace(control, place)})
	}
	return f
}
