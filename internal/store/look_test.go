package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/sample/history"
	"microconsent/internal/store"
)

// A text of several words is looked for among the first of the list, then in all of it: how
// many are the first must not show.
func TestSearchInWindows(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		made := history.Options{N: 1500, Seed: 7, Workspace: consent.DefaultWorkspaceID, Until: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Version: "1.0.0"}
		wantCode(t, "workspace", s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, Name: "w", CreatedAt: made.Until}), "")
		wantCode(t, "load", s.LoadAnalyses(t.Context(), history.Analyses(made), func(int) {}), "")
		for _, query := range []string{"north-s", "-books-1", `"-music-" -shop`, "no-such.thing"} {
			for _, order := range []consent.Sort{"", consent.SortOldest} {
				f := consent.Filter{Query: query, Sort: order, Limit: 2}
				want := found(t, s, f)
				if query != "no-such.thing" && len(want) < 3 {
					t.Fatalf("%s finds only %d", query, len(want))
				}
				for _, window := range []int{1, 40, 900} {
					if got := found(t, s.WithWindow(window), f); !slices.Equal(got, want) {
						t.Errorf("%s, %s, window %d: %d found, not %d\n%v\n%v", query, order, window, len(got), len(want), got, want)
					}
				}
			}
		}
	})
}

// found follows a list page by page to its end.
func found(t *testing.T, s *store.Store, f consent.Filter) (out []string) {
	t.Helper()
	for {
		page, err := s.Analyses(t.Context(), consent.DefaultWorkspaceID, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Items {
			out = append(out, fmt.Sprint(a.CreatedAt.Unix(), " ", a.ID))
		}
		if page.Next == nil {
			return out
		}
		f.Cursor = page.Next
	}
}
