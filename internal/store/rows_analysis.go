package store

import (
	"strings"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type analysisRow struct {
	bun.BaseModel `bun:"table:analyses,alias:a"`

	ID           consent.ID               `bun:"id,pk"`
	WorkspaceID  consent.ID               `bun:"workspace_id"`
	JobID        consent.ID               `bun:"job_id,nullzero"`
	SourceID     consent.ID               `bun:"source_id,nullzero"`
	CreatedAt    time.Time                `bun:"created_at"`
	UpdatedAt    time.Time                `bun:"updated_at"`
	FinishedAt   *time.Time               `bun:"finished_at"`
	Status       consent.Status           `bun:"status"`
	Host         string                   `bun:"host"`
	Kind         consent.SourceKind       `bun:"kind"`
	URL          string                   `bun:"url"`
	Name         string                   `bun:"name"`
	Title        string                   `bun:"title"`
	SHA256       string                   `bun:"sha256"`
	Bytes        int64                    `bun:"bytes"`
	LanguageCode string                   `bun:"language_code"` // lower case, for the filter
	Grade        string                   `bun:"grade"`         // "" without a score
	Score        *int                     `bun:"score"`
	Search       string                   `bun:"search"` // folded text; never read back
	Options      jsonOf[consent.Options]  `bun:"options"`
	Language     jsonOf[consent.Language] `bun:"language"`
	Engine       jsonOf[consent.Engine]   `bun:"engine"`
	CMPs         jsonOf[[]consent.CMP]    `bun:"cmps"`
	Banner       jsonOf[consent.Banner]   `bun:"banner"`
	Summary      jsonOf[consent.Summary]  `bun:"summary"`
	Timing       jsonOf[consent.Timing]   `bun:"timing"`
	Redirects    jsonOf[[]string]         `bun:"redirects"`
	Failure      jsonOf[*consent.Failure] `bun:"failure"`

	Site         string                       `bun:"site"`
	ScoreParts   jsonOf[[]consent.ScorePart]  `bun:"score_parts"`
	Unobserved   jsonOf[[]consent.Unobserved] `bun:"unobserved"`
	BatchID      consent.ID                   `bun:"batch_id,nullzero"`
	CachedFrom   consent.ID                   `bun:"cached_from,nullzero"`
	RejudgedFrom consent.ID                   `bun:"rejudged_from,nullzero"`
	Policy       jsonOf[*consent.Policy]      `bun:"policy"` // not in lists; NULL when packed

	ArchivedAt   *time.Time             `bun:"archived_at"`
	Terms        jsonOf[map[string]int] `bun:"terms"` // never read back
	ScoreRank    int                    `bun:"score_rank"`
	SeverityRank int                    `bun:"severity_rank"`
	Packed       []byte                 `bun:"packed"` // a large policy, see packer; NULL for others

	Tags string `bun:"tags,scanonly"` // of analysis_tags, where a query asks for them
}

// newAnalysisRow makes a row without the policy, which wholeRow adds.
func newAnalysisRow(a consent.Analysis) analysisRow {
	r := analysisRow{ID: a.ID, WorkspaceID: a.WorkspaceID, JobID: a.JobID, SourceID: a.SourceID,
		CreatedAt: stamp(a.CreatedAt), UpdatedAt: stamp(a.UpdatedAt), FinishedAt: stampPtr(a.FinishedAt), Status: a.Status,
		Host: clean(a.Host), Kind: a.Source.Kind, URL: clean(a.Source.URL), Name: clean(a.Source.Name), Title: clean(a.Source.Title),
		SHA256: a.Source.SHA256, Bytes: a.Source.Bytes, LanguageCode: strings.ToLower(clean(a.Language.Code)), Search: searchText(a),
		Options: asJSON(a.Options), Language: asJSON(a.Language), Engine: asJSON(a.Engine), CMPs: list(a.CMPs), Banner: asJSON(a.Banner),
		Summary: asJSON(a.Summary), Timing: asJSON(a.Timing), Redirects: list(a.Redirects), Failure: asJSON(a.Failure),
		Site: clean(a.Site), ScoreParts: list[consent.ScorePart](nil), Unobserved: list(a.Unobserved), BatchID: a.BatchID, CachedFrom: a.CachedFrom, RejudgedFrom: a.RejudgedFrom,
		ArchivedAt: stampPtr(a.ArchivedAt), Terms: asJSON(termsOf(a)), ScoreRank: -1, SeverityRank: severityRank(a.Findings)}
	if a.Score != nil {
		value := a.Score.Value
		r.ScoreRank = value
		r.Score, r.Grade, r.ScoreParts = &value, a.Score.Grade, list(a.Score.Parts)
	}
	return r
}

// domain gives all but the policy, which packer.policyOf reads.
func (r analysisRow) domain() consent.Analysis {
	a := consent.Analysis{ID: r.ID, WorkspaceID: r.WorkspaceID, JobID: r.JobID, SourceID: r.SourceID,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), FinishedAt: utcPtr(r.FinishedAt), Status: r.Status, Host: r.Host,
		Source:  consent.SourceRef{Kind: r.Kind, URL: r.URL, Name: r.Name, Title: r.Title, SHA256: r.SHA256, Bytes: r.Bytes},
		Options: r.Options.V, Language: r.Language.V, Engine: r.Engine.V, CMPs: r.CMPs.V, Banner: r.Banner.V, Summary: r.Summary.V,
		Timing: r.Timing.V, Redirects: r.Redirects.V, Failure: r.Failure.V,
		Site: r.Site, Unobserved: r.Unobserved.V, BatchID: r.BatchID, CachedFrom: r.CachedFrom, RejudgedFrom: r.RejudgedFrom, ArchivedAt: utcPtr(r.ArchivedAt)}
	if r.Score != nil {
		a.Score = &consent.Score{Value: *r.Score, Grade: r.Grade, Parts: r.ScoreParts.V}
	}
	return a
}

type cmpRow struct {
	bun.BaseModel `bun:"table:analysis_cmps,alias:m"`

	WorkspaceID consent.ID `bun:"workspace_id"`
	AnalysisID  consent.ID `bun:"analysis_id,pk"`
	CMPID       string     `bun:"cmp_id,pk"` // lower case, for the filter
}

// newCMPRows names each platform once.
func newCMPRows(a consent.Analysis) []cmpRow {
	var out []cmpRow
	seen := map[string]bool{}
	for _, cmp := range a.CMPs {
		id := strings.ToLower(clean(cmp.ID))
		if !seen[id] {
			seen[id] = true
			out = append(out, cmpRow{WorkspaceID: a.WorkspaceID, AnalysisID: a.ID, CMPID: id})
		}
	}
	return out
}

type clauseRow struct {
	bun.BaseModel `bun:"table:clauses,alias:c"`

	WorkspaceID consent.ID                 `bun:"workspace_id"`
	AnalysisID  consent.ID                 `bun:"analysis_id,pk"`
	Position    int                        `bun:"position,pk"` // from 0, in document order
	ID          string                     `bun:"id"`
	Kind        consent.ClauseKind         `bun:"kind"`
	Surface     consent.Surface            `bun:"surface"`
	Role        consent.ClauseRole         `bun:"role"`
	Category    consent.Category           `bun:"category"`
	Confidence  float64                    `bun:"confidence"`
	Text        string                     `bun:"text"`
	Element     string                     `bun:"element"`
	Selector    string                     `bun:"selector"`
	XPath       string                     `bun:"xpath"`
	Line        int                        `bun:"line"`
	Interactive bool                       `bun:"interactive"`
	Checked     *bool                      `bun:"checked"`
	Disabled    bool                       `bun:"disabled"`
	Practices   jsonOf[[]consent.Practice] `bun:"practices"`
	Evidence    jsonOf[[]string]           `bun:"evidence"`
}

func newClauseRows(a consent.Analysis) []clauseRow {
	out := make([]clauseRow, len(a.Clauses))
	for i, c := range a.Clauses {
		out[i] = clauseRow{WorkspaceID: a.WorkspaceID, AnalysisID: a.ID, Position: i, ID: clean(c.ID), Kind: c.Kind, Surface: c.Surface,
			Role: c.Role, Category: c.Category, Confidence: c.Confidence, Text: clean(c.Text), Element: clean(c.Element),
			Selector: clean(c.Selector), XPath: clean(c.XPath), Line: c.Line, Interactive: c.Interactive, Checked: c.Checked,
			Disabled: c.Disabled, Practices: list(c.Practices), Evidence: list(c.Evidence)}
	}
	return out
}

func (r clauseRow) domain() consent.Clause {
	return consent.Clause{ID: r.ID, Kind: r.Kind, Surface: r.Surface, Role: r.Role, Category: r.Category, Practices: r.Practices.V,
		Confidence: r.Confidence, Text: r.Text, Element: r.Element, Selector: r.Selector, XPath: r.XPath, Line: r.Line,
		Interactive: r.Interactive, Checked: r.Checked, Disabled: r.Disabled, Evidence: r.Evidence.V}
}

type findingRow struct {
	bun.BaseModel `bun:"table:findings,alias:f"`

	WorkspaceID consent.ID       `bun:"workspace_id"`
	AnalysisID  consent.ID       `bun:"analysis_id,pk"`
	Position    int              `bun:"position,pk"` // from 0, as the engine ordered them
	Rule        string           `bun:"rule"`
	Severity    consent.Severity `bun:"severity"`
	Status      consent.Triage   `bun:"status"`
	Title       string           `bun:"title"`
	Explanation string           `bun:"explanation"`
	Remedy      string           `bun:"remedy"`
	Confidence  float64          `bun:"confidence"`
	Clauses     jsonOf[[]string] `bun:"clauses"`
	References  jsonOf[[]string] `bun:"refs"`

	Key          string                    `bun:"key"`
	Evidence     jsonOf[[]string]          `bun:"evidence"`
	Disagreement string                    `bun:"disagreement"`
	Decision     jsonOf[*consent.Decision] `bun:"decision"`
}

func newFindingRows(a consent.Analysis) []findingRow {
	out := make([]findingRow, len(a.Findings))
	for i, f := range a.Findings {
		out[i] = findingRow{WorkspaceID: a.WorkspaceID, AnalysisID: a.ID, Position: i, Rule: clean(f.Rule), Severity: f.Severity, Status: f.Status,
			Title: clean(f.Title), Explanation: clean(f.Explanation), Remedy: clean(f.Remedy), Confidence: f.Confidence,
			Clauses: list(f.Clauses), References: list(f.References), Key: clean(f.Key), Evidence: list(f.Evidence),
			Disagreement: clean(f.Disagreement), Decision: asJSON(f.Decision)}
	}
	return out
}

func (r findingRow) domain() consent.Finding {
	return consent.Finding{Rule: r.Rule, Severity: r.Severity, Status: r.Status, Title: r.Title, Explanation: r.Explanation, Remedy: r.Remedy,
		Clauses: r.Clauses.V, References: r.References.V, Confidence: r.Confidence, Key: r.Key, Evidence: r.Evidence.V,
		Disagreement: r.Disagreement, Decision: r.Decision.V}
}
