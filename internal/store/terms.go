package store

import (
	"math"
	"strconv"
	"strings"

	"microconsent/internal/consent"
)

// Terms are what the history is browsed by: "key:value" with a weight. Those that begin with
// # are for charts only. The triggers add the ones that stand in columns (status, source,
// language, grade); see migration 0004.
const (
	termRole     = "role:"
	termCategory = "category:"
	termRule     = "rule:"
	termSeverity = "severity:"
	termTriage   = "triage:"
	termCMP      = "cmp:"
	termStatus   = "status:"
	termSource   = "source:"
	termLanguage = "language:"
	termGrade    = "grade:"
	termBatch    = "batch:"
	chartScore   = "#score"
	chartTenth   = "#confidence:" // clauses by the tenth that their confidence is in, 0 to 9
	chartTime    = "#time:"       // by consent.TimeBin
	chartReject  = "#reject:"     // platform, then yes or no: is refusing offered on the first layer
)

// termsOf counts what was found.
func termsOf(a consent.Analysis) map[string]int {
	out := map[string]int{}
	for _, c := range a.Clauses {
		out[termRole+string(c.Role)]++
		out[termCategory+string(c.Category)]++
		out[chartTenth+strconv.Itoa(tenth(c.Confidence))]++
	}
	for _, f := range a.Findings {
		out[termRule+clean(f.Rule)]++
		out[termSeverity+string(f.Severity)]++
		out[termTriage+string(f.Status)]++
	}
	for _, row := range newCMPRows(a) {
		out[termCMP+row.CMPID] = 1
	}
	if a.BatchID != "" {
		out[termBatch+string(a.BatchID)] = 1
	}
	if a.Status == consent.StatusCompleted {
		out[chartTime+strconv.Itoa(consent.TimeBin(a.Timing.Total()))] = 1
		chartRefusal(out, a)
	}
	return out
}

// chartRefusal notes for each platform, or "none", whether its notice offers to refuse.
func chartRefusal(out map[string]int, a consent.Analysis) {
	if !a.Banner.Present {
		return
	}
	offered := ":no"
	if a.Banner.FirstLayerReject {
		offered = ":yes"
	}
	rows := newCMPRows(a)
	if len(rows) == 0 {
		rows = []cmpRow{{CMPID: consent.NoCMP}}
	}
	for _, row := range rows {
		out[chartReject+strings.ReplaceAll(row.CMPID, ":", "_")+offered] = 1
	}
}

func tenth(confidence float64) int {
	return max(0, min(9, int(math.Floor(confidence*10))))
}

// severityRank is 4 for high to 1 for info, and 0 without findings.
func severityRank(findings []consent.Finding) int {
	worst, order := 0, consent.Severities()
	for _, f := range findings {
		for i, s := range order {
			if f.Severity == s {
				worst = max(worst, len(order)-i)
			}
		}
	}
	return worst
}
