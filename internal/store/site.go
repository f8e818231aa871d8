package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type siteRow struct {
	bun.BaseModel `bun:"table:history_latest,alias:s"`

	WorkspaceID   consent.ID `bun:"workspace_id,pk"`
	Site          string     `bun:"site,pk"`
	LatestID      consent.ID `bun:"latest_id"`
	LatestAt      time.Time  `bun:"latest_at"`
	Grade         string     `bun:"grade"`
	ScoreRank     int        `bun:"score_rank"` // -1 without a score
	PreviousGrade string     `bun:"previous_grade"`
	PreviousScore int        `bun:"previous_score"`
	ChangedAt     *time.Time `bun:"changed_at"`
	Analyses      int        `bun:"analyses"`
}

func (r siteRow) domain() consent.SiteSummary {
	return consent.SiteSummary{Site: r.Site, LatestID: r.LatestID, LatestAt: r.LatestAt.UTC(), Grade: r.Grade, Score: scored(r.ScoreRank),
		PreviousGrade: r.PreviousGrade, PreviousScore: scored(r.PreviousScore), ChangedAt: utcPtr(r.ChangedAt), Analyses: r.Analyses}
}

func scored(rank int) *int {
	if rank < 0 {
		return nil
	}
	return &rank
}

// Sites implements consent.HistoryStore.
func (s *Store) Sites(ctx context.Context, workspace consent.ID, f consent.Filter) (consent.Page[consent.SiteSummary], error) {
	skip, size := 0, f.PageSize()
	if f.Page > 1 && f.Cursor == nil {
		if skip = (f.Page - 1) * size; skip > maxSkip {
			return consent.Page[consent.SiteSummary]{}, consent.InvalidField("page", "Page %d is too far on; the last one that can be opened is %d.", f.Page, maxSkip/size+1)
		}
	}
	o := orderOf(f.Sort)
	q, err := s.latest(workspace, f, o, skip+size+1)
	if err != nil {
		return consent.Page[consent.SiteSummary]{}, err
	}
	var rows []latestRow
	if err := o.by(q, "m."+o.column, "m.latest_at", "m.latest_id").Offset(int64(skip)).Limit(int64(size)+1).Scan(ctx, &rows); err != nil {
		return consent.Page[consent.SiteSummary]{}, s.fail(err)
	}
	var items []consent.SiteSummary
	ranks := map[string]int{}
	for _, row := range rows {
		items = append(items, row.summary())
		ranks[row.Site] = row.SeverityRank
	}
	page := pageOf(items, size, func(m consent.SiteSummary) consent.Cursor {
		return o.cursor(analysisRow{ID: m.LatestID, CreatedAt: m.LatestAt, Site: m.Site, ScoreRank: rankOf(m.Score), SeverityRank: ranks[m.Site]})
	})
	return page, s.addPoints(ctx, workspace, page.Items)
}

// latest is a query on the first rows of each part of history_latest, AS m: each is read in
// the order of its index, which a query on the view itself is not.
func (s *Store) latest(workspace consent.ID, f consent.Filter, o order, most int) (*bun.SelectQuery, error) {
	words := needles(f)
	value := "s." + o.column
	if o.column == "severity_rank" {
		value = "a." + o.column
	}
	var parts []string
	var args []any
	for _, table := range []string{"history_kept", "history_changed"} {
		q := s.searched(s.filtered(s.db.NewSelect().TableExpr("? AS s", bun.Ident(table)).Join("JOIN analyses AS a ON a.id = s.latest_id"), workspace, f, ""), words).
			ColumnExpr("s.*, a.severity_rank, a.terms").Where("s.workspace_id = ?", workspace)
		q, err := o.after(q, f.Cursor, value, "s.latest_at", "s.latest_id")
		if err != nil {
			return nil, err
		}
		parts, args = append(parts, "SELECT * FROM (?) AS b"), append(args, o.by(q, value, "s.latest_at", "s.latest_id").Limit(int64(most)))
	}
	return s.db.NewSelect().TableExpr("("+strings.Join(parts, " UNION ALL ")+") AS m", args...).ColumnExpr("m.*"), nil
}

// latestRow is a site with what its newest analysis found.
type latestRow struct {
	siteRow
	SeverityRank int
	Terms        jsonOf[map[string]int] `bun:"terms"`
}

func (r latestRow) summary() consent.SiteSummary {
	out := r.domain()
	out.CMPs, out.OpenFindings = []string{}, r.Terms.V[termTriage+string(consent.TriageOpen)]
	for term := range r.Terms.V {
		if id, ok := strings.CutPrefix(term, termCMP); ok {
			out.CMPs = append(out.CMPs, id)
		}
	}
	slices.Sort(out.CMPs)
	return out
}

func rankOf(score *int) int {
	if score == nil {
		return -1
	}
	return *score
}

// Site implements consent.HistoryStore.
func (s *Store) Site(ctx context.Context, workspace consent.ID, site string) (consent.SiteSummary, error) {
	var row latestRow
	err := s.db.NewSelect().TableExpr("history_latest AS s").Join("JOIN analyses AS a ON a.id = s.latest_id").ColumnExpr("s.*, a.severity_rank, a.terms").
		Where("s.workspace_id = ?", workspace).Where("s.site = ?", clean(site)).Scan(ctx, &row)
	if err != nil {
		return consent.SiteSummary{}, s.fail(err)
	}
	one := []consent.SiteSummary{row.summary()}
	err = s.addPoints(ctx, workspace, one)
	return one[0], err
}

// addPoints reads the last analyses of each site, the earliest first.
func (s *Store) addPoints(ctx context.Context, workspace consent.ID, sites []consent.SiteSummary) error {
	if len(sites) == 0 {
		return nil
	}
	var parts []string
	var args []any
	for _, each := range sites {
		q := s.db.NewSelect().TableExpr("analyses AS a").ColumnExpr("a.site, a.id, a.created_at, a.grade, a.score_rank").Where("a.workspace_id = ?", workspace).
			Where("a.site = ?", each.Site).Where("a.status = ?", consent.StatusCompleted).Where("a.archived_at IS NULL").
			OrderExpr("a.created_at DESC, a.id DESC").Limit(consent.MaxPoints)
		parts, args = append(parts, "SELECT * FROM (?) AS newest"), append(args, q)
	}
	var rows []analysisRow
	if err := s.db.NewRaw(strings.Join(parts, " UNION ALL "), args...).Scan(ctx, &rows); err != nil {
		return s.fail(err)
	}
	points := map[string][]consent.SitePoint{}
	for _, r := range rows {
		points[r.Site] = append(points[r.Site], consent.SitePoint{ID: r.ID, At: r.CreatedAt.UTC(), Score: scored(r.ScoreRank), Grade: r.Grade})
	}
	for i := range sites {
		sites[i].Points = points[sites[i].Site]
		slices.SortFunc(sites[i].Points, func(a, b consent.SitePoint) int { return a.At.Compare(b.At) })
	}
	return nil
}
