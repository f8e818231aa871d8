package consent

import (
	"strings"
	"testing"
)

func TestParseTriage(t *testing.T) {
	t.Parallel()
	for _, want := range Triages() {
		if got, err := ParseTriage(string(want)); got != want || err != nil {
			t.Errorf("%s: %q, %v", want, got, err)
		}
	}
	for _, bad := range []string{"", "Open", "closed"} {
		if _, err := ParseTriage(bad); CodeOf(err) != Invalid || FieldsOf(err)[0].Name != "status" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestCheckReason(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", MaxReason)
	for name, c := range map[string]struct {
		status     Triage
		reason     string
		want, code string
	}{
		"trimmed":                  {TriageDismissed, " agreed\n", "agreed", ""},
		"dismissed without":        {TriageDismissed, " \t", "", "invalid"},
		"false positive without":   {TriageFalsePositive, "", "", ""},
		"accepted without":         {TriageAccepted, "", "", ""},
		"as long as it may be":     {TriageAccepted, long, long, ""},
		"too long":                 {TriageAccepted, long + "a", "", "invalid"},
		"NUL and broken encodings": {TriageAccepted, "a\x00b\xff", "ab\uFFFD", ""},
	} {
		if got, err := CheckReason(c.status, c.reason); got != c.want || string(CodeOf(err)) != c.code {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestDecideFindsByKey(t *testing.T) {
	t.Parallel()
	clauses := []Clause{{ID: "c1", Text: "Accept"}, {ID: "c2", Text: "Save"}}
	findings := []Finding{{Rule: "a", Clauses: []string{"c1"}}, {Rule: "a", Clauses: []string{"c2"}}, {Rule: "b", Key: "kept"}}
	d := &Decision{By: "ada"}
	if !Decide(findings, clauses, FindingKey(findings[1], clauses), TriageAccepted, d) || findings[1].Status != TriageAccepted || findings[1].Decision != d {
		t.Errorf("%+v", findings[1])
	}
	if !Decide(findings, clauses, "kept", TriageDismissed, d) || findings[2].Status != TriageDismissed {
		t.Errorf("%+v", findings[2])
	}
	if Decide(findings, clauses, "other", TriageDismissed, d) || findings[0].Decision != nil {
		t.Error("a finding was decided by the key of none")
	}
}
