package export

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"microconsent/internal/consent"
)

// diffAround is how many unchanged characters stand beside a change in Markdown.
const diffAround = 60

// CompareMarkdown writes what changed between two documents, in GitHub's flavour and in
// English: warnings, score, findings, controls, and the words of notice and policy that
// went or came. Unchanged things are counted, not listed.
func CompareMarkdown(w io.Writer, base, head consent.Document, c consent.Comparison) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Change from %s to %s\n\n%s (%s) → %s (%s)\n", code(title(base)), code(title(head)),
		grades(base), base.CreatedAt.UTC().Format("2006-01-02 15:04 MST"), grades(head), head.CreatedAt.UTC().Format("2006-01-02 15:04 MST"))
	for _, warning := range c.Warnings {
		fmt.Fprintf(out, "\n> Hard to compare: %s differs (%s, %s).\n", plain(strings.ReplaceAll(string(warning.Code), "_", " ")), code(warning.Base), code(warning.Head))
	}
	compareFindings(out, c)
	compareControls(out, c)
	compareText(out, "Notice", c.Banner)
	compareText(out, "Policy", c.Policy)
	if c.Same() {
		out.WriteString("\nNothing changed.\n")
	}
	return out.Flush()
}

func grades(d consent.Document) string {
	if d.Score == nil {
		return "no grade"
	}
	return fmt.Sprintf("grade **%s**, %d of 100", plain(d.Score.Grade), d.Score.Value)
}

func compareFindings(out *bufio.Writer, c consent.Comparison) {
	fmt.Fprintf(out, "\n## Findings: %d new, %d changed, %d fixed, %d unchanged\n\n", c.Count(consent.ChangeAdded), c.Count(consent.ChangeChanged),
		c.Count(consent.ChangeRemoved), c.Count(consent.ChangeUnchanged))
	for _, f := range c.Findings {
		if f.Kind == consent.ChangeUnchanged {
			continue
		}
		now := cmp.Or(f.Head, f.Base)
		words := map[consent.ChangeKind]string{consent.ChangeAdded: "new", consent.ChangeRemoved: "fixed", consent.ChangeChanged: "changed"}
		fmt.Fprintf(out, "- **%s** %s: %s (%s)%s\n", words[f.Kind], plain(string(now.Severity)), plain(now.Title), code(now.Rule), fieldList(f.Fields))
	}
}

func compareControls(out *bufio.Writer, c consent.Comparison) {
	first := true
	for _, change := range c.Controls {
		if change.Kind == consent.ChangeUnchanged {
			continue
		}
		if first {
			out.WriteString("\n## Controls\n\n")
			first = false
		}
		now := cmp.Or(change.Head, change.Base)
		text := code(now.Text)
		if change.Text != nil {
			text = code(change.Base.Text) + " → " + code(change.Head.Text)
		}
		fmt.Fprintf(out, "- **%s** %s: %s%s\n", change.Kind, plain(english().say("role."+string(now.Role))), text, fieldList(change.Fields))
	}
}

func fieldList(fields []string) string {
	if len(fields) == 0 {
		return ""
	}
	return " – " + strings.Join(fields, ", ")
}

func compareText(out *bufio.Writer, heading string, d consent.TextDiff) {
	if !d.Changed() {
		return
	}
	fmt.Fprintf(out, "\n## %s\n\n", heading)
	if d.Coarse {
		out.WriteString("The texts differ too much to be compared word by word.\n\n")
	}
	for _, e := range d.Excerpt(diffAround) {
		tag := map[consent.EditOp]string{consent.EditDelete: "del", consent.EditInsert: "ins"}[e.Op]
		text, left := Cut(e.Text, reportText)
		if left > 0 {
			text += fmt.Sprintf(" … %d more …", left)
		}
		out.WriteString(marked(text, tag))
	}
	out.WriteByte('\n')
}

// marked sets s in an element. Markdown's own marks would fail beside punctuation
// (CommonMark 6.2), and it has none for what came.
func marked(s, tag string) string {
	inner := plain(s)
	if strings.TrimLeft(s, " \t\n") != s {
		inner = " " + inner
	}
	if strings.TrimRight(s, " \t\n") != s && inner != " " {
		inner += " "
	}
	if tag == "" {
		return inner
	}
	return "<" + tag + ">" + inner + "</" + tag + ">"
}
