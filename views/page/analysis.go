package page

import (
	"strconv"
	"strings"
	"time"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// Analysis is one analysis with all that the engine read.
type Analysis struct {
	Frame    layout.Frame
	ID       string
	Title    string // host, file name or title of the page
	Address  string // of the page; "" for uploads. Shown as text, never a link
	When     time.Time
	Status   consent.Status
	Failure  string
	Job      string // address of the job; "" when there is none
	Score    *consent.Score
	Verdict  string
	Why      string   // where the grade comes from; "" without a grade
	Limits   []string // what the verdict does not cover
	Banner   consent.Banner
	CMPs     []consent.CMP
	Language consent.Language
	Findings []Finding
	Clauses  Clauses
	Facts    Provenance
	Policy   *consent.Policy // nil when it was not read
	Source   string          // address of the source view; "" when it is not stored
	JSON     string          // address of the document
	Rules    consent.Jurisdiction

	Marks      Marks
	Shelf      Shelf
	Judged     Judged
	Unobserved []consent.Unobserved
	Exports    []ui.Link // reports in several forms; none without a result
	Runs       Runs
	Curl       string // a command that gets the document
	Previous   string // address of the comparison with the analysis before; "" for none
	Rejudge    string // where the form to judge the source again is sent; "" for none
	Cached     string // address of the analysis whose result was given again; "" for a run of its own
	Rejudged   string // address of the analysis whose source this one judged again
}

// Finding is a finding with links to its evidence.
type Finding struct {
	consent.Finding
	Anchor   string // id on the page
	Evidence []Evidence
	Triage   Triage
}

// Evidence is a clause that a finding rests on. Also are clauses that say the same: the
// label of a switch beside the switch.
type Evidence struct {
	ID, Href, Text string
	Role           consent.ClauseRole
	Selector       string
	Line           int
	Source         string // address of its place in the source; "" when that is not stored
	Also           []EvidenceLink
}

// EvidenceLink leads to a clause.
type EvidenceLink struct{ ID, Href string }

// Runs are the analyses of the same site around this one.
type Runs struct {
	Site           string // "" for uploads
	All            string // address of the site's history
	Earlier, Later *Run   // nil for none
}

// Run is another analysis of the site.
type Run struct {
	Href  string
	When  time.Time
	Grade string
}

func (r Run) text() string {
	if r.Grade == "" {
		return label.Time(r.When)
	}
	return label.Time(r.When) + ", grade " + r.Grade
}

// evidenceShown is how many clauses a finding lists before the rest is folded.
const evidenceShown = 5

func (f Finding) firstEvidence() []Evidence { return f.Evidence[:min(len(f.Evidence), evidenceShown)] }
func (f Finding) restEvidence() []Evidence {
	return f.Evidence[min(len(f.Evidence), evidenceShown):]
}

// markdown is the finding for a note or an issue.
func (f Finding) markdown() string {
	var out strings.Builder
	out.WriteString("**" + label.Severity(f.Severity) + ": " + f.Title + "** (`" + f.Rule + "`)\n\n" + f.Explanation + "\n")
	for _, e := range f.Evidence {
		out.WriteString("\n- “" + strings.Join(strings.Fields(e.Text), " ") + "”")
		if e.Selector != "" {
			out.WriteString(" at `" + e.Selector + "`")
		}
		if e.Line > 0 {
			out.WriteString(", line " + strconv.Itoa(e.Line))
		}
	}
	if f.Remedy != "" {
		out.WriteString("\n\nWhat to do: " + f.Remedy)
	}
	if len(f.References) > 0 {
		out.WriteString("\n\nReferences: " + strings.Join(f.References, ", "))
	}
	return strings.TrimSpace(out.String()) + "\n"
}

// Clauses is the table of clauses with its filter.
type Clauses struct {
	Action        string // of the filter form
	Rows          []Clause
	Total         int // before the filter
	Matching      int // after it
	First         int // number of the first row, from 1
	Roles         []ui.Option
	Categories    []ui.Option
	Surfaces      []ui.Option
	Text          string // searched for
	Confidences   []ui.Option
	Previous      string
	Next          string
	Clear         string
	Active        bool
	Problems      []ui.Problem
	Partial       bool
	HasCheckboxes bool // the column "checked" says something
}

// Clause is one row.
type Clause struct {
	consent.Clause
	Source string // address of its place in the source; "" when that is not stored
}

// Provenance is where the result comes from.
type Provenance struct {
	SHA256    string
	Bytes     int64
	Kind      consent.SourceKind
	Engine    consent.Engine
	Timing    consent.Timing
	Redirects []string
	Finished  *time.Time
	Minimum   float64 // confidence below which clauses were left out
}

func (c Clauses) announcement() string {
	if len(c.Problems) > 0 {
		return c.Problems[0].Message
	}
	return label.Count(c.Matching, "clause", "clauses")
}

func (c Clauses) last() int { return c.First + len(c.Rows) - 1 }

func (c Clause) anchor() string { return "clause-" + c.ID }

func (c Clause) practices() string {
	var out []string
	for _, p := range c.Practices {
		out = append(out, label.Practice(p))
	}
	return strings.Join(out, ", ")
}

func (c Clause) ticked() string {
	switch {
	case c.Checked == nil:
		return ""
	case *c.Checked && c.Disabled:
		return "Ticked, fixed"
	case *c.Checked:
		return "Ticked"
	case c.Disabled:
		return "Not ticked, fixed"
	}
	return "Not ticked"
}

// certainty says how sure the rule is.
func (f Finding) certainty() string { return " · sure to " + label.Percent(f.Confidence) }

// scoreText is the score in points and by whose rules.
func (v Analysis) scoreText() string {
	text := "Rules: " + label.Jurisdiction(v.Rules)
	if v.Score != nil {
		text = strconv.Itoa(v.Score.Value) + " of 100 points · " + text
	}
	return text
}

// counted says how many clauses there are and which are shown.
func (c Clauses) counted() string {
	text := label.Count(c.Total, "clause", "clauses")
	if c.Active {
		text = label.Number(c.Matching) + " of " + text
	}
	if len(c.Rows) < c.Matching {
		text += ", shown are " + label.Number(c.First) + " to " + label.Number(c.last())
	}
	return text
}

func bannerText(b consent.Banner) string {
	if !b.Present {
		return "None found"
	}
	text := "Found; refusing takes more than one step"
	if b.FirstLayerReject {
		text = "Found; can be refused at once"
	}
	if b.ImpliedConsent {
		text += "; takes use of the page as consent"
	}
	return text
}

func languageText(l consent.Language) string {
	switch {
	case l.Code == "":
		return "Not known"
	case l.Consent != "" && l.Consent != l.Code:
		return label.Language(l.Code) + ", consent text " + label.Language(l.Consent)
	}
	return label.Language(l.Code)
}

// Source is a part of the stored source, as text with marks at the clauses.
type Source struct {
	Frame          layout.Frame
	Title          string
	Back           string // address of the analysis
	Lines          []SourceLine
	Total          int // lines in all
	Previous, Next string
	Last           int // number of the last line shown
}

// SourceLine is a line, or a piece of a very long one.
type SourceLine struct {
	Number   int
	Again    bool // a further piece of the same line
	Segments []Segment
}

// Segment is text, marked where Clause is not "".
type Segment struct {
	Text   string
	Clause string // id of the clause
	Anchor bool   // the first segment of this clause
	Href   string // address of the clause's row
	Label  string // what the clause is
}

// First is the number of the first line shown.
func (s Source) First() int {
	if len(s.Lines) == 0 {
		return 0
	}
	return s.Lines[0].Number
}
