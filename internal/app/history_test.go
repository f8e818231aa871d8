package app_test

import (
	"context"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// breakingStore counts no facets.
type breakingStore struct {
	consent.Store
	fail func() error
}

func (s breakingStore) Facets(context.Context, consent.ID, consent.Filter) (consent.Facets, error) {
	return consent.Facets{}, s.fail()
}

// The list and its facets are asked for at once; what goes wrong with either is the caller's to
// hear of, a panic too.
func TestHistoryWithoutFacetsFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.must(app.Submission{Body: []byte(page)})
	if got, err := r.History(t.Context(), r.actor, consent.Filter{}); err != nil || len(got.Page.Items) != 1 || got.Facets.Total != 1 {
		t.Fatalf("%d analyses, %+v, %v", len(got.Page.Items), got.Facets, err)
	}
	for want, fail := range map[string]func() error{
		"too slow": func() error { return consent.Errorf(consent.Timeout, "too slow") },
		"panic":    func() error { panic("no counters") },
	} {
		deps := r.Deps
		deps.Store = breakingStore{r.store, fail}
		if _, err := app.New(deps, settings()).History(t.Context(), r.actor, consent.Filter{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
