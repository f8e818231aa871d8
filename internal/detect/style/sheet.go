package style

import (
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Limits of style elements, so that a hostile page costs no more than a big one.
const (
	maxSheet     = 2 << 20 // bytes read of all sheets
	maxKept      = 1_000   // rules that may concern the elements
	maxSelector  = 300     // bytes
	maxVariables = 2_000
)

// Sheet is the part of a page's style rules that may concern some elements.
type Sheet struct {
	rules     []rule
	variables map[string]string // custom properties, the last of each name
}

// rule is one selector with its declarations.
type rule struct {
	selector cascadia.Sel
	order    int
	block    string
}

// Read keeps the rules whose last simple selector names the tag, id or a class of one of
// the elements or of their ancestors.
func Read(sheets []string, nodes []Node) *Sheet {
	s := &Sheet{variables: map[string]string{}}
	r := reader{sheet: s, keys: keysOf(nodes)}
	left := maxSheet
	for _, css := range sheets {
		css = css[:min(len(css), left)]
		left -= len(css)
		r.rules(withoutComments(css))
	}
	return s
}

type reader struct {
	sheet *Sheet
	keys  map[string]bool
	order int
}

// rules steps from block to block.
func (r *reader) rules(css string) {
	for len(r.sheet.rules) < maxKept {
		selectors, rest, open := strings.Cut(css, "{")
		if !open {
			return
		}
		if at := strings.LastIndexByte(selectors, ';'); at >= 0 {
			selectors = selectors[at+1:] // after an @import or @charset
		}
		if strings.Contains(selectors, "@") {
			css = skipBlock(rest)
			continue
		}
		block, after, _ := strings.Cut(rest, "}")
		css = after
		r.block(selectors, block)
	}
}

func (r *reader) block(selectors, block string) {
	if strings.Contains(block, "--") {
		r.variables(block)
	}
	for s := range strings.SplitSeq(selectors, ",") {
		s = strings.TrimSpace(s)
		if len(s) > maxSelector || !r.concerns(s) {
			continue
		}
		if sel, err := cascadia.Parse(s); err == nil {
			r.order++
			r.sheet.rules = append(r.sheet.rules, rule{sel, r.order, block})
		}
	}
}

func (r *reader) variables(block string) {
	for name, value := range declarations(block) {
		if strings.HasPrefix(name, "--") && len(r.sheet.variables) < maxVariables {
			r.sheet.variables[name] = value
		}
	}
}

// concerns is a quick look at the last compound of a selector.
func (r *reader) concerns(s string) bool {
	if s == "" || strings.ContainsAny(s, ":\\") {
		return false
	}
	compound := s[strings.LastIndexAny(s, " >+~")+1:]
	if at := strings.LastIndexAny(compound, "#."); at >= 0 && !strings.Contains(compound, "[") {
		return r.keys[compound[at:]]
	}
	tag, _, _ := strings.Cut(compound, "[")
	return tag == "" || tag == "*" || r.keys[tag] || r.keys[strings.ToLower(tag)]
}

// keysOf are the tags, ids and classes of the elements and their ancestors.
func keysOf(nodes []Node) map[string]bool {
	out := map[string]bool{}
	seen := map[*html.Node]bool{}
	for _, n := range nodes {
		for _, e := range append([]*html.Node{n.Element}, n.Ancestors...) {
			if seen[e] {
				break
			}
			seen[e] = true
			out[e.Data] = true
			if id := attr(e, "id"); id != "" {
				out["#"+id] = true
			}
			for class := range strings.FieldsSeq(attr(e, "class")) {
				out["."+class] = true
			}
		}
	}
	return out
}

// matching lists the rules for an element, the weakest first.
func (s *Sheet) matching(e *html.Node) []rule {
	var out []rule
	for _, r := range s.rules {
		if r.selector.Match(e) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b rule) int {
		switch sa, sb := a.selector.Specificity(), b.selector.Specificity(); {
		case sa.Less(sb):
			return -1
		case sb.Less(sa):
			return 1
		}
		return a.order - b.order
	})
	return out
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
