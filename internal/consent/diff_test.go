package consent

import (
	"slices"
	"strings"
	"testing"
)

// sides puts the two texts together again from a diff.
func sides(d TextDiff) (before, after string) {
	for _, e := range d.Edits {
		if e.Op != EditInsert {
			before += e.Text
		}
		if e.Op != EditDelete {
			after += e.Text
		}
	}
	return before, after
}

// notation writes a diff as text: [-gone-] {+come+}.
func notation(edits []Edit) string {
	var b strings.Builder
	for _, e := range edits {
		switch e.Op {
		case EditDelete:
			b.WriteString("[-" + e.Text + "-]")
		case EditInsert:
			b.WriteString("{+" + e.Text + "+}")
		default:
			b.WriteString(e.Text)
		}
	}
	return b.String()
}

func TestDiffWords(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, before, after, want string }{
		{"nothing", "", "", ""},
		{"same", "We use cookies.", "We use cookies.", "We use cookies."},
		{"all new", "", "We use cookies.", "{+We use cookies.+}"},
		{"all gone", "We use cookies.", "", "[-We use cookies.-]"},
		{"one word", "We keep it for 12 months.", "We keep it for 24 months.", "We keep it for [-12-]{+24+} months."},
		{"words beside each other read as one change", "share with a b", "share with c d", "share with [-a b-]{+c d+}"},
		{"an added word", "we share data", "we never share data", "we {+never +}share data"},
		{"punctuation is a token", "Yes, please", "Yes please", "Yes[-,-] please"},
		{"lines", "one\ntwo\nthree", "one\n2\nthree", "one\n[-two-]{+2+}\nthree"},
		{"a removed line", "one\ntwo\nthree\n", "one\nthree\n", "one\n[-two\n-]three\n"},
		{"no spaces between words", "我们使用饼干", "我们不使用饼干", "我们{+不+}使用饼干"},
		{"marks belong to their letter", "cafe\u0301 x", "cafe x", "[-cafe\u0301-]{+cafe+} x"},
	}
	for _, c := range cases {
		d := DiffWords(c.before, c.after)
		if got := notation(d.Edits); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if d.Changed() != (c.before != c.after) || d.Coarse {
			t.Errorf("%s: changed %v, coarse %v", c.name, d.Changed(), d.Coarse)
		}
	}
}

func TestDiffIsBounded(t *testing.T) {
	t.Parallel()
	line := func(word string) string { return strings.Repeat(word+" ", 20) + "\n" }
	var before, after strings.Builder
	for i := range 20_000 {
		before.WriteString(line(string(rune('a'+i%26)) + "x"))
		after.WriteString(line(string(rune('a'+i*7%26)) + "y"))
	}
	d := DiffWords("same start\n"+before.String(), "same start\n"+after.String())
	if !d.Coarse || d.Edits[0].Text != "same start\n" {
		t.Errorf("coarse %v, %d edits", d.Coarse, len(d.Edits))
	}
	if one, two := sides(d); !strings.HasSuffix(one, before.String()) || !strings.HasSuffix(two, after.String()) {
		t.Error("the texts do not come back")
	}
}

func TestExcerptKeepsWhatStandsBesideAChange(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 50)
	d := DiffWords(long+"12 "+long+"end", long+"24 "+long+"End")
	if got, want := notation(d.Excerpt(5)), " … word [-12-]{+24+} word … word [-end-]{+End+}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if d.Edits[0].Text != long {
		t.Error("the excerpt changed the diff")
	}
}

// Fine diffs are also shortest ones: as many edits as the table of longest common
// subsequences leaves.
func FuzzDiffWords(f *testing.F) {
	f.Add("We use cookies.", "We never use 3 cookies.")
	f.Add("a\nb\nc", "a\nc\nd\n")
	f.Add("\xff\x00 x", "x \xff")
	f.Add("abcabba", "cbabac")
	f.Fuzz(func(t *testing.T, before, after string) {
		d := DiffWords(before, after)
		if one, two := sides(d); one != before || two != after {
			t.Fatalf("%q and %q come back as %q and %q", before, after, one, two)
		}
		for i, e := range d.Edits {
			if e.Text == "" || i > 0 && d.Edits[i-1].Op == e.Op {
				t.Fatalf("edit %d of %q is empty or split", i, notation(d.Edits))
			}
		}
		a, b := splitWords(before), splitWords(after)
		if strings.Join(a, "") != before || slices.Contains(a, "") {
			t.Fatalf("tokens %q of %q", a, before)
		}
		steps := diffSteps
		edits, coarse := diffTokens(a, b, &steps)
		if len(a)+len(b) < 1000 && (coarse || changes(edits) != len(a)+len(b)-2*common(a, b)) {
			t.Fatalf("%d edits are not the fewest", changes(edits))
		}
	})
}

func changes(edits []Edit) int {
	n := 0
	for _, e := range edits {
		if e.Op != EditEqual {
			n++
		}
	}
	return n
}

// common is the length of a longest common subsequence.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func BenchmarkDiffWords(b *testing.B) {
	text := strings.Repeat("We keep your data for as long as we need it, and no longer.\n", 5000)
	changed := strings.Replace(text, "no longer", "a bit longer", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		DiffWords(text, changed)
	}
}
