package export

import (
	"bufio"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode"

	"microconsent/internal/consent"
)

// textWidth is how much of a clause's text a table row shows, in characters.
const textWidth = 60

// terminal writes a block a document: a heading, the findings, the clauses.
type terminal struct {
	out *bufio.Writer
	n   int
}

func (w *terminal) Write(d consent.Document) error {
	if w.n++; w.n > 1 {
		fmt.Fprintln(w.out)
	}
	fmt.Fprintf(w.out, "%s  %s\n", Printable(title(d)), verdict(d))
	for _, f := range d.Findings {
		fmt.Fprintf(w.out, "  %-6s %s (%s)\n", f.Severity, f.Title, f.Rule)
	}
	if len(d.Clauses) > 0 {
		w.clauses(d.Clauses)
	}
	return w.out.Flush()
}

func (w *terminal) clauses(clauses []consent.Clause) {
	t := tabwriter.NewWriter(w.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "  LINE\tSURFACE\tROLE\tCATEGORY\tCONF\tTEXT")
	for _, c := range clauses {
		fmt.Fprintf(t, "  %d\t%s\t%s\t%s\t%.2f\t%s\n", c.Line, c.Surface, c.Role, c.Category, c.Confidence, cut(Printable(c.Text)))
	}
	_ = t.Flush() // the stream below keeps the error
}

func (w *terminal) Close() error { return w.out.Flush() }

func title(d consent.Document) string {
	for _, s := range []string{d.Source.URL, d.Source.Name, d.Source.Title} {
		if s != "" {
			return s
		}
	}
	return "standard input"
}

func verdict(d consent.Document) string {
	parts := []string{}
	if d.Score != nil {
		parts = append(parts, fmt.Sprintf("grade %s (%d)", d.Score.Grade, d.Score.Value))
	}
	if len(d.CMPs) > 0 {
		parts = append(parts, "CMP "+cmpNames(d))
	}
	banner := "no banner"
	if d.Banner.Present {
		banner = "banner"
	}
	return strings.Join(append(parts, banner, "language "+d.Language.Code), ", ")
}

// Printable drops control characters, so that foreign text cannot drive the terminal.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

func cut(s string) string {
	r := []rune(s)
	if len(r) <= textWidth {
		return s
	}
	return string(r[:textWidth-1]) + "…"
}
