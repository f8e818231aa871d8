package surfaces

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
)

// layers marks the controls that only a further step shows. Of a page's notices only the
// primary one has a first layer.
func (p *Page) layers(f *Found) {
	accept := -1
	if f.Primary {
		accept = p.firstAccept(f)
	}
	for k := range f.Items {
		item := &f.Items[k]
		item.Later = !f.Primary || p.deeper(item.Node, f.Root, accept)
		if item.Guess.Role == consent.ClauseRejectAll && !item.Later {
			f.FirstLayerReject = true
		}
	}
}

// firstLayerText is the notice's text without what only a further step shows.
func (p *Page) firstLayerText(f *Found) string {
	accept := p.firstAccept(f)
	text := p.Doc.TextWithout(f.Root, maxBannerText, func(k int) bool {
		return (accept < 0 || !p.Doc.Within(accept, k)) && (p.opensLater(k, f.Root) || p.Doc.HiddenByStyle(k))
	})
	if len(text) < minOwnText {
		return f.Text
	}
	return text
}

// firstAccept is the first agreement that is not in a part that opens later, else the
// first of all, -1 for none.
func (p *Page) firstAccept(f *Found) int {
	first := -1
	for _, item := range f.Items {
		switch item.Guess.Role {
		case consent.ClauseAcceptAll, consent.ClauseAcknowledge, consent.ClauseSettings:
			if !p.deeper(item.Node, f.Root, -1) {
				return item.Node
			}
			if first < 0 {
				first = item.Node
			}
		}
	}
	if first < 0 {
		return p.firstChoice(f)
	}
	return first
}

// firstChoice is the first control that decides in a notice that offers no agreement, -1
// for none: what surrounds it is the notice itself, not a further layer.
func (p *Page) firstChoice(f *Found) int {
	for _, item := range f.Items {
		switch item.Guess.Role {
		case consent.ClauseRejectAll, consent.ClauseSave, consent.ClausePay, consent.ClauseClose:
			return item.Node
		}
	}
	return -1
}

// deeper says whether a node stands in a part of the notice that opens later. Parts that
// also hold the given control are not counted.
func (p *Page) deeper(node, root, accept int) bool {
	for i := p.Doc.Parent(node); i > root; i = p.Doc.Parent(i) {
		if accept >= 0 && p.Doc.Within(accept, i) {
			return false
		}
		if p.opensLater(i, root) || p.Doc.HiddenByStyle(i) {
			return true
		}
	}
	return false
}

// opensLater tells panels, tabs and dialogs inside a notice by what they say of themselves.
func (p *Page) opensLater(i, root int) bool {
	n := &p.Doc.Nodes[i]
	if n.Is(dom.HiddenSelf) || n.Is(dom.Inert) {
		return true
	}
	switch n.Attr("role") {
	case "tabpanel", "dialog":
		return true
	}
	for class := range strings.FieldsSeq(n.Attr("class")) {
		switch class {
		case "hidden", "d-none", "hide", "is-hidden", "invisible", "collapsed":
			return true
		}
	}
	if p.modalPart(i, root) {
		return false
	}
	naming := strings.ToLower(n.Attr("id") + " " + n.Attr("class"))
	for _, word := range []string{"modal", "preference", "setting", "detail", "advanced", "tab-pane", "accordion", "second-layer",
		"layer2", "layer-2", "lightbox", "collapse", "einstellung", "vendors", "customize", "customise"} {
		if strings.Contains(naming, word) {
			return true
		}
	}
	return false
}

// modalPart says whether an element is the head, body or foot of a modal that is the notice
// itself: its names say so, and so do those of an element around it.
func (p *Page) modalPart(i, root int) bool {
	naming := strings.ToLower(p.Doc.Nodes[i].Attr("class"))
	if !strings.Contains(naming, "modal") || !partOfModal(naming) {
		return false
	}
	for i = p.Doc.Parent(i); i >= root; i = p.Doc.Parent(i) {
		n := &p.Doc.Nodes[i]
		around := strings.ToLower(n.Attr("id") + " " + n.Attr("class"))
		if i == root {
			return strings.Contains(around, "modal") || dialog(n)
		}
		if !(strings.Contains(around, "modal") && partOfModal(around)) && p.opensLater(i, root) {
			return false
		}
	}
	return false
}

func partOfModal(naming string) bool {
	for class := range strings.FieldsSeq(naming) {
		at := strings.Index(class, "modal")
		if at < 0 {
			continue
		}
		for _, part := range []string{"dialog", "content", "header", "head", "title", "body", "text", "footer", "foot", "actions", "buttons", "inner", "wrap", "container"} {
			if strings.Contains(class[at:], part) {
				return true
			}
		}
	}
	return false
}
