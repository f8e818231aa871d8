package store_test

import (
	"fmt"
	"testing"
	"time"

	"microconsent/internal/consent"
)

// BenchmarkSaveResult stores one analysis with 40 clauses, from submission to result.
func BenchmarkSaveResult(b *testing.B) {
	for _, d := range databases(b) {
		b.Run(d.name, func(b *testing.B) {
			s := migrated(b, d.empty(b))
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			if err := s.CreateWorkspace(b.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, CreatedAt: at}); err != nil {
				b.Fatal(err)
			}
			a := consent.Analysis{WorkspaceID: consent.DefaultWorkspaceID, CreatedAt: at, Status: consent.StatusCompleted,
				Source: consent.SourceRef{Kind: consent.SourceHTML}, Clauses: make([]consent.Clause, 40)}
			for n := 0; b.Loop(); n++ {
				a.ID = consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012d", n))
				if err := s.CreateAnalysis(b.Context(), a); err != nil {
					b.Fatal(err)
				}
				if err := s.SaveResult(b.Context(), a); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAnalyses lists one page of 20,000 analyses.
func BenchmarkAnalyses(b *testing.B) {
	for _, d := range databases(b) {
		url := d.empty(b)
		s := migrated(b, url)
		fill(b, s, url)
		for name, f := range map[string]consent.Filter{"all": {}, "host": {Host: []string{"h7"}}, "rare role": {Role: []consent.ClauseRole{consent.ClausePay}},
			"absent cmp": {CMP: []string{"none"}}, "absent text": {Query: "none"}} {
			b.Run(d.name+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Analyses(b.Context(), consent.DefaultWorkspaceID, f); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
