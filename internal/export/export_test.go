package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func sample() consent.Document {
	ticked := true
	return consent.NewDocument(consent.Analysis{
		ID: "a", Status: consent.StatusCompleted, Source: consent.SourceRef{Kind: consent.SourceHTML, Name: "page.html"},
		Language: consent.Language{Code: "de"}, CMPs: []consent.CMP{{ID: "onetrust"}}, Score: &consent.Score{Value: 42, Grade: "D"},
		Banner: consent.Banner{Present: true},
		Clauses: []consent.Clause{
			{ID: "c1", Kind: consent.KindControl, Role: consent.ClauseAcceptAll, Text: `Alle "akzeptieren", <b>`, Confidence: 0.97, Line: 3},
			{ID: "c2", Kind: consent.KindCheckbox, Role: consent.ClausePurposeToggle, Text: "=HYPERLINK(\"x\")", Checked: &ticked, Line: 4},
		},
		Findings: []consent.Finding{{Rule: "no-reject-on-first-layer", Severity: consent.SeverityHigh, Title: "No refusal"}},
	})
}

func write(t *testing.T, f Format, many bool, docs ...consent.Document) string {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, f, many)
	for _, d := range docs {
		if err := w.Write(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestJSONFormsDecode(t *testing.T) {
	t.Parallel()
	var one consent.Document
	if err := json.Unmarshal([]byte(write(t, JSON, false, sample())), &one); err != nil || one.Clauses[0].Text != sample().Clauses[0].Text {
		t.Errorf("single document: %v, %+v", err, one.Clauses)
	}
	for n := range 3 {
		docs := make([]consent.Document, n)
		for i := range docs {
			docs[i] = sample()
		}
		var many []consent.Document
		if err := json.Unmarshal([]byte(write(t, JSON, true, docs...)), &many); err != nil || len(many) != n {
			t.Errorf("array of %d: %v, got %d", n, err, len(many))
		}
		if lines := strings.Count(write(t, NDJSON, true, docs...), "\n"); lines != n {
			t.Errorf("ndjson of %d has %d lines", n, lines)
		}
	}
}

func TestCSVKeepsEverySourceAndDisarmsFormulas(t *testing.T) {
	t.Parallel()
	empty := consent.NewDocument(consent.Analysis{ID: "b", Source: consent.SourceRef{Name: "-empty.html"}})
	got, err := csv.NewReader(strings.NewReader(write(t, CSV, true, sample(), empty))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 {
		t.Fatalf("want a heading, two clauses and one empty source; got %d rows", len(got))
	}
	text := 14
	if got[1][text] != `Alle "akzeptieren", <b>` || got[2][text] != `'=HYPERLINK("x")` || got[2][16] != "true" {
		t.Errorf("clause rows: %q, %q", got[1], got[2])
	}
	if got[3][0] != "'-empty.html" {
		t.Errorf("name %q is not disarmed", got[3][0])
	}
}

func TestTerminalShowsVerdictAndHidesControlCharacters(t *testing.T) {
	t.Parallel()
	d := sample()
	d.Clauses[0].Text = "OK\x1b[2J\u202e" + strings.Repeat("x", 100)
	out := write(t, Table, true, d)
	for _, want := range []string{"page.html", "grade D (42)", "CMP onetrust", "no-reject-on-first-layer", "accept_all", "…"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	if strings.ContainsAny(out, "\x1b\u202e") {
		t.Error("a control character reached the terminal")
	}
}
