package web

import (
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func clause(id, element, selector, text string, line int) consent.Clause {
	return consent.Clause{ID: id, Element: element, Selector: selector, Text: text, Line: line}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body    string
		clauses []consent.Clause
		want    []string // "id=text"
	}{
		"tag and text": {"<p>x</p>\n <button id=a>Yes</button>", []consent.Clause{clause("c1", "button", "#a", "Yes", 2)}, []string{"c1=<button id=a>Yes"}},
		"by id": {`<a id="x">1</a><a id="y" title=">">2</a>`, []consent.Clause{clause("c1", "a", "p > #y", "2", 1)},
			[]string{`c1=<a id="y" title=">">2`}},
		"same name, in order": {"<b>1</b><b>2</b><b>3</b>", []consent.Clause{clause("c1", "b", "b:nth-of-type(1)", "1", 1), clause("c2", "b", "b:nth-of-type(2)", "2", 1)},
			[]string{"c1=<b>1", "c2=<b>2"}},
		"longer name is another":        {"<address>x</address><a>y</a>", []consent.Clause{clause("c1", "a", "a", "y", 1)}, []string{"c1=<a>y"}},
		"case of the name is no matter": {"<BUTTON ID='Go'>x</BUTTON>", []consent.Clause{clause("c1", "button", "#go", "x", 1)}, []string{"c1=<BUTTON ID='Go'>x"}},
		"inner element cuts the outer":  {"<div id=b><button>Yes</button></div>", []consent.Clause{clause("c1", "div", "#b", "Yes", 1), clause("c2", "button", "button", "Yes", 1)}, []string{"c1=<div id=b>", "c2=<button>Yes"}},
		"words over lines":              {"We keep\n  your  data. More.", []consent.Clause{clause("c1", "", "", "keep your data.", 1)}, []string{"c1=keep\n  your  data."}},
		"second of equal sentences":     {"a b. a b.", []consent.Clause{clause("c1", "", "", "a b.", 1), clause("c2", "", "", "a b.", 1)}, []string{"c1=a b.", "c2=a b."}},
		"not there":                     {"<p>x</p>", []consent.Clause{clause("c1", "button", "#a", "Yes", 1), clause("c2", "", "", "y", 1), clause("c3", "p", "p", "x", 9), clause("c4", "p", "p", "x", 0)}, nil},
		"unclosed tag":                  {"<button id=a title=\"x", []consent.Clause{clause("c1", "button", "#a", "", 1)}, []string{"c1=<button id=a title=\"x"}},
	} {
		marks := findMarks(newText([]byte(c.body)), c.clauses)
		var got []string
		for _, m := range marks {
			got = append(got, m.clause+"="+c.body[m.start:m.end])
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestIDOfSelector(t *testing.T) {
	t.Parallel()
	for selector, want := range map[string]string{"#a": "a", "div > #b-1": "b-1", "#a > p": "", "p": "", "": "", `#a\:b`: "", "#a:checked": "", "#a.b": ""} {
		if got := idOfSelector(selector); got != want {
			t.Errorf("%s: %q, want %q", selector, got, want)
		}
	}
}

// FuzzSource shows a source part by part: whatever the bytes and clauses are, the parts
// together are the text, and each line and mark stands once.
func FuzzSource(f *testing.F) {
	f.Add("<button id=a>Yes</button>\nmore\r\n", "button", "#a", "Yes", 1, 0)
	f.Add("We keep\nyour data", "", "", "keep your data", 1, 3)
	f.Add(strings.Repeat("ä", 3000)+"<b>", "b", "b", "", 1, 2999)
	f.Add("\n\n\x00\xff", "", "", "\xff", 3, 1)
	f.Fuzz(func(t *testing.T, body, element, selector, words string, line, at int) {
		body, words = strings.ToValidUTF8(body, "?"), strings.ToValidUTF8(words, "?")
		source := newText([]byte(body))
		marks := findMarks(source, []consent.Clause{clause("c1", element, selector, words, line), clause("c2", element, "", words, line)})
		last := 0
		for _, m := range marks {
			if m.start < last || m.end <= m.start || m.end > len(body) {
				t.Fatalf("marks %+v in %d bytes", marks, len(body))
			}
			last = m.end
		}
		if at >= 0 && at < len(body) {
			if start := source.align(at); start > at || source.line(start) != source.line(at) {
				t.Fatalf("%d is aligned to %d", at, start)
			}
		}
		v := sourceView(source, marks, 0, "/a")
		var got strings.Builder
		for i, l := range v.Lines {
			if i > 0 && !l.Again {
				got.WriteString("\n")
			}
			for _, s := range l.Segments {
				got.WriteString(s.Text)
			}
		}
		var want []string
		for l := range strings.SplitSeq(body, "\n") {
			want = append(want, text([]byte(l)))
		}
		whole := strings.TrimRight(strings.Join(want, "\n"), "\n")
		if v.Next == "" && strings.TrimRight(got.String(), "\n") != whole {
			t.Fatalf("%q became %q", whole, got.String())
		}
	})
}
