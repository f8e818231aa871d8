package surfaces

import (
	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
)

// kind tells a notice about consent from one about the browser, which only says that
// cookies or scripts are switched off.
func (r *region) kind(p *Page) consent.Surface {
	if p.withoutScript(r.root) {
		return consent.SurfaceBrowserNotice
	}
	if r.decides() == 0 && r.has[consent.ClauseSettings] == 0 && r.toggles == 0 && p.disabled(r.root) {
		return consent.SurfaceBrowserNotice
	}
	return consent.SurfaceBanner
}

func (p *Page) disabled(root int) bool {
	return details().Bits(p.Doc.Text(root, maxImpliedText), wordDisabled)&wordDisabled != 0
}

// withoutScript says whether the element is shown only where no script runs.
func (p *Page) withoutScript(i int) bool {
	for ; i >= 0; i = p.Doc.Parent(i) {
		if p.Doc.Nodes[i].Atom() == atom.Noscript {
			return true
		}
	}
	return false
}
