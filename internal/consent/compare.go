package consent

import "slices"

// ChangeKind is what became of a thing between two analyses.
type ChangeKind string

// The kinds of change. For findings "added" reads new and "removed" reads fixed.
const (
	ChangeAdded     ChangeKind = "added"
	ChangeRemoved   ChangeKind = "removed"
	ChangeChanged   ChangeKind = "changed"
	ChangeUnchanged ChangeKind = "unchanged"
)

// FindingChange is one finding in both analyses, or in the one that has it. Fields names
// what differs, by its JSON name.
type FindingChange struct {
	Kind   ChangeKind `json:"kind"`
	Key    string     `json:"key"`
	Base   *Finding   `json:"base,omitempty"`
	Head   *Finding   `json:"head,omitempty"`
	Fields []string   `json:"fields,omitempty"`
}

// ControlChange is one control, checkbox or link in both analyses, or in the one that has
// it. Text is set where the words differ.
type ControlChange struct {
	Kind   ChangeKind `json:"kind"`
	Base   *Clause    `json:"base,omitempty"`
	Head   *Clause    `json:"head,omitempty"`
	Fields []string   `json:"fields,omitempty"`
	Text   *TextDiff  `json:"text,omitempty"`
}

// PartChange is one part of the score in both analyses; nil where it is not there.
type PartChange struct {
	Name Part       `json:"name"`
	Base *ScorePart `json:"base,omitempty"`
	Head *ScorePart `json:"head,omitempty"`
}

// ScoreChange sets the scores side by side. Delta is head minus base, 0 unless both have
// one.
type ScoreChange struct {
	Base  *Score       `json:"base"`
	Head  *Score       `json:"head"`
	Delta int          `json:"delta"`
	Parts []PartChange `json:"parts"`
}

// Comparison is the change from one analysis (base) to another (head). Lists hold the
// unchanged too, in this order: added, changed, removed, unchanged; in each the worse or
// the earlier first.
type Comparison struct {
	Warnings []CompareWarning `json:"warnings"`
	Score    ScoreChange      `json:"score"`
	Findings []FindingChange  `json:"findings"`
	Controls []ControlChange  `json:"controls"`
	Banner   TextDiff         `json:"banner"` // of the banner's text
	Policy   TextDiff         `json:"policy"` // of the policy statements, one a line
}

// Compare tells what changed from base to head. It is pure and never fails: what makes
// the two hard to compare is told in the warnings.
func Compare(base, head Analysis) Comparison {
	return Comparison{
		Warnings: compareWarnings(base, head),
		Score:    compareScores(base.Score, head.Score),
		Findings: compareFindings(base, head),
		Controls: compareControls(controlsOf(base.Clauses), controlsOf(head.Clauses)),
		Banner:   DiffWords(base.Banner.Text, head.Banner.Text),
		Policy:   DiffWords(statementsOf(base.Clauses), statementsOf(head.Clauses)),
	}
}

// CompareFindings is the part of Compare about findings, for lists of many analyses.
func CompareFindings(base, head Analysis) []FindingChange { return compareFindings(base, head) }

// Same says whether nothing differs but the times.
func (c Comparison) Same() bool {
	changed := func(k ChangeKind) bool { return k != ChangeUnchanged }
	return c.Score.Delta == 0 && !c.Banner.Changed() && !c.Policy.Changed() &&
		!slices.ContainsFunc(c.Findings, func(f FindingChange) bool { return changed(f.Kind) }) &&
		!slices.ContainsFunc(c.Controls, func(f ControlChange) bool { return changed(f.Kind) })
}

// Count is how many findings changed in the given way.
func (c Comparison) Count(kind ChangeKind) int {
	n := 0
	for _, f := range c.Findings {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

func compareScores(base, head *Score) ScoreChange {
	out := ScoreChange{Base: base, Head: head, Parts: []PartChange{}}
	if base != nil && head != nil {
		out.Delta = head.Value - base.Value
	}
	for _, name := range Parts() {
		p := PartChange{Name: name, Base: partOf(base, name), Head: partOf(head, name)}
		if p.Base != nil || p.Head != nil {
			out.Parts = append(out.Parts, p)
		}
	}
	return out
}

func partOf(s *Score, name Part) *ScorePart {
	if s == nil {
		return nil
	}
	if i := slices.IndexFunc(s.Parts, func(p ScorePart) bool { return p.Name == name }); i >= 0 {
		return &s.Parts[i]
	}
	return nil
}

// rankOf orders changes for people: what is new first, what stayed last.
func rankOf(k ChangeKind) int {
	return slices.Index([]ChangeKind{ChangeAdded, ChangeChanged, ChangeRemoved, ChangeUnchanged}, k)
}
