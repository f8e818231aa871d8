package export

import (
	"bytes"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// later is faulty's analysis after the site was mended.
func later() (base, head consent.Analysis) {
	of := func(d consent.Document) consent.Analysis {
		return consent.Analysis{Status: d.Status, Source: d.Source, Options: d.Options, Language: d.Language, Engine: d.Engine, Banner: d.Banner,
			Clauses: d.Clauses, Findings: d.Findings, Score: d.Score, CreatedAt: d.CreatedAt, ID: d.ID}
	}
	base, head = of(faulty()), of(faulty())
	head.Engine.Ruleset, head.CreatedAt = "2026.12", noon().AddDate(0, 1, 0)
	off := false
	head.Clauses[1].Text, head.Clauses[2].Checked = "Alle *Cookies* akzeptieren", &off
	head.Clauses[3].Text = "Wir speichern Cookies für 24 Monate | oder länger."
	head.Banner.Text = "Wir und unsere 120 Partner verwenden Cookies."
	head.Findings = append(head.Findings[:0:0], head.Findings[0], head.Findings[2], consent.Finding{Rule: "implied-consent", Severity: consent.SeverityHigh, Title: "Going on counts as consent"})
	head.Findings[0].Severity = consent.SeverityMedium
	head.Score = &consent.Score{Value: 61, Grade: "C"}
	return base, head
}

func compared(t *testing.T, base, head consent.Analysis) string {
	t.Helper()
	var b bytes.Buffer
	if err := CompareMarkdown(&b, consent.NewDocument(base), consent.NewDocument(head), consent.Compare(base, head)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCompareMarkdownGolden(t *testing.T) {
	t.Parallel()
	base, head := later()
	golden(t, "compare.md", []byte(compared(t, base, head)))
}

func TestCompareMarkdownOfTheSame(t *testing.T) {
	t.Parallel()
	base, _ := later()
	out := compared(t, base, base)
	if !strings.HasSuffix(out, "\n## Findings: 0 new, 0 changed, 0 fixed, 4 unchanged\n\n\nNothing changed.\n") || strings.Contains(out, "Hard to compare") {
		t.Error(out)
	}
}

func TestMarked(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"a": "<ins>a</ins>", " a": "<ins> a</ins>", "a\n": "<ins>a </ins>", " ": "<ins> </ins>", "<*>": `<ins>\<\*\></ins>`} {
		if got := marked(in, "ins"); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
