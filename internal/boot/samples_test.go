package boot

import (
	"maps"
	"slices"
	"testing"
	"time"

	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/detect/rules"
	"microconsent/internal/sample"
)

// inspected judges each visit of the samples.
func inspected(t *testing.T) map[string]consent.Analysis {
	t.Helper()
	cfg, err := config.Load(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]consent.Analysis{}
	for _, v := range sample.Visits() {
		use := Inspector(cfg)
		use.Capture = sample.Web{Capturer: use.Capture, Visit: v}
		in, err := submissionOf(v)
		if err != nil {
			t.Fatal(err)
		}
		found, err := use.Inspect(t.Context(), in)
		if err != nil {
			t.Fatalf("%s: %v", v.File, err)
		}
		out[v.File] = found
	}
	return out
}

// Every rule that a page can break without a browser is broken by a sample.
func TestSamplesRaiseEveryRule(t *testing.T) {
	t.Parallel()
	raised := map[string][]string{}
	for file, a := range inspected(t) {
		for _, f := range a.Findings {
			raised[f.Rule] = append(raised[f.Rule], file)
		}
	}
	for _, rule := range rules.All() {
		if !slices.Contains(rule.Needs, consent.NeedLive) && len(raised[rule.ID]) == 0 {
			t.Errorf("no sample raises %s", rule.ID)
		}
	}
}

// The samples show every grade, so that the charts and the filters have something to tell.
func TestSamplesHaveEveryGrade(t *testing.T) {
	t.Parallel()
	grades := map[string]string{}
	for file, a := range inspected(t) {
		if a.Score != nil {
			grades[a.Score.Grade] = file
		}
	}
	for _, grade := range []string{"A", "B", "C", "D", "E"} {
		if grades[grade] == "" {
			t.Errorf("no sample has grade %s; there are %v", grade, slices.Sorted(maps.Keys(grades)))
		}
	}
}

// What people decided about the samples names findings that the newest visit has.
func TestSampleDecisionsMeetFindings(t *testing.T) {
	t.Parallel()
	found := inspected(t)
	for _, v := range sample.Visits() {
		for _, d := range v.Decisions {
			if !slices.ContainsFunc(found[v.File].Findings, func(f consent.Finding) bool { return f.Rule == d.Rule }) {
				t.Errorf("%s has no finding of %s", v.File, d.Rule)
			}
		}
	}
}

func TestLaterClock(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	first := newLaterClock(from)
	a, b := first.Now(), first.Now()
	if a.Before(from) || b.Before(a) || b.Sub(from) > time.Minute {
		t.Errorf("%v, %v", a, b)
	}
}

func TestSubmissionOfUpload(t *testing.T) {
	t.Parallel()
	if got, err := submissionOf(sample.Visit{File: "privacy-policy.txt"}); err != nil || got.URL != "" || len(got.Body) == 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := submissionOf(sample.Visit{File: "none"}); err == nil {
		t.Error("a file that is not there was read")
	}
	if got, err := submissionOf(sample.Visit{Address: "https://a.example/", Policy: "p"}); err != nil || !got.Options.Policy {
		t.Errorf("%+v, %v", got, err)
	}
}
