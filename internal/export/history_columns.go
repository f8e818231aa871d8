package export

import (
	"strings"
	"time"

	"microconsent/internal/consent"
)

// historyColumn is one column of a row an analysis. Its value is a string, an int, a bool,
// a time in UTC, or nil for an empty cell. Width is in characters.
type historyColumn struct {
	name  string
	width float64
	value func(consent.Analysis) any
}

// historyColumns are the columns in order. Columns may be added at the end; none is
// renamed or dropped.
func historyColumns() []historyColumn {
	type a = consent.Analysis
	return []historyColumn{
		{"id", 38, func(a a) any { return string(a.ID) }},
		{"created_at", 20, func(a a) any { return a.CreatedAt.UTC() }},
		{"finished_at", 20, finishedAt},
		{"status", 11, func(a a) any { return string(a.Status) }},
		{"site", 24, func(a a) any { return a.Site }},
		{"host", 28, func(a a) any { return a.Host }},
		{"url", 48, func(a a) any { return a.Source.URL }},
		{"name", 24, func(a a) any { return a.Source.Name }},
		{"title", 36, func(a a) any { return a.Source.Title }},
		{"source", 8, func(a a) any { return string(a.Source.Kind) }},
		{"sha256", 20, func(a a) any { return a.Source.SHA256 }},
		{"jurisdiction", 12, func(a a) any { return string(a.Options.Jurisdiction) }},
		{"language", 10, func(a a) any { return a.Language.Code }},
		{"cmps", 20, platforms},
		{"grade", 7, func(a a) any { return grade(a.Score) }},
		{"score", 7, scoreValue},
		{"banner", 8, completed(func(a a) any { return a.Banner.Present })},
		{"first_layer_reject", 17, completed(func(a a) any { return a.Banner.FirstLayerReject })},
		{"findings_high", 13, findings(consent.SeverityHigh)},
		{"findings_medium", 15, findings(consent.SeverityMedium)},
		{"findings_low", 13, findings(consent.SeverityLow)},
		{"findings_info", 13, findings(consent.SeverityInfo)},
		{"clauses", 9, completed(func(a a) any { return a.Summary.Clauses })},
		{"engine", 12, func(a a) any { return a.Engine.Version }},
		{"ruleset", 12, func(a a) any { return a.Engine.Ruleset }},
		{"rejudged_from", 38, func(a a) any { return string(a.RejudgedFrom) }},
		{"error", 36, failureText},
	}
}

// completed leaves a cell empty where nothing was found out yet: 0 would say more.
func completed(value func(consent.Analysis) any) func(consent.Analysis) any {
	return func(a consent.Analysis) any {
		if a.Status != consent.StatusCompleted {
			return nil
		}
		return value(a)
	}
}

func findings(s consent.Severity) func(consent.Analysis) any {
	return completed(func(a consent.Analysis) any { return a.Summary.Findings[string(s)] })
}

func finishedAt(a consent.Analysis) any {
	if a.FinishedAt == nil {
		return nil
	}
	return a.FinishedAt.UTC()
}

func scoreValue(a consent.Analysis) any {
	if a.Score == nil {
		return nil
	}
	return a.Score.Value
}

func platforms(a consent.Analysis) any {
	names := make([]string, len(a.CMPs))
	for i, c := range a.CMPs {
		names[i] = c.ID
	}
	return strings.Join(names, " ")
}

func failureText(a consent.Analysis) any {
	if a.Failure == nil {
		return nil
	}
	return a.Failure.Message
}

// timeLayout of CSV cells: RFC 3339 in UTC, to the second.
const timeLayout = time.RFC3339
