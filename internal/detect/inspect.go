package detect

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/style"
)

// inspection is a closer look at the controls of the page's first notice.
type inspection struct {
	page     *Page
	root     int
	controls []inspected
	agrees   int // index of the agreement to which others are compared, -1 for none
	reader   *style.Reader
}

// inspected is a control: its clause and its element.
type inspected struct {
	consent.Clause
	node  int
	place style.Node
}

// inspect gathers the controls that decide or lead to a decision, and the page's own
// styles for them. Switches and links to policies are left out: preference centres have
// hundreds.
func (p *Page) inspect(clauses []consent.Clause, f facts) *inspection {
	out := &inspection{page: p, root: -1, agrees: -1}
	for _, found := range f.found {
		if found.Primary {
			out.root = found.Root
		}
	}
	const most = 40
	var places []style.Node
	for k, c := range clauses {
		if !decides(c) || out.root < 0 || !p.doc.Within(f.nodes[k], out.root) || len(places) == most {
			continue
		}
		place := style.Of(p.doc.Nodes[f.nodes[k]].HTML)
		places = append(places, place)
		if c.Role == consent.ClauseAcceptAll && !f.later[c.ID] && out.agrees < 0 {
			out.agrees = len(out.controls)
		}
		out.controls = append(out.controls, inspected{c, f.nodes[k], place})
	}
	out.reader = style.NewReader(p.sheets(len(places) > 0), places)
	return out
}

func decides(c consent.Clause) bool {
	if c.Surface != consent.SurfaceBanner || !c.Interactive {
		return false
	}
	switch c.Role {
	case consent.ClauseAcceptAll, consent.ClauseRejectAll, consent.ClauseAcknowledge, consent.ClauseSettings, consent.ClauseSave,
		consent.ClauseClose, consent.ClausePay:
		return true
	}
	return false
}

// sheets are the texts of the page's style elements.
func (p *Page) sheets(wanted bool) []string {
	var out []string
	for i := range p.doc.Nodes {
		if !wanted {
			break
		}
		if n := &p.doc.Nodes[i]; n.Is(dom.Text) && n.Parent >= 0 && p.doc.Nodes[n.Parent].Atom() == atom.Style {
			out = append(out, n.HTML.Data)
		}
	}
	return out
}

// hidden says which controls a person does not see or cannot use while the agreement is
// there: a script shows a notice as a whole, so what hides both alike tells nothing.
func (in *inspection) hidden() map[string]string {
	out := map[string]string{}
	for k := range in.controls {
		if c := &in.controls[k]; k != in.agrees {
			if why := in.unseen(c); why != "" {
				out[c.ID] = why
			}
		}
	}
	return out
}

func (in *inspection) unseen(c *inspected) string {
	if in.agrees >= 0 && in.chain(&in.controls[in.agrees], c.node) != "" {
		return ""
	}
	compare := in.root
	if in.agrees >= 0 {
		compare = in.controls[in.agrees].node
	}
	if why := in.chain(c, compare); why != "" {
		return why
	}
	if c.Disabled && c.Role == consent.ClauseRejectAll {
		return "disabled"
	}
	return in.sameColour(c)
}

// chain looks at a control and its ancestors inside the notice, up to the first that also
// holds the node other.
func (in *inspection) chain(c *inspected, other int) string {
	for i := c.node; i > in.root; i = in.page.doc.Parent(i) {
		if i != c.node && in.page.doc.Within(other, i) {
			break
		}
		if why := in.reader.Unseen(in.page.doc.Nodes[i].HTML); why != "" {
			return why
		}
	}
	return ""
}

// sameColour tells words in the colour of what they stand on, without a border or ground
// that would show where they are.
func (in *inspection) sameColour(c *inspected) string {
	const least = 1.1 // contrast
	look := in.reader.Look(c.place)
	if look.Contrast == 0 || look.Contrast >= least || look.Standing >= least || look.Bordered || hasImage(c.place.Element) {
		return ""
	}
	return "the words have the colour of their ground"
}

func hasImage(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img || d.DataAtom == atom.Svg {
			return true
		}
	}
	return false
}

// links are controls that look like running text by their markup.
func (in *inspection) links() map[string]bool {
	out := map[string]bool{}
	for k := range in.controls {
		if c := &in.controls[k]; c.Element == "a" && !in.buttonLike(c) {
			out[c.ID] = true
		}
	}
	return out
}

func (in *inspection) buttonLike(c *inspected) bool {
	n := &in.page.doc.Nodes[c.node]
	if strings.EqualFold(n.Attr("role"), "button") {
		return true
	}
	naming := strings.ToLower(n.Attr("class") + " " + n.Attr("id"))
	for _, word := range []string{"btn", "button", "cta"} {
		if strings.Contains(naming, word) {
			return true
		}
	}
	return !in.inText(c.node)
}

// inText says whether a link stands in a sentence: its parent has words of its own.
func (in *inspection) inText(node int) bool {
	const least = 12 // bytes
	parent := in.page.doc.Parent(node)
	if parent < 0 {
		return false
	}
	own := 0
	for k := parent + 1; k < int(in.page.doc.Nodes[parent].End); k++ {
		switch n := &in.page.doc.Nodes[k]; {
		case n.Atom() == atom.A || n.Atom() == atom.Button:
			k = int(n.End) - 1
		case n.Is(dom.Text):
			own += len(n.HTML.Data)
		}
	}
	return own >= least
}

// blocks says whether the notice is a modal dialog.
func (in *inspection) blocks() bool {
	for i := in.root; i >= 0; i = in.page.doc.Parent(i) {
		if n := &in.page.doc.Nodes[i]; n.Attr("aria-modal") == "true" {
			return true
		}
	}
	for i := in.root; i >= 0 && i < int(in.page.doc.Nodes[in.root].End); i++ {
		if in.page.doc.Nodes[i].Attr("aria-modal") == "true" && in.agrees >= 0 && in.page.doc.Within(in.controls[in.agrees].node, i) {
			return true
		}
	}
	return false
}
