package consent

// Sort is the order of a list of analyses. A minus turns it round.
type Sort string

// The orders. All are keyset orders: what is equal is in the order of (created_at, id).
const (
	SortNewest   Sort = "-created_at"
	SortOldest   Sort = "created_at"
	SortSite     Sort = "site"
	SortSiteDown Sort = "-site"
	SortScore    Sort = "score" // lowest first; those without one before all
	SortScoreTop Sort = "-score"
	SortSeverity Sort = "severity" // worst finding first
	SortMild     Sort = "-severity"
)

// Sorts lists the orders, the default first.
func Sorts() []Sort {
	return []Sort{SortNewest, SortOldest, SortSite, SortSiteDown, SortScore, SortScoreTop, SortSeverity, SortMild}
}

// Turned is the opposite order: what a page before a cursor is read in.
func (s Sort) Turned() Sort {
	switch {
	case s == "":
		return SortOldest
	case s[0] == '-':
		return s[1:]
	}
	return "-" + s
}

// Base is the order without its direction: what a cursor is good for.
func (s Sort) Base() Sort {
	switch {
	case s == "":
		return SortOldest
	case s[0] == '-':
		return s[1:]
	}
	return s
}

// CursorOf is the place of an analysis in the list that the filter makes.
func (f Filter) CursorOf(a Analysis) Cursor {
	c := Cursor{CreatedAt: a.CreatedAt, ID: a.ID}
	switch f.Sort.Base() {
	case SortSite:
		c.Sort, c.Text = SortSite, a.Site
	case SortScore:
		c.Sort, c.Number = SortScore, -1
		if a.Score != nil {
			c.Number = a.Score.Value
		}
	case SortSeverity:
		c.Sort, c.Number = SortSeverity, a.WorstRank()
	}
	return c
}

// WorstRank is 4 for an analysis with a finding of severity high, down to 1 for info, and 0
// for one without findings, by its summary.
func (a Analysis) WorstRank() int {
	for i, s := range Severities() {
		if a.Summary.Findings[string(s)] > 0 {
			return len(Severities()) - i
		}
	}
	return 0
}
