package export

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"microconsent/internal/consent"
)

// schemaOf reads the official schema, so that nothing is fetched.
func schemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(sarifSchema, parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(sarifSchema)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestSARIFKeepsItsSchema(t *testing.T) {
	t.Parallel()
	schema := schemaOf(t)
	nameless := clean()
	nameless.Source, nameless.Findings = consent.SourceRef{}, []consent.Finding{{Rule: "x", Clauses: []string{"c1"}}}
	cases := map[string][]consent.Document{"nothing": nil, "all": {faulty(), clean(), failed()}, "hostile": {hostile()}, "nameless": {nameless}}
	for name, docs := range cases {
		if err := validate(t, schema, write(t, SARIF, true, docs...)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for what, broken := range map[string]string{
		"another version":  strings.Replace(write(t, SARIF, true, faulty()), `"version": "2.1.0"`, `"version": "2.0.0"`, 1),
		"an unknown field": strings.Replace(write(t, SARIF, true, faulty()), `"ruleIndex"`, `"ruleNumber"`, 1),
		"an unknown level": strings.Replace(write(t, SARIF, true, faulty()), `"level": "error"`, `"level": "high"`, 1),
	} {
		if validate(t, schema, broken) == nil {
			t.Errorf("the schema lets %s pass", what)
		}
	}
}

func TestSARIFGolden(t *testing.T) {
	t.Parallel()
	golden(t, "findings.sarif", []byte(write(t, SARIF, true, faulty(), clean(), failed())))
}

func sarifOf(t *testing.T, docs ...consent.Document) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(write(t, SARIF, true, docs...)), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}

func TestSARIFResults(t *testing.T) {
	t.Parallel()
	run := sarifOf(t, faulty())
	var got []string
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("%s points at another rule", r.RuleID)
		}
		got = append(got, r.RuleID+" "+r.Kind+" "+r.Level)
	}
	want := []string{"no-reject-on-first-layer fail error", "pre-ticked-purpose fail warning", "retention-missing fail note",
		"vendor-count-missing informational none", "reject-ignored open none"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	first := run.Results[0].Locations[0]
	if first.Physical.Region.StartLine != 120 || first.Logical[0].FullyQualifiedName != "#onetrust-accept-btn-handler" {
		t.Errorf("location %+v", first)
	}
	if related := run.Results[1].Related; len(related) != 1 || *related[0].ID != 1 {
		t.Errorf("related %+v", related)
	}
}

// A CI system matches results by fingerprint: another line, order or confidence keeps it,
// another control does not.
func TestSARIFFingerprintsAreStable(t *testing.T) {
	t.Parallel()
	fingerprint := func(change func(d *consent.Document)) string {
		d := faulty()
		d.Findings[0].Key = "" // so that the clauses give it
		change(&d)
		return sarifOf(t, d).Results[0].Fingerprints["microconsent/v1"]
	}
	base := fingerprint(func(*consent.Document) {})
	if base == "" || fingerprint(func(d *consent.Document) {
		d.Clauses[1].Line, d.Clauses[1].Confidence, d.Findings[0].Title = 9, 0.5, "T"
	}) != base {
		t.Error("the fingerprint is empty or follows the line")
	}
	if fingerprint(func(d *consent.Document) { d.Clauses[1].Text = "OK" }) == base {
		t.Error("another control has the same fingerprint")
	}
}

func TestSARIFSuppressesWhatWasSetAside(t *testing.T) {
	t.Parallel()
	for i, r := range sarifOf(t, faulty()).Results {
		if (len(r.Suppressions) == 1) != (i == 2) {
			t.Errorf("%s: suppressions %+v", r.RuleID, r.Suppressions)
		}
	}
	s := sarifOf(t, faulty()).Results[2].Suppressions[0]
	if s.Kind != "external" || s.Status != "accepted" || s.Justification != "false positive by anna on 2026-11-23: It stands in the policy." {
		t.Errorf("%+v", s)
	}
}

func TestSARIFNamesSources(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]consent.SourceRef{
		"https://example.com/a?b=c":   {URL: "https://example.com/a?b=c", Name: "x"},
		"./shop:%20start%20page.html": {Name: "shop: start page.html"},
		"./a:b.html":                  {Name: "a:b.html"},
		"stdin":                       {},
		"%25.html":                    {Name: "%.html"},
	} {
		if got := sourceURI(consent.Document{Source: s}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
