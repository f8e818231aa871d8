// Package style reads what a page itself declares about the look of a few elements: its
// inline styles and the rules of its style elements. It fetches nothing and computes no
// layout; what linked style sheets say is not known here.
//
// Selectors are matched by cascadia and ordered as CSS Cascade 4 says (importance, inline,
// specificity, order). Rules inside @media, @supports and the like and selectors with
// states or pseudo-elements are left out: they do not hold for every visitor.
package style

import (
	"strings"

	"golang.org/x/net/html"
)

// Node is an element with its ancestors, the nearest first.
type Node struct {
	Element   *html.Node
	Ancestors []*html.Node
}

// Of lists an element and its ancestors. Depth is bounded: hostile pages nest without end.
func Of(n *html.Node) Node {
	const most = 600
	out := Node{Element: n}
	for p := n.Parent; p != nil && len(out.Ancestors) < most; p = p.Parent {
		if p.Type == html.ElementNode {
			out.Ancestors = append(out.Ancestors, p)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return true
		}
	}
	return false
}

func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
