package suppress

import (
	"slices"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
	"microconsent/internal/detect/site"
)

// Apply dismisses the findings of d that an entry in force sets aside, and takes their cost
// off the score. What a person decided already stays as it is. It changes d's own lists
// only, not those that d was made of.
func Apply(entries []Entry, d consent.Document, now time.Time) consent.Document {
	findings, changed := slices.Clone(d.Findings), false
	for i := range findings {
		f := &findings[i]
		if f.Status.Suppresses() {
			continue
		}
		for _, e := range entries {
			if !e.Ended(now) && e.covers(*f, d) {
				f.Status = consent.TriageDismissed
				f.Decision = &consent.Decision{By: FileName, At: d.CreatedAt, Reason: e.Reason}
				changed = true
				break
			}
		}
	}
	if changed {
		d.Findings, d.Score = findings, detect.Rescore(d.Score, findings)
	}
	return d
}

// Ended says whether the entry's last day (UTC) is over.
func (e Entry) Ended(now time.Time) bool {
	return !e.Until.IsZero() && !now.UTC().Before(e.Until.AddDate(0, 0, 1))
}

func (e Entry) covers(f consent.Finding, d consent.Document) bool {
	return f.Rule == e.Rule && (e.Key == "" || f.KeyOf(d.Clauses) == e.Key) && (e.Site == "" || site.Same(e.Site, d.Site)) &&
		(e.Selector == "" || slices.ContainsFunc(d.Clauses, func(c consent.Clause) bool {
			return c.Selector == e.Selector && slices.Contains(f.Clauses, c.ID)
		}))
}
