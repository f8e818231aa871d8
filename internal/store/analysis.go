package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"microconsent/internal/consent"
)

// CreateAnalysis implements consent.AnalysisStore. Clauses, findings and platforms are
// SaveResult's.
func (s *Store) CreateAnalysis(ctx context.Context, a consent.Analysis) error {
	row := s.wholeRow(a)
	return s.insert(ctx, &row)
}

// CreateSubmission implements consent.AnalysisStore.
func (s *Store) CreateSubmission(ctx context.Context, a consent.Analysis, j consent.Job) error {
	analysis, job := s.wholeRow(a), newJobRow(j)
	return s.atomically(ctx, func(ctx context.Context, tx *Store) error {
		return tx.execAll(ctx, []schema.QueryAppender{tx.db.NewInsert().Model(&analysis), tx.db.NewInsert().Model(&job)})
	})
}

// tagEnd stands between tags, which hold no control characters.
const tagEnd = "\n"

// Analysis implements consent.AnalysisStore. One that is not done has no clauses yet, and
// the row is read first: what belongs to a finished one no longer changes.
func (s *Store) Analysis(ctx context.Context, workspace, id consent.ID) (consent.Analysis, error) {
	var row analysisRow
	tags := s.db.NewSelect().TableExpr("analysis_tags AS t").ColumnExpr("string_agg(t.tag, ?)", tagEnd).Where("t.analysis_id = a.id")
	err := s.db.NewSelect().Model(&row).ExcludeColumn("search", "terms").ColumnExpr("COALESCE((?), '') AS tags", tags).
		Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	a := row.domain()
	if err == nil {
		a.Policy, err = s.packer.policyOf(row)
	}
	if row.Tags != "" {
		a.Tags = strings.Split(row.Tags, tagEnd)
		slices.Sort(a.Tags)
	}
	if err != nil || !a.Done() {
		return a, s.fail(err)
	}
	var clauses []clauseRow
	if err := s.ofAnalysis(&clauses, a).Scan(ctx); err != nil {
		return a, s.fail(err)
	}
	var findings []findingRow
	err = s.ofAnalysis(&findings, a).Scan(ctx)
	a.Clauses, a.Findings = domains(clauses), domains(findings)
	return a, s.fail(err)
}

func (s *Store) ofAnalysis(rows any, a consent.Analysis) *bun.SelectQuery {
	return s.db.NewSelect().Model(rows).Where("workspace_id = ?", a.WorkspaceID).Where("analysis_id = ?", a.ID).OrderExpr("position")
}

// Analyses implements consent.AnalysisStore.
func (s *Store) Analyses(ctx context.Context, workspace consent.ID, f consent.Filter) (consent.Page[consent.Analysis], error) {
	f, skip, err := s.jump(ctx, workspace, f)
	if err != nil {
		return consent.Page[consent.Analysis]{}, err
	}
	size := f.PageSize()
	places, err := s.places(ctx, workspace, f, skip, size+1)
	if err != nil {
		return consent.Page[consent.Analysis]{}, err
	}
	rows, err := s.rowsAt(ctx, workspace, places)
	if err != nil {
		return consent.Page[consent.Analysis]{}, err
	}
	cut := pageOf(rows, size, orderOf(f.Sort).cursor)
	out := consent.Page[consent.Analysis]{Items: domains(cut.Items), Next: cut.Next}
	return out, s.withTags(ctx, workspace, out.Items)
}

// AnalysesByID implements consent.AnalysisStore.
func (s *Store) AnalysesByID(ctx context.Context, workspace consent.ID, ids []consent.ID) ([]consent.Analysis, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []analysisRow
	err := s.db.NewSelect().Model(&rows).ExcludeColumn(notListed()...).Where("workspace_id = ?", workspace).Where("id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	out := domains(rows)
	return out, s.withTags(ctx, workspace, out)
}

// rowsAt reads the rows of a page in its order. What was removed meanwhile is left out.
func (s *Store) rowsAt(ctx context.Context, workspace consent.ID, places []place) ([]analysisRow, error) {
	if len(places) == 0 {
		return nil, nil
	}
	var found []analysisRow
	err := s.db.NewSelect().Model(&found).ExcludeColumn(notListed()...).Where("workspace_id = ?", workspace).
		Where("id IN (?)", bun.List(idsOf(places))).Scan(ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	byID := make(map[consent.ID]analysisRow, len(found))
	for _, row := range found {
		byID[row.ID] = row
	}
	out := make([]analysisRow, 0, len(places))
	for _, p := range places {
		if row, ok := byID[p.ID]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}

// PreviousAnalysis implements consent.AnalysisStore.
func (s *Store) PreviousAnalysis(ctx context.Context, a consent.Analysis) (consent.Analysis, error) {
	if a.Site == "" {
		return consent.Analysis{}, errGone
	}
	var row analysisRow
	err := s.db.NewSelect().Model(&row).ExcludeColumn(notListed()...).Where("workspace_id = ?", a.WorkspaceID).Where("site = ?", clean(a.Site)).
		Where("(created_at, id) < (?, ?)", stamp(a.CreatedAt), a.ID).Where("status = ?", consent.StatusCompleted).
		OrderExpr("CASE WHEN url = ? THEN 0 ELSE 1 END, created_at DESC, id DESC", clean(a.Source.URL)).Limit(1).Scan(ctx)
	return row.domain(), s.fail(err)
}

// earlierRuns is how many analyses of a site are looked at for the run before: a site may have
// thousands.
const earlierRuns = 10

// PreviousScores implements consent.AnalysisStore.
func (s *Store) PreviousScores(ctx context.Context, workspace consent.ID, of []consent.ID) (map[consent.ID]int, error) {
	out := map[consent.ID]int{}
	if len(of) == 0 {
		return out, nil
	}
	earlier := s.db.NewSelect().TableExpr("analyses AS p").ColumnExpr("p.url, p.score_rank, p.created_at, p.id").Where("p.workspace_id = a.workspace_id").
		Where("p.site = a.site").Where("(p.created_at, p.id) < (a.created_at, a.id)").Where("p.status = ?", consent.StatusCompleted).
		Where("p.archived_at IS NULL").OrderExpr("p.created_at DESC, p.id DESC").Limit(earlierRuns)
	before := s.db.NewSelect().TableExpr("(?) AS e", earlier).ColumnExpr("e.score_rank").
		OrderExpr("CASE WHEN e.url = a.url THEN 0 ELSE 1 END, e.created_at DESC, e.id DESC").Limit(1)
	var rows []struct {
		ID     consent.ID
		Before *int
	}
	err := s.db.NewSelect().TableExpr("analyses AS a").ColumnExpr("a.id, (?) AS before", before).Where("a.workspace_id = ?", workspace).
		Where("a.id IN (?)", bun.List(of)).Where("a.site <> ''").Scan(ctx, &rows)
	for _, row := range rows {
		if row.Before != nil && *row.Before >= 0 {
			out[row.ID] = *row.Before
		}
	}
	return out, s.fail(err)
}

// AnalysesOfSource implements consent.AnalysisStore. A source belongs to one workspace. The
// status is hidden from the planner: SQLite would rather walk through all that are completed.
func (s *Store) AnalysesOfSource(ctx context.Context, workspace, source consent.ID, limit int) ([]consent.Analysis, error) {
	var rows []analysisRow
	err := s.db.NewSelect().Model(&rows).ExcludeColumn(notListed()...).Where("source_id = ?", source).
		Where("COALESCE(status, '') = ?", consent.StatusCompleted).OrderExpr("created_at DESC, id DESC").Limit(int64(limit)).Scan(ctx)
	rows = slices.DeleteFunc(rows, func(r analysisRow) bool { return r.WorkspaceID != workspace })
	return domains(rows), s.fail(err)
}

// AnalysesOfURL implements consent.AnalysisStore.
func (s *Store) AnalysesOfURL(ctx context.Context, workspace consent.ID, host, url string, limit int) ([]consent.Analysis, error) {
	var rows []analysisRow
	err := s.db.NewSelect().Model(&rows).ExcludeColumn(notListed()...).Where("workspace_id = ?", workspace).
		Where("host = ?", clean(host)).Where("url = ?", clean(url)).Where("COALESCE(status, '') = ?", consent.StatusCompleted).
		OrderExpr("created_at DESC, id DESC").Limit(int64(limit)).Scan(ctx)
	return domains(rows), s.fail(err)
}

// LastJudgement implements consent.AnalysisStore. An OR over both would make SQLite walk
// through every completed analysis.
func (s *Store) LastJudgement(ctx context.Context, a consent.Analysis) (consent.Analysis, error) {
	if a.RejudgedFrom == "" {
		return consent.Analysis{}, errGone
	}
	again := s.db.NewSelect().TableExpr("analyses").ColumnExpr("id").Where("rejudged_from = ?", a.RejudgedFrom)
	last, err := s.judgement(ctx, a, "id IN (?)", again)
	if consent.CodeOf(err) == consent.NotFound {
		return s.judgement(ctx, a, "id = ?", a.RejudgedFrom)
	}
	return last, err
}

// judgement is the newest completed analysis before a that fits.
func (s *Store) judgement(ctx context.Context, a consent.Analysis, which string, arg any) (consent.Analysis, error) {
	var row analysisRow
	err := s.db.NewSelect().Model(&row).ExcludeColumn(notListed()...).Where("workspace_id = ?", a.WorkspaceID).Where(which, arg).
		Where("(created_at, id) < (?, ?)", stamp(a.CreatedAt), a.ID).Where("status = ?", consent.StatusCompleted).
		OrderExpr("created_at DESC, id DESC").Limit(1).Scan(ctx)
	return row.domain(), s.fail(err)
}

// CountAnalyses implements consent.AnalysisStore. Every status is in the answer, in the
// order of consent.Statuses.
func (s *Store) CountAnalyses(ctx context.Context, workspace consent.ID, f consent.Filter) ([]consent.StatusCount, error) {
	f = f.Without("status")
	counts, more, err := s.countStatuses(ctx, workspace, f)
	if err != nil {
		return nil, err
	}
	out := make([]consent.StatusCount, 0, len(consent.Statuses()))
	for _, status := range consent.Statuses() {
		out = append(out, consent.StatusCount{Status: status, Count: counts[string(status)], More: more})
	}
	return out, nil
}

// SetAnalysisStatus implements consent.AnalysisStore. A finished analysis does not go back
// to running (Conflict): a worker that learns late of a cancellation must not undo it.
func (s *Store) SetAnalysisStatus(ctx context.Context, workspace, id consent.ID, status consent.Status, failure *consent.Failure, at time.Time) error {
	q := s.db.NewUpdate().Model((*analysisRow)(nil)).Set("status = ?", status).Set("failure = ?", asJSON(failure)).
		Set("updated_at = ?", stamp(at)).Where("workspace_id = ?", workspace).Where("id = ?", id)
	if (consent.Analysis{Status: status}).Done() {
		q = q.Set("finished_at = ?", stamp(at))
	} else {
		q = q.Set("finished_at = NULL")
	}
	if failure != nil || status == consent.StatusQueued { // only what begins anew loses a failure
		text, err := s.searchAfter(ctx, workspace, id, failure)
		if err != nil {
			return err
		}
		q = q.Set("search = ?", text)
	}
	if status == consent.StatusRunning {
		q = q.Where("status IN (?, ?)", consent.StatusQueued, consent.StatusRunning)
	}
	err := s.changed(q.Exec(ctx))
	if errors.Is(err, errMoved) {
		return s.goneOrMoved(ctx, (*analysisRow)(nil), workspace, id)
	}
	return err
}

// searchAfter is the search text of an analysis whose failure becomes this one.
func (s *Store) searchAfter(ctx context.Context, workspace, id consent.ID, failure *consent.Failure) (string, error) {
	var row analysisRow
	err := s.db.NewSelect().Model(&row).Column("search", "failure").Where("workspace_id = ?", workspace).Where("id = ?", id).Scan(ctx)
	return withFailure(row.Search, row.Failure.V, failure), s.fail(err)
}
