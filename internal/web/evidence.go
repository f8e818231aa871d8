package web

import (
	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/page"
)

// findingViews links each finding to the clauses that it rests on: on this page where
// they are shown, else on the page that has them.
func findingViews(c *gin.Context, a consent.Analysis, shown page.Clauses) []page.Finding {
	clauses, here := map[string]consent.Clause{}, map[string]bool{}
	for _, clause := range a.Clauses {
		clauses[clause.ID] = clause
	}
	for _, row := range shown.Rows {
		here[row.ID] = true
	}
	out, names := make([]page.Finding, len(a.Findings)), anchors(a.Findings)
	for i, f := range a.Findings {
		out[i].Finding, out[i].Anchor, out[i].Triage = f, names[i], triageForm(c, a, f)
		for _, id := range f.Clauses {
			clause, known := clauses[id]
			if !known {
				clause.ID = id
			}
			out[i].Evidence = addEvidence(out[i].Evidence, evidenceOf(a, clause, here[id]))
		}
	}
	return out
}

func evidenceOf(a consent.Analysis, clause consent.Clause, here bool) page.Evidence {
	href := "#clause-" + clause.ID
	if !here {
		href = analysisPath(a.ID) + "?at=" + clause.ID + href
	}
	return page.Evidence{ID: clause.ID, Href: href, Text: label.Short(clause.Text, 160), Role: clause.Role, Selector: clause.Selector,
		Line: clause.Line, Source: clauseSource(a, clause)}
}

// addEvidence adds a piece of evidence, or its id to the one that says the same: a switch
// and its label are two clauses with one text and one meaning.
func addEvidence(list []page.Evidence, e page.Evidence) []page.Evidence {
	for i := range list {
		if e.Text != "" && list[i].Text == e.Text && list[i].Role == e.Role {
			list[i].Also = append(list[i].Also, page.EvidenceLink{ID: e.ID, Href: e.Href})
			return list
		}
	}
	return append(list, e)
}
