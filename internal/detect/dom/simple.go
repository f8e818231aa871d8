package dom

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth is where elements become siblings instead of children, as in Blink's parser
// (HTMLTreeBuilder, kMaximumHTMLParserDOMTreeDepth = 512).
const maxDepth = 500

// simpleTree builds a tree in linear time and memory from any bytes. It nests elements as
// their tags say and closes paragraphs, list items and cells where the next one begins.
func simpleTree(src []byte) *html.Node {
	b := builder{tokens: html.NewTokenizer(bytes.NewReader(src))}
	b.root = &html.Node{Type: html.DocumentNode}
	top := &html.Node{Type: html.ElementNode, DataAtom: atom.Html, Data: "html"}
	b.body = &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	b.root.AppendChild(top)
	top.AppendChild(b.body)
	b.open = []*html.Node{b.body}
	for b.step() {
	}
	return b.root
}

type builder struct {
	tokens     *html.Tokenizer
	root, body *html.Node
	open       []*html.Node
}

func (b *builder) step() bool {
	kind := b.tokens.Next()
	switch kind {
	case html.ErrorToken:
		return false
	case html.TextToken:
		b.add(&html.Node{Type: html.TextNode, Data: b.tokens.Token().Data})
	case html.StartTagToken, html.SelfClosingTagToken:
		b.start(b.tokens.Token())
	case html.EndTagToken:
		name, _ := b.tokens.TagName()
		b.end(string(name))
	}
	return true
}

func (b *builder) add(n *html.Node) { b.open[len(b.open)-1].AppendChild(n) }

func (b *builder) start(t html.Token) {
	switch t.DataAtom {
	case atom.Html, atom.Body, atom.Head:
		return
	}
	if t.DataAtom != 0 && closesItself(t.DataAtom) && b.open[len(b.open)-1].DataAtom == t.DataAtom {
		b.open = b.open[:len(b.open)-1]
	}
	n := &html.Node{Type: html.ElementNode, DataAtom: t.DataAtom, Data: t.Data, Attr: t.Attr}
	b.add(n)
	if !void(t.DataAtom) && len(b.open) < maxDepth {
		b.open = append(b.open, n)
	}
}

// end closes the innermost element of that name. It looks no further than maxDepth.
func (b *builder) end(name string) {
	for i := len(b.open) - 1; i > 0; i-- {
		if b.open[i].Data == name {
			b.open = b.open[:i]
			return
		}
	}
}

func closesItself(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Li, atom.Td, atom.Th, atom.Tr, atom.Dt, atom.Dd, atom.Option, atom.A, atom.Button:
		return true
	}
	return false
}

func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}
