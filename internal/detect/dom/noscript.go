package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// expand replaces the raw text of a noscript element by what it stands for, as readers
// without scripts see it. Pixels and frames, which most of them hold, stay raw.
func expand(n *html.Node) bool {
	raw := n.FirstChild
	if raw == nil || raw.NextSibling != nil || raw.Type != html.TextNode || !speaks(raw.Data) {
		return false
	}
	body := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	nodes, err := html.ParseFragment(strings.NewReader(raw.Data), body)
	if err != nil {
		return false
	}
	n.RemoveChild(raw)
	for _, child := range nodes {
		n.AppendChild(child)
	}
	return true
}

// speaks says whether the text of a noscript element is more than an image or a frame.
func speaks(text string) bool {
	text = strings.TrimSpace(text)
	for _, tag := range []string{"<img", "<iframe", "<link", "<style", "<meta"} {
		if hasPrefixFoldString(text, tag) {
			return false
		}
	}
	return text != ""
}
