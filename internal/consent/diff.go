package consent

import (
	"strings"
	"unicode/utf8"
)

// EditOp is what happened to a stretch of text.
type EditOp string

// The operations.
const (
	EditEqual  EditOp = "equal"
	EditDelete EditOp = "delete"
	EditInsert EditOp = "insert"
)

// Edit is a stretch of text that stayed, went or came.
type Edit struct {
	Op   EditOp `json:"op"`
	Text string `json:"text"`
}

// TextDiff leads from one text to another: equal and delete give the first, equal and
// insert the second, byte for byte. Where words went and others came in their place, the
// deletion stands first. Coarse says that the texts differ too much for a fine answer
// within the bound on cost, and that some stretches are replaced whole.
type TextDiff struct {
	Edits  []Edit `json:"edits"`
	Coarse bool   `json:"coarse,omitempty"`
}

// Changed says whether the texts differ.
func (d TextDiff) Changed() bool {
	return len(d.Edits) > 1 || len(d.Edits) == 1 && d.Edits[0].Op != EditEqual
}

// diffSteps bounds the cost of one DiffWords beyond one pass over the texts.
const diffSteps = 2_000_000

// DiffWords compares by lines, and by words within the lines that changed. White space
// counts as words do.
func DiffWords(before, after string) TextDiff {
	steps := diffSteps
	lines, coarse := diffTokens(splitLines(before), splitLines(after), &steps)
	d := TextDiff{Edits: []Edit{}, Coarse: coarse}
	for _, h := range hunksOf(lines) {
		if h.gone == "" || h.come == "" || steps < 0 {
			d.Edits = appendHunk(d.Edits, h)
			continue
		}
		words, coarse := diffTokens(splitWords(h.gone), splitWords(h.come), &steps)
		d.Coarse = d.Coarse || coarse
		d.Edits = appendEdit(d.Edits, EditEqual, h.same)
		for _, w := range joinIslands(hunksOf(words)) {
			d.Edits = appendHunk(d.Edits, w)
		}
	}
	return d
}

// hunk is text that stayed, followed by what went and what came after it.
type hunk struct{ same, gone, come string }

// hunksOf gathers edits in any order between two equal stretches.
func hunksOf(edits []Edit) []hunk {
	var out []hunk
	var same, gone, come strings.Builder
	flush := func() {
		if same.Len()+gone.Len()+come.Len() > 0 {
			out = append(out, hunk{same.String(), gone.String(), come.String()})
		}
		same.Reset()
		gone.Reset()
		come.Reset()
	}
	for _, e := range edits {
		switch e.Op {
		case EditDelete:
			gone.WriteString(e.Text)
		case EditInsert:
			come.WriteString(e.Text)
		default:
			if gone.Len()+come.Len() > 0 {
				flush()
			}
			same.WriteString(e.Text)
		}
	}
	flush()
	return out
}

// joinIslands makes one change of two that only white space parts: "a b" for "c d" reads
// better than two single words.
func joinIslands(in []hunk) []hunk {
	var out []hunk
	for _, h := range in {
		if n := len(out); n > 0 && h.gone+h.come != "" && out[n-1].gone+out[n-1].come != "" && strings.TrimSpace(h.same) == "" {
			out[n-1].gone += h.same + h.gone
			out[n-1].come += h.same + h.come
			continue
		}
		out = append(out, h)
	}
	return out
}

func appendHunk(edits []Edit, h hunk) []Edit {
	edits = appendEdit(edits, EditEqual, h.same)
	edits = appendEdit(edits, EditDelete, h.gone)
	return appendEdit(edits, EditInsert, h.come)
}

func appendEdit(edits []Edit, op EditOp, text string) []Edit {
	if text == "" {
		return edits
	}
	if n := len(edits); n > 0 && edits[n-1].Op == op {
		edits[n-1].Text += text
		return edits
	}
	return append(edits, Edit{op, text})
}

// Excerpt is the edits with equal stretches cut to about so many characters beside a
// change; what was left out shows as " … ".
func (d TextDiff) Excerpt(around int) []Edit {
	out := make([]Edit, len(d.Edits))
	for i, e := range d.Edits {
		if e.Op == EditEqual {
			e.Text = cutMiddle(e.Text, around, i > 0, i < len(d.Edits)-1)
		}
		out[i] = e
	}
	return out
}

// cutMiddle keeps the head of s where a change stands before it, and the tail where one
// stands after it.
func cutMiddle(s string, around int, head, tail bool) string {
	if utf8.RuneCountInString(s) <= 2*around {
		return s
	}
	runes := []rune(s)
	out := " … "
	if head {
		out = string(runes[:around]) + out
	}
	if tail {
		out += string(runes[len(runes)-around:])
	}
	return out
}
