package sample

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestEveryPageIsVisited(t *testing.T) {
	t.Parallel()
	var named []string
	for _, v := range Visits() {
		named = append(named, v.File, v.Policy)
		if body, err := v.Body(); err != nil || len(body) < 150 {
			t.Errorf("%s: %d bytes, %v", v.File, len(body), err)
		}
	}
	err := fs.WalkDir(pages, "pages", func(name string, entry fs.DirEntry, err error) error {
		if file := strings.TrimPrefix(name, "pages/"); err == nil && !entry.IsDir() && !slices.Contains(named, file) {
			t.Errorf("nobody visits %s", file)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestVisitsAreInOrderAndRecent(t *testing.T) {
	t.Parallel()
	visits, runs := Visits(), map[string]int{}
	for i, v := range visits {
		if runs[v.Address]++; i > 0 && v.Ago > visits[i-1].Ago {
			t.Errorf("%s is out of order", v.File)
		}
		if v.Ago <= 0 || v.Ago > 90*day {
			t.Errorf("%s was %v ago", v.File, v.Ago)
		}
	}
	if len(runs) < 13 || runs["https://www.kaffeekontor.example/"] < 8 {
		t.Errorf("too few sites or visits: %v", runs)
	}
}

// reader gives back what it is asked to read.
type reader struct{ consent.Capturer }

func (reader) Read(_, _ string, kind consent.SourceKind, body []byte) (consent.Capture, error) {
	return consent.Capture{Kind: kind, Body: body}, nil
}

func TestWeb(t *testing.T) {
	t.Parallel()
	visits := Visits()
	v := visits[slices.IndexFunc(visits, func(v Visit) bool { return v.Policy != "" })]
	web := Web{reader{}, v}
	page, err := web.Fetch(t.Context(), v.Address)
	if err != nil || page.URL != v.Address || page.FetchTime <= 0 {
		t.Errorf("%+v, %v", page, err)
	}
	policy, err := web.Fetch(t.Context(), v.Address+"datenschutz")
	if err != nil || string(policy.Body) == string(page.Body) {
		t.Errorf("the policy: %v", err)
	}
	for _, address := range []string{"https://other.example/", "::"} {
		if _, err := web.Fetch(t.Context(), address); consent.CodeOf(err) != consent.NotFound {
			t.Errorf("%s: %v", address, err)
		}
	}
	web.Visit.Policy = ""
	if _, err := web.Fetch(t.Context(), v.Address+"datenschutz"); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("a policy that is not there: %v", err)
	}
}
