package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
	"microconsent/internal/store"
)

// declaring is a policy that declares so many cookies.
func declaring(cookies int) *consent.Policy {
	p := &consent.Policy{URL: "https://example.com/privacy", Language: "en", Covered: true, Statements: 9, SHA256: "aa"}
	for i := range cookies {
		p.Cookies = append(p.Cookies, consent.DeclaredCookie{Name: fmt.Sprintf("_ga_%04x", i*7919), Category: consent.CategoryAnalytics, Purpose: "Counts visits.", Line: i + 1})
	}
	return p
}

// withPolicies is a store with an analysis of each policy, one, two, …
func withPolicies(t *testing.T, url string, policies ...*consent.Policy) (*store.Store, []consent.Analysis) {
	t.Helper()
	s, at := migrated(t, url), time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	wantCode(t, "workspace", s.CreateWorkspace(t.Context(), consent.Workspace{ID: consent.DefaultWorkspaceID, CreatedAt: at}), "")
	out := make([]consent.Analysis, len(policies))
	for i, p := range policies {
		out[i] = consent.Analysis{ID: consent.ID(fmt.Sprintf("0197a000-0000-7000-8000-%012d", i)), WorkspaceID: consent.DefaultWorkspaceID, CreatedAt: at, UpdatedAt: at,
			Status: consent.StatusCompleted, Source: consent.SourceRef{Kind: consent.SourceURL}, Policy: p}
		wantCode(t, "analysis", s.CreateAnalysis(t.Context(), out[i]), "")
	}
	return s, out
}

func execute(t *testing.T, s *store.Store, query string, args ...any) {
	t.Helper()
	if _, err := s.DB().ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

// TestLargePoliciesArePacked: a large one is in one column, compressed, a small one in the
// other, as JSON; and one from before, large and not packed, is read as ever.
func TestLargePoliciesArePacked(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s, made := withPolicies(t, url, declaring(500), declaring(2), nil)
		for i, want := range []string{"true false", "false true", "false false"} {
			var packed, plain, short bool
			err := s.DB().NewSelect().Table("analyses").ColumnExpr("packed IS NOT NULL, policy IS NOT NULL, COALESCE(length(packed), 0) < 10000").
				Where("id = ?", made[i].ID).Scan(t.Context(), &packed, &plain, &short)
			if got := fmt.Sprint(packed, " ", plain); err != nil || got != want || !short {
				t.Errorf("%d: packed, plain %s, short %v, %v", i, got, short, err)
			}
		}
		execute(t, s, "UPDATE analyses SET policy = (SELECT policy FROM analyses WHERE id = ?), packed = NULL WHERE id = ?", made[1].ID, made[0].ID)
		got, err := s.Analysis(t.Context(), consent.DefaultWorkspaceID, made[0].ID)
		if err != nil || !cmp.Equal(got.Policy, made[1].Policy) {
			t.Errorf("not packed: %+v, %v", got.Policy, err)
		}
	})
}

// TestListsDoNotReadPolicies: they are long, and no list shows them.
func TestListsDoNotReadPolicies(t *testing.T) {
	t.Parallel()
	s, made := withPolicies(t, sqliteURL(t), declaring(500), declaring(2))
	seen := &recorder{}
	watched, ctx, workspace := s.Watched(seen), t.Context(), consent.DefaultWorkspaceID
	for name, call := range map[string]func() ([]consent.Analysis, error){
		"page": func() ([]consent.Analysis, error) {
			p, err := watched.Analyses(ctx, workspace, consent.Filter{})
			return p.Items, err
		},
		"by id": func() ([]consent.Analysis, error) {
			return watched.AnalysesByID(ctx, workspace, []consent.ID{made[0].ID, made[1].ID})
		},
		"of a URL": func() ([]consent.Analysis, error) { return watched.AnalysesOfURL(ctx, workspace, "", "", 5) },
	} {
		if got, err := call(); err != nil || len(got) != len(made) || got[0].Policy != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, query := range seen.queries {
		if strings.Contains(query, `"packed"`) || strings.Contains(query, `"policy"`) {
			t.Errorf("reads policies: %s", query)
		}
	}
	if _, err := watched.Analysis(ctx, workspace, made[0].ID); err != nil || !strings.Contains(strings.Join(seen.queries, ";"), `"packed"`) {
		t.Errorf("an analysis is read without its policy, %v", err)
	}
}

// TestADamagedPolicyIsAnErrorOfItsAnalysis: nothing else of the history is lost with it.
func TestADamagedPolicyIsAnErrorOfItsAnalysis(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		s, made := withPolicies(t, url, declaring(500), declaring(400))
		execute(t, s, "UPDATE analyses SET packed = ? WHERE id = ?", []byte("(\xb5/\xfdbroken"), made[0].ID)
		ctx, workspace := t.Context(), consent.DefaultWorkspaceID
		_, err := s.Analysis(ctx, workspace, made[0].ID)
		wantCode(t, "the damaged one", err, consent.Internal)
		_, err = s.Analysis(ctx, workspace, made[1].ID)
		wantCode(t, "another one", err, "")
		list, err := s.Analyses(ctx, workspace, consent.Filter{})
		if err != nil || len(list.Items) != len(made) {
			t.Errorf("a list of %d, %v", len(list.Items), err)
		}
		var told error
		for _, err := range s.PolicyBlobs(ctx, workspace) {
			told = err
		}
		wantCode(t, "what policies name", told, consent.Internal) // else their bytes would be removed
		wantCode(t, "a new result", s.SaveResult(ctx, made[0]), "")
		_, err = s.Analysis(ctx, workspace, made[0].ID)
		wantCode(t, "after a new result", err, "")
	})
}
