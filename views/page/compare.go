package page

import (
	"strings"
	"time"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Compare is the change from one analysis to another.
type Compare struct {
	Frame      layout.Frame
	Base, Head CompareSide
	Swap       string // address of the same comparison the other way round
	Pick       string // address where another one is chosen to compare the base with
	Change     consent.Comparison
	Markdown   string // the same for a note or an issue
}

// CompareSide is one of the two analyses.
type CompareSide struct {
	Name, Title, Href string
	When              time.Time
	Score             *consent.Score
	Facts             Provenance
	Language          consent.Language
	Rules             consent.Jurisdiction
	Address           string
}

// CompareFact is one row of where the two results come from.
type CompareFact struct{ Name, Base, Head string }

// Differs says whether the two are not alike.
func (f CompareFact) Differs() bool { return f.Base != f.Head }

// facts are where the two results come from, side by side.
func (v Compare) facts() []CompareFact {
	row := func(name string, of func(CompareSide) string) CompareFact {
		return CompareFact{name, of(v.Base), of(v.Head)}
	}
	return []CompareFact{
		row("Address", func(s CompareSide) string { return s.Address }),
		row("Material", func(s CompareSide) string { return label.Source(s.Facts.Kind) + ", " + label.Bytes(s.Facts.Bytes) }),
		row("SHA-256", func(s CompareSide) string { return s.Facts.SHA256 }),
		row("Engine", func(s CompareSide) string { return s.Facts.Engine.Version + ", rules " + s.Facts.Engine.Ruleset }),
		row("Rules of", func(s CompareSide) string { return label.Jurisdiction(s.Rules) }),
		row("Language", func(s CompareSide) string { return languageText(s.Language) }),
		row("Redirects", func(s CompareSide) string { return label.Number(len(s.Facts.Redirects)) }),
	}
}

// Bounds of a comparison on a page. The API has all.
const (
	diffAround = 120  // unchanged characters beside a change
	diffText   = 2000 // characters of one edit
	diffEdits  = 400
	diffRows   = 200
)

// changedFindings and changedControls leave out what stayed as it was.
func (v Compare) changedFindings() []consent.FindingChange {
	var out []consent.FindingChange
	for _, f := range v.Change.Findings {
		if f.Kind != consent.ChangeUnchanged && len(out) < diffRows {
			out = append(out, f)
		}
	}
	return out
}

func (v Compare) changedControls() []consent.ControlChange {
	var out []consent.ControlChange
	for _, c := range v.Change.Controls {
		if c.Kind != consent.ChangeUnchanged && len(out) < diffRows {
			out = append(out, c)
		}
	}
	return out
}

// sameFindings and sameControls are what stayed as it was.
func (v Compare) sameFindings() []consent.FindingChange {
	var out []consent.FindingChange
	for _, f := range v.Change.Findings {
		if f.Kind == consent.ChangeUnchanged && len(out) < diffRows {
			out = append(out, f)
		}
	}
	return out
}

func (v Compare) sameControls() []consent.ControlChange {
	var out []consent.ControlChange
	for _, c := range v.Change.Controls {
		if c.Kind == consent.ChangeUnchanged && len(out) < diffRows {
			out = append(out, c)
		}
	}
	return out
}

// sum says in a sentence what became of the findings.
func (v Compare) sum() string {
	c := v.Change
	return label.Number(c.Count(consent.ChangeAdded)) + " new, " + label.Number(c.Count(consent.ChangeChanged)) + " changed, " +
		label.Number(c.Count(consent.ChangeRemoved)) + " fixed, " + label.Number(c.Count(consent.ChangeUnchanged)) + " as before"
}

func nowOf[T any](base, head *T) T {
	if head != nil {
		return *head
	}
	return *base
}

func findingTone(k consent.ChangeKind) ui.Tone {
	switch k {
	case consent.ChangeAdded:
		return ui.ToneBad
	case consent.ChangeRemoved:
		return ui.ToneGood
	case consent.ChangeUnchanged:
		return ui.ToneNeutral
	}
	return ui.ToneWarn
}

func fieldsText(fields []string) string {
	if len(fields) == 0 {
		return ""
	}
	return "Other: " + strings.ReplaceAll(strings.Join(fields, ", "), "_", " ")
}

func scoreOf(s *consent.Score) string {
	if s == nil {
		return "no grade"
	}
	return label.Number(s.Value) + " of 100"
}

// excerpt is a text difference as the page shows it.
func excerpt(d consent.TextDiff) []consent.Edit {
	edits := d.Excerpt(diffAround)
	edits = edits[:min(len(edits), diffEdits)]
	for i := range edits {
		edits[i].Text = label.Short(edits[i].Text, diffText)
	}
	return edits
}

func cutOff(d consent.TextDiff) bool { return len(d.Edits) > diffEdits }

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return label.Short(value, 200)
}
