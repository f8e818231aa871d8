package suppress

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
)

const good = `# why we pass
suppressions:
  - rule: no-reject-on-first-layer
    site: www.example.com
    selector: "#yes"
    reason: Agreed with the authority.
    until: 2026-12-31
  - {rule: implied-consent, key: 0123456789abcdef, reason: "Not ours"}
`

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := Parse([]byte(good))
	want := []Entry{
		{Rule: "no-reject-on-first-layer", Site: "www.example.com", Selector: "#yes", Reason: "Agreed with the authority.",
			Until: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), Line: 3},
		{Rule: "implied-consent", Key: "0123456789abcdef", Reason: "Not ours", Line: 8}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for name, text := range map[string]string{"nothing": "", "a comment": "# later\n", "no entry": "suppressions: []\n", "null": "suppressions:\n"} {
		if got, err := Parse([]byte(text)); err != nil || len(got) != 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestMistakesAreToldWithTheirLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"no YAML":          {"suppressions:\n\t- x", "line 2"},
		"another key":      {"suppressed: []", "field suppressed not found"},
		"no list":          {"suppressions: all", "line 1"},
		"two documents":    {"suppressions: []\n---\nsuppressions: []", "more than one"},
		"no mapping":       {"suppressions:\n  - implied-consent", "line 2: Each suppression"},
		"no rule":          {"suppressions:\n  - reason: x", "line 2: A suppression must name its rule"},
		"unknown rule":     {"suppressions:\n  - rule: implied\n    reason: x", `line 2: There is no rule "implied"`},
		"no reason":        {"suppressions:\n  - rule: implied-consent", "line 2: A suppression must say its reason"},
		"long reason":      {"suppressions:\n  - rule: implied-consent\n    reason: " + strings.Repeat("x", 1001), "at most 1000"},
		"unknown key":      {"suppressions:\n  - rule: implied-consent\n    reason: x\n    sites: x", `line 4: There is no key "sites"`},
		"twice":            {"suppressions:\n  - rule: implied-consent\n    reason: x\n    reason: y", "line 4: \"reason\" stands there twice"},
		"no day":           {"suppressions:\n  - rule: implied-consent\n    reason: x\n    until: soon", "line 4: \"until\" must be a day"},
		"a list":           {"suppressions:\n  - rule: implied-consent\n    reason: x\n    site: [a, b]", "line 4: \"site\" must be a text"},
		"empty site":       {"suppressions:\n  - rule: implied-consent\n    reason: x\n    site: \"\"", "leave it out"},
		"an alias":         {"x: &x {}\nsuppressions: [*x]", "field x not found"},
		"several mistakes": {"suppressions:\n  - rule: implied-consent\n  - reason: x", "line 3: A suppression must name its rule"},
	} {
		_, err := Parse([]byte(c.text))
		said := consent.MessageOf(err)
		for _, f := range consent.FieldsOf(err) {
			said += "\n" + f.Name + ": " + f.Message
		}
		if consent.CodeOf(err) != consent.Invalid || !strings.Contains(said, c.says) {
			t.Errorf("%s: %v\n%s\nwant %q", name, err, said, c.says)
		}
	}
}

func document() consent.Document {
	return consent.Document{Site: "example.com", CreatedAt: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC),
		Clauses: []consent.Clause{{ID: "c1", Selector: "#yes"}, {ID: "c2", Selector: "#no"}},
		Findings: []consent.Finding{
			{Rule: "implied-consent", Severity: consent.SeverityHigh, Status: consent.TriageOpen, Clauses: []string{"c1"}, Confidence: 1},
			{Rule: "pre-ticked-purpose", Severity: consent.SeverityHigh, Status: consent.TriageAccepted, Clauses: []string{"c2"}, Key: "k", Confidence: 1}},
		Score: consent.ScoreOf([]consent.ScorePart{{Name: consent.PartValidity, Value: 0, Max: 25, Observed: true}})}
}

func TestApply(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 23, 59, 59, 0, time.UTC)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		entry Entry
		want  string // which of the two findings are dismissed
	}{
		"rule":             {Entry{Rule: "implied-consent"}, "10"},
		"accepted one too": {Entry{Rule: "pre-ticked-purpose"}, "01"},
		"another rule":     {Entry{Rule: "banner-missing"}, "00"},
		"host of the site": {Entry{Rule: "implied-consent", Site: "shop.example.com"}, "10"},
		"another site":     {Entry{Rule: "implied-consent", Site: "example.org"}, "00"},
		"its control":      {Entry{Rule: "implied-consent", Selector: "#yes"}, "10"},
		"another control":  {Entry{Rule: "implied-consent", Selector: "#no"}, "00"},
		"key":              {Entry{Rule: "pre-ticked-purpose", Key: "k"}, "01"},
		"another key":      {Entry{Rule: "implied-consent", Key: "k"}, "00"},
		"last day":         {Entry{Rule: "implied-consent", Until: day(24)}, "10"},
		"ended":            {Entry{Rule: "implied-consent", Until: day(23)}, "00"},
	} {
		before := document()
		got, dismissed := Apply([]Entry{c.entry}, before, now), ""
		for _, f := range got.Findings {
			if f.Status == consent.TriageDismissed && f.Decision != nil && f.Decision.By == FileName {
				dismissed += "1"
			} else {
				dismissed += "0"
			}
		}
		if dismissed != c.want || (got.Score.Value > 0) != strings.Contains(c.want, "1") {
			t.Errorf("%s: %s, score %+v", name, dismissed, got.Score)
		}
		if diff := cmp.Diff(document(), before); diff != "" {
			t.Errorf("%s changed its input: %s", name, diff)
		}
	}
}

func TestApplyLeavesDecisionsOfPeople(t *testing.T) {
	t.Parallel()
	d := document()
	d.Findings[0].Status, d.Findings[0].Decision = consent.TriageFalsePositive, &consent.Decision{By: "ada"}
	if got := Apply([]Entry{{Rule: "implied-consent"}}, d, d.CreatedAt); got.Findings[0].Decision.By != "ada" {
		t.Errorf("%+v", got.Findings[0])
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("suppressions:\n  - &a {rule: *a}\n  - <<: [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := Parse(data)
		if err != nil && consent.CodeOf(err) != consent.Invalid {
			t.Fatal(err)
		}
		for _, e := range entries {
			if err != nil || e.Rule == "" || e.Reason == "" || e.Line < 1 {
				t.Fatalf("%+v, %v", e, err)
			}
		}
	})
}
