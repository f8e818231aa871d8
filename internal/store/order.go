package store

import (
	"strconv"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

// order is how a list is sorted: by a column, or by none, and then by (created_at, id), all
// in one direction, so that an index can be read either way.
type order struct {
	column string // "" is created_at alone
	down   bool
}

func orderOf(s consent.Sort) order {
	switch s {
	case consent.SortOldest:
		return order{}
	case consent.SortSite:
		return order{"site", false}
	case consent.SortSiteDown:
		return order{"site", true}
	case consent.SortScore:
		return order{"score_rank", false}
	case consent.SortScoreTop:
		return order{"score_rank", true}
	case consent.SortSeverity:
		return order{"severity_rank", true}
	case consent.SortMild:
		return order{"severity_rank", false}
	}
	return order{down: true}
}

// by sorts by the columns of the table aliases.
func (o order) by(q *bun.SelectQuery, value, at, id string) *bun.SelectQuery {
	direction := " ASC"
	if o.down {
		direction = " DESC"
	}
	if o.column != "" {
		q = q.OrderExpr(value + direction)
	}
	return q.OrderExpr(at + direction).OrderExpr(id + direction)
}

// after begins behind the cursor, which must be of this order.
func (o order) after(q *bun.SelectQuery, c *consent.Cursor, value, at, id string) (*bun.SelectQuery, error) {
	if c == nil {
		return q, nil
	}
	if !storable(c.CreatedAt) || orderOf(c.Sort).column != o.column {
		return nil, badCursor()
	}
	compare := " > "
	if o.down {
		compare = " < "
	}
	switch o.column {
	case "":
		return q.Where("("+at+", "+id+")"+compare+"(?, ?)", stamp(c.CreatedAt), c.ID), nil
	case "site":
		return q.Where("("+value+", "+at+", "+id+")"+compare+"(?, ?, ?)", clean(c.Text), stamp(c.CreatedAt), c.ID), nil
	}
	return q.Where("("+value+", "+at+", "+id+")"+compare+"("+strconv.Itoa(c.Number)+", ?, ?)", stamp(c.CreatedAt), c.ID), nil
}

// cursor is the place of a row.
func (o order) cursor(r analysisRow) consent.Cursor {
	c := consent.Cursor{CreatedAt: r.CreatedAt.UTC(), ID: r.ID}
	switch o.column {
	case "site":
		c.Sort, c.Text = consent.SortSite, r.Site
	case "score_rank":
		c.Sort, c.Number = consent.SortScore, r.ScoreRank
	case "severity_rank":
		c.Sort, c.Number = consent.SortSeverity, r.SeverityRank
	}
	return c
}
