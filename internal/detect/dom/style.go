package dom

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// maxRules bounds how many hiding rules of a page's own style sheets are kept.
const maxRules = 2_000

// HiddenByStyle says whether a rule of the page's own style elements hides the element:
// a rule outside every @media and @supports whose selector is one id, one class, or a tag
// with one of them, and that sets display to none or visibility to hidden.
func (d *Doc) HiddenByStyle(i int) bool {
	if d.hiding == nil {
		d.hiding = map[string]bool{}
		for k := range d.Nodes {
			if n := &d.Nodes[k]; n.Is(Text) && n.Parent >= 0 && d.Nodes[n.Parent].Atom() == atom.Style {
				hidingRules(withoutComments(n.HTML.Data), d.hiding)
			}
		}
	}
	if len(d.hiding) == 0 {
		return false
	}
	n := &d.Nodes[i]
	if id := n.Attr("id"); id != "" && (d.hiding["#"+id] || d.hiding[n.HTML.Data+"#"+id]) {
		return true
	}
	for class := range strings.FieldsSeq(n.Attr("class")) {
		if d.hiding["."+class] || d.hiding[n.HTML.Data+"."+class] {
			return true
		}
	}
	return false
}

// hidingRules collects the simple selectors of rules that hide.
func hidingRules(css string, into map[string]bool) {
	for len(css) > 0 && len(into) < maxRules {
		open := strings.IndexByte(css, '{')
		if open < 0 {
			return
		}
		selectors := css[:open]
		css = css[open+1:]
		if strings.Contains(selectors, "@") {
			css = skipBlock(css)
			continue
		}
		end := strings.IndexByte(css, '}')
		if end < 0 {
			return
		}
		if hidingStyle(css[:end]) {
			addSelectors(selectors, into)
		}
		css = css[end+1:]
	}
}

func withoutComments(css string) string {
	if !strings.Contains(css, "/*") {
		return css
	}
	var b strings.Builder
	for {
		before, after, open := strings.Cut(css, "/*")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		_, css, _ = strings.Cut(after, "*/")
	}
}

// skipBlock returns what follows the block that css begins in.
func skipBlock(css string) string {
	depth := 1
	for i := range len(css) {
		switch css[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return css[i+1:]
			}
		}
	}
	return ""
}

func addSelectors(list string, into map[string]bool) {
	for s := range strings.SplitSeq(list, ",") {
		if s = strings.TrimSpace(s); simple(s) {
			into[s] = true
		}
	}
}

// simple tells selectors of one id or class, with or without a tag before it.
func simple(s string) bool {
	marks := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '#' || c == '.':
			marks++
		case c != '-' && c != '_' && !isLetter(c) && (c < '0' || c > '9') && c < 0x80:
			return false
		}
	}
	return marks == 1
}
