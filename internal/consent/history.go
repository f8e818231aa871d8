package consent

import "time"

// FacetValue is one value of a facet or series, with the number of analyses that have it and
// the number of things (clauses, findings) that have it in them.
type FacetValue struct {
	Value  string `json:"value"`
	Count  int    `json:"count"`
	Things int    `json:"things,omitempty"`
}

// Facet counts the values of one key of the filter among what the rest of the filter selects:
// its own values are left out, so that another one can be chosen.
type Facet struct {
	Key    string       `json:"key"`
	Values []FacetValue `json:"values" nullable:"false"` // in the order of the domain, else most frequent first
	// Newest is 0 when everything was counted; else the filter selects more than is counted
	// at once, and the counts are those among so many of the newest.
	Newest int `json:"newest,omitempty"`
}

// FacetKeys are the keys that facets are counted for, in order.
func FacetKeys() []string {
	return []string{"status", "grade", "severity", "rule", "triage", "cmp", "category", "role", "tag", "source", "language", "site"}
}

// Facets are what the filter selects, by the keys of the filter.
type Facets struct {
	Total  int     `json:"total"`
	Exact  bool    `json:"exact"` // false: Total is the least there is, there are more
	Facets []Facet `json:"facets" nullable:"false"`
}

// Of returns the facet of a key.
func (f Facets) Of(key string) Facet {
	for _, each := range f.Facets {
		if each.Key == key {
			return each
		}
	}
	return Facet{Key: key}
}

// NoCMP stands for a notice of no known platform.
const NoCMP = "none"

// TimeBins are the upper bounds, in milliseconds, of the bins of processing time; the last
// bin has none.
func TimeBins() []int64 {
	return []int64{5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000}
}

// TimeBin is the number of the bin of a time, from 0 to len(TimeBins()).
func TimeBin(ms int64) int {
	for i, bound := range TimeBins() {
		if ms < bound {
			return i
		}
	}
	return len(TimeBins())
}

// DayStats are the analyses of one day (UTC).
type DayStats struct {
	Day      string         `json:"day"` // 2026-11-23
	Analyses int            `json:"analyses"`
	Scored   int            `json:"scored"`     // those with a score
	Mean     float64        `json:"mean_score"` // of those; 0 without any
	Grades   map[string]int `json:"grades"`
}

// RefusalStats counts the notices of one platform by whether their first layer offers to
// refuse.
type RefusalStats struct {
	CMP        string `json:"cmp"` // NoCMP for a notice of no known platform
	Offered    int    `json:"offered"`
	NotOffered int    `json:"not_offered"`
}

// Stats are the series for charts of what the filter selects.
type Stats struct {
	Total  int  `json:"total"`
	Exact  bool `json:"exact"` // as in Facets
	Newest int  `json:"newest,omitempty"`

	Days       []DayStats     `json:"days" nullable:"false"` // those with analyses, the earliest first
	Rules      []FacetValue   `json:"rules" nullable:"false"`
	Severities []FacetValue   `json:"severities" nullable:"false"`
	Categories []FacetValue   `json:"categories" nullable:"false"`
	Roles      []FacetValue   `json:"roles" nullable:"false"`
	CMPs       []FacetValue   `json:"cmps" nullable:"false"`
	Languages  []FacetValue   `json:"languages" nullable:"false"`
	Grades     []FacetValue   `json:"grades" nullable:"false"`
	Confidence []int          `json:"confidence" nullable:"false"` // clauses by tenth of confidence, 10 values
	Times      []int          `json:"times" nullable:"false"`      // analyses by TimeBin, one more than TimeBins
	Refusals   []RefusalStats `json:"refusals" nullable:"false"`   // most frequent platform first
}

// SitePoint is one analysis of a site, for its sparkline.
type SitePoint struct {
	ID    ID        `json:"id"`
	At    time.Time `json:"at"`
	Score *int      `json:"score"`
	Grade string    `json:"grade"`
}

// SiteSummary is a site by its newest completed analysis.
type SiteSummary struct {
	Site          string      `json:"site"`
	LatestID      ID          `json:"latest_id"`
	LatestAt      time.Time   `json:"latest_at"`
	Grade         string      `json:"grade"`
	Score         *int        `json:"score"`
	PreviousGrade string      `json:"previous_grade"` // of the completed analysis before; "" without one
	PreviousScore *int        `json:"previous_score"`
	ChangedAt     *time.Time  `json:"changed_at"`            // when the grade became what it is; nil when it never changed
	Analyses      int         `json:"analyses"`              // completed and not archived
	CMPs          []string    `json:"cmps" nullable:"false"` // ids of the platforms of the newest
	OpenFindings  int         `json:"open_findings"`         // of the newest
	Points        []SitePoint `json:"points" nullable:"false"`
}

// MaxPoints is how many analyses a sparkline holds at most.
const MaxPoints = 20
