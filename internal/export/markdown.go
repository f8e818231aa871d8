package export

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// quoteLength is how much of a clause's text Markdown quotes, in characters.
const quoteLength = 200

// markdown writes a summary a document, in GitHub's flavour and in English: verdict,
// grade with its parts, findings with their evidence, what could not be observed, and the
// digest. Every word of the page stands in a code span, where it cannot be markup,
// mention, link or image.
type markdown struct {
	out *bufio.Writer
	n   int
}

func (w *markdown) Write(d consent.Document) error {
	digest, err := Digest(d)
	if err != nil {
		return err
	}
	if w.n++; w.n > 1 {
		w.out.WriteString("\n---\n\n")
	}
	words := english()
	fmt.Fprintf(w.out, "# %s: %s\n\n**%s** %s\n", words.say("title"), code(title(d)), words.say("verdict."+judgement(d)), gradeLine(d))
	if d.Error != nil {
		fmt.Fprintf(w.out, "\n%s\n", plain(d.Error.Message))
	}
	w.parts(d, words)
	w.findings(d, words)
	w.unobserved(d, words)
	w.policy(d, words)
	fmt.Fprintf(w.out, "\n<sub>microconsent %s, ruleset %s, rules of %s, analysed %s, %s `%s`</sub>\n", plain(d.Engine.Version), plain(d.Engine.Ruleset),
		plain(words.say("jurisdiction."+string(d.Options.Jurisdiction))), d.CreatedAt.UTC().Format("2006-01-02 15:04 MST"), words.say("digest"), digest)
	return w.out.Flush()
}

func (w *markdown) Close() error { return w.out.Flush() }

func gradeLine(d consent.Document) string {
	if d.Score == nil {
		return ""
	}
	return fmt.Sprintf("Grade **%s** (%d of 100).", plain(d.Score.Grade), d.Score.Value)
}

func (w *markdown) parts(d consent.Document, words messages) {
	if d.Score == nil || len(d.Score.Parts) == 0 {
		return
	}
	fmt.Fprint(w.out, "\n| Part | Points | Why |\n|---|---:|---|\n")
	for _, p := range d.Score.Parts {
		points := words.say("not_observed")
		if p.Observed {
			points = fmt.Sprintf("%d/%d", p.Value, p.Max)
		}
		fmt.Fprintf(w.out, "| %s | %s | %s |\n", plain(words.say("score."+string(p.Name))), points, plain(strings.Join(p.Why, " · ")))
	}
}

func (w *markdown) findings(d consent.Document, words messages) {
	open, aside := grouped(d.Findings)
	for _, g := range open {
		fmt.Fprintf(w.out, "\n## %s (%d)\n\n", words.say("severity."+string(g.Severity)), len(g.Findings))
		for _, f := range g.Findings {
			w.finding(d, f)
		}
	}
	if len(aside) > 0 {
		fmt.Fprintf(w.out, "\n## %s (%d)\n\n", words.say("set_aside"), len(aside))
	}
	for _, f := range aside {
		fmt.Fprintf(w.out, "- %s (%s): %s\n", plain(f.Title), code(f.Rule), plain(suppressionOf(f).Justification))
	}
}

func (w *markdown) finding(d consent.Document, f consent.Finding) {
	fmt.Fprintf(w.out, "- **%s** (%s)\n", plain(f.Title), code(f.Rule))
	for _, s := range append([]string{f.Explanation}, f.Evidence...) {
		if s != "" {
			fmt.Fprintf(w.out, "  %s\n", plain(s))
		}
	}
	for _, c := range d.Clauses {
		if slices.Contains(f.Clauses, c.ID) {
			fmt.Fprintf(w.out, "  - %s, %s, line %d\n", code(c.Text), code(c.Selector), c.Line)
		}
	}
	if f.Remedy != "" {
		fmt.Fprintf(w.out, "  - Remedy: %s\n", plain(f.Remedy))
	}
	if len(f.References) > 0 {
		fmt.Fprintf(w.out, "  - References: %s\n", plain(strings.Join(f.References, "; ")))
	}
}

func (w *markdown) unobserved(d consent.Document, words messages) {
	if len(d.Unobserved) == 0 {
		return
	}
	fmt.Fprintf(w.out, "\n## %s (%d)\n\n", words.say("unobserved"), len(d.Unobserved))
	for _, u := range d.Unobserved {
		fmt.Fprintf(w.out, "- %s (%s) needs %s. %s\n", plain(u.Title), code(u.Rule), plain(needsOf(u, words)), plain(u.Why))
	}
}

// policy lists what the policy says, or why it was not read.
func (w *markdown) policy(d consent.Document, words messages) {
	if d.Policy == nil {
		return
	}
	fmt.Fprintf(w.out, "\n## %s\n\n", words.say("policy_summary"))
	if d.Policy.Error != nil {
		fmt.Fprintf(w.out, "%s %s\n", words.say("policy_unread"), plain(d.Policy.Error.Message))
	}
	if d.Policy.Note != "" {
		fmt.Fprintf(w.out, "%s\n", plain(d.Policy.Note))
	}
	if !d.Policy.Read() {
		return
	}
	fmt.Fprintf(w.out, "| %s | %s | %s |\n|---|---:|---|\n", words.say("practices"), words.say("sentences"), words.say("clearest"))
	for _, p := range d.Policy.Practices {
		clearest := ""
		if p.Covered() {
			clearest = code(p.Excerpt)
		}
		fmt.Fprintf(w.out, "| %s | %d | %s |\n", plain(words.say("practice."+string(p.Name))), p.Statements, clearest)
	}
}

func needsOf(u consent.Unobserved, words messages) string {
	out := make([]string, len(u.Needs))
	for i, n := range u.Needs {
		out[i] = words.say("need." + string(n))
	}
	return strings.Join(out, ", ")
}

// plain escapes what Markdown or HTML would read as markup, and keeps names from becoming
// mentions and addresses from becoming links.
func plain(s string) string {
	s = Visible(fold(s))
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_{}[]<>#|~!&@$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return strings.NewReplacer("www.", `www\.`, "://", `\://`).Replace(b.String())
}

// code is s as a code span, cut, on one line; a fence longer than any run of backticks in
// s holds it. "|" is shown as "¦", since a table would cut the span there.
func code(s string) string {
	s, left := Cut(Visible(fold(s)), quoteLength)
	if left > 0 {
		s += "…"
	}
	s = strings.ReplaceAll(s, "|", "¦")
	if s == "" {
		return "(none)"
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + s + fence
}
