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

// firstAccept is the first agreement that is not in a deeper part, -1 for none.
func (p *Page) firstAccept(f *Found) int {
	for _, item := range f.Items {
		switch item.Guess.Role {
		case consent.ClauseAcceptAll, consent.ClauseAcknowledge, consent.ClauseSettings:
			if !p.deeper(item.Node, f.Root, -1) {
				return item.Node
			}
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
		if opensLater(&p.Doc.Nodes[i]) {
			return true
		}
	}
	return false
}

// opensLater tells panels, tabs and dialogs by what they say of themselves.
func opensLater(n *dom.Node) bool {
	if n.Is(dom.HiddenSelf) || n.Is(dom.Inert) {
		return true
	}
	switch n.Attr("role") {
	case "tabpanel", "dialog":
		return true
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
