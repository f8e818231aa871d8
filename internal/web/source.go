package web

import (
	"bytes"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
)

// Bounds of one part of a source.
const (
	sourceLines = 500
	sourceBytes = 100 << 10
	pieceBytes  = 2000 // a longer line is shown in pieces of this size
)

// source shows a part of the stored source as text, with marks at the clauses.
func (p *pages) source(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), httpx.Actor(c)
	found, err := p.App.Analysis(ctx, actor, id)
	if err != nil {
		return err
	}
	material, err := p.App.Material(ctx, actor, id)
	if err != nil {
		return err
	}
	text := newText(material.Text)
	marks := findMarks(text, found.Clauses)
	from, err := sourceFrom(c, text, marks)
	if err != nil {
		return err
	}
	v := sourceView(text, marks, from, analysisPath(id))
	v.Title, _ = siteOf(found)
	v.Frame = p.frame(c, "Source of "+v.Title, layout.NavHistory)
	labelMarks(&v, found.Clauses)
	return render(c, http.StatusOK, page.SourcePage(v), "")
}

// sourceFrom is the first byte to show: the line or place of the address, or a little
// before the clause that it names.
func sourceFrom(c *gin.Context, t sourceText, marks []mark) (int, error) {
	if id := c.Query("clause"); id != "" {
		for _, m := range marks {
			if m.clause == id {
				return t.before(m.start), nil
			}
		}
	}
	text := c.Query("from")
	if text == "" {
		return 0, nil
	}
	at, err := strconv.Atoi(text)
	if err != nil || at < 0 || at >= max(1, len(t.body)) {
		return 0, consent.InvalidField("from", "The source has no such place.")
	}
	return t.align(at), nil
}

// sourceText is a source with the places where its lines begin.
type sourceText struct {
	body  []byte
	lines []int // offset of each line
}

func newText(body []byte) sourceText {
	t := sourceText{body: body, lines: []int{0}}
	for at := 0; ; {
		i := bytes.IndexByte(body[at:], '\n')
		if i < 0 || at+i+1 >= len(body) {
			return t
		}
		at += i + 1
		t.lines = append(t.lines, at)
	}
}

// line is the index of the line that holds the byte.
func (t sourceText) line(at int) int {
	low, high := 0, len(t.lines)
	for low+1 < high {
		if mid := (low + high) / 2; t.lines[mid] <= at {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// end is where the line ends, its line break left out.
func (t sourceText) end(line int) int {
	if line+1 < len(t.lines) {
		return t.lines[line+1] - 1
	}
	return len(bytes.TrimRight(t.body, "\n"))
}

// align moves a place to the begin of its piece, so that parts do not overlap.
func (t sourceText) align(at int) int {
	start := t.lines[t.line(at)]
	for {
		next := t.cut(start, len(t.body))
		if next > at || next <= start {
			return start
		}
		start = next
	}
}

// cut is where the piece that begins at start ends: at the end, or at a character about
// pieceBytes on.
func (t sourceText) cut(start, end int) int {
	if end-start <= pieceBytes {
		return end
	}
	at := start + pieceBytes
	for range utf8.UTFMax - 1 {
		if utf8.RuneStart(t.body[at]) {
			break
		}
		at--
	}
	return at
}

// before is a place a few lines, or one piece, before the byte.
func (t sourceText) before(at int) int {
	if at < sourceBytes*3/4 && t.line(at) < sourceLines*3/4 {
		return 0 // the first part holds it
	}
	line := max(0, t.line(at)-5)
	if at-t.lines[line] > 2*pieceBytes {
		return t.align(max(t.lines[t.line(at)], at-pieceBytes))
	}
	return t.lines[line]
}

func sourceView(t sourceText, marks []mark, from int, analysis string) page.Source {
	v := page.Source{Back: analysis, Total: len(t.lines)}
	at, line := from, t.line(from)
	for len(v.Lines) < sourceLines && at-from < sourceBytes && line < len(t.lines) {
		end := t.end(line)
		stop := t.cut(at, max(at, end))
		v.Lines = append(v.Lines, page.SourceLine{Number: line + 1, Again: at > t.lines[line], Segments: segments(t.body, marks, at, stop, analysis)})
		if at = stop; at >= end {
			if line++; line < len(t.lines) {
				at = t.lines[line]
			}
		}
	}
	v.Last = v.Lines[len(v.Lines)-1].Number
	if line < len(t.lines) {
		v.Next = analysis + "/source?from=" + strconv.Itoa(at)
	}
	if from > 0 {
		v.Previous = analysis + "/source?from=" + strconv.Itoa(t.earlier(from))
	}
	return v
}

// earlier is where the part before the one that begins at from begins.
func (t sourceText) earlier(from int) int {
	line := max(0, t.line(from)-sourceLines)
	if from-t.lines[line] <= sourceBytes {
		return t.lines[line]
	}
	return t.align(max(0, from-sourceBytes))
}

// labelMarks says of each mark what its clause is.
func labelMarks(v *page.Source, clauses []consent.Clause) {
	words := map[string]string{}
	for _, c := range clauses {
		words[c.ID] = label.Kind(c.Kind) + ", " + label.Role(c.Role)
	}
	for i := range v.Lines {
		for j := range v.Lines[i].Segments {
			s := &v.Lines[i].Segments[j]
			s.Label = words[s.Clause]
		}
	}
}
