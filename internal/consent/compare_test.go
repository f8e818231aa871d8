package consent

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func control(id string, role ClauseRole, text, selector string) Clause {
	return Clause{ID: id, Kind: KindControl, Surface: SurfaceBanner, Role: role, Text: text, Selector: selector, Element: "button"}
}

// visit is an analysis of one site as it stood once.
func visit() Analysis {
	return Analysis{
		Status: StatusCompleted, Source: SourceRef{Kind: SourceURL, URL: "https://example.com/"},
		Engine: Engine{Version: "1.0.0", Ruleset: "2026.11"}, Options: Options{Jurisdiction: JurisdictionEU},
		Language: Language{Code: "en"}, Banner: Banner{Present: true, Text: "We and our 12 partners use cookies."},
		Clauses: []Clause{
			control("c1", ClauseAcceptAll, "Accept all", "#yes"),
			control("c2", ClauseSettings, "Settings", "div > a:nth-of-type(2)"),
			{ID: "c3", Kind: KindStatement, Surface: SurfacePolicy, Text: "We keep data for 12 months."},
		},
		Findings: []Finding{
			{Rule: "no-reject-on-first-layer", Severity: SeverityHigh, Title: "No refusal", Clauses: []string{"c1"}, Confidence: 0.95},
			{Rule: "retention-missing", Severity: SeverityLow, Title: "No retention", Confidence: 0.8},
		},
		Score: &Score{Value: 40, Grade: "D", Parts: []ScorePart{{Name: PartRefusal, Max: 25, Observed: true}}},
	}
}

func TestCompareWithItselfIsUnchanged(t *testing.T) {
	t.Parallel()
	c := Compare(visit(), visit())
	if !c.Same() || len(c.Warnings) != 0 || c.Count(ChangeUnchanged) != 2 || len(c.Controls) != 2 {
		t.Errorf("%+v", c)
	}
}

func TestCompareTellsFindingsApart(t *testing.T) {
	t.Parallel()
	base, head := visit(), visit()
	head.Clauses[0].ID, head.Clauses[1].ID = "c2", "c1" // ids are places, not identities
	head.Findings = []Finding{
		{Rule: "no-reject-on-first-layer", Severity: SeverityMedium, Title: "No refusal", Clauses: []string{"c2"}, Confidence: 0.93},
		{Rule: "implied-consent", Severity: SeverityHigh, Title: "Implied"},
		{Rule: "cookie-wall", Severity: SeverityInfo, Title: "Wall"},
	}
	head.Score = &Score{Value: 55, Grade: "D"}
	c := Compare(base, head)
	var got []string
	for _, f := range c.Findings {
		got = append(got, fmt.Sprintf("%s %s %s", f.Kind, f.any().Rule, strings.Join(f.Fields, ",")))
	}
	want := []string{"added implied-consent ", "added cookie-wall ", "changed no-reject-on-first-layer severity", "removed retention-missing "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if c.Score.Delta != 15 || len(c.Score.Parts) != 1 || c.Score.Parts[0].Head != nil || c.Same() {
		t.Errorf("score %+v", c.Score)
	}
	if len(c.Warnings) != 1 || c.Warnings[0].Code != CompareObserved {
		t.Errorf("warnings %+v", c.Warnings)
	}
}

func TestCompareControls(t *testing.T) {
	t.Parallel()
	off, on := false, true
	toggle := Clause{Kind: KindCheckbox, Surface: SurfaceBanner, Role: ClausePurposeToggle, Text: "Statistics", Element: "input", Selector: "#stats", Checked: &off}
	ticked := toggle
	ticked.Checked = &on
	cases := []struct {
		name       string
		base, head []Clause
		want       []string
	}{
		{"moved in the page", []Clause{control("c1", ClauseSettings, "Settings", "div > a:nth-of-type(1)")},
			[]Clause{control("c9", ClauseSettings, "Settings", "main > div > a:nth-of-type(2)")}, []string{"unchanged "}},
		{"another number of partners", []Clause{control("", ClauseSettings, "Our 889 partners", "#p")},
			[]Clause{control("", ClauseSettings, "Our 1021 partners", "#p")}, []string{"changed text"}},
		{"renamed at the same id", []Clause{control("", ClauseAcceptAll, "OK", "#yes")},
			[]Clause{control("", ClauseAcceptAll, "Accept all", "#yes")}, []string{"changed text"}},
		{"read as another role", []Clause{control("", ClauseAcknowledge, "OK", "#a")},
			[]Clause{control("", ClauseAcceptAll, "OK", "#b")}, []string{"changed role"}},
		{"ticked now", []Clause{toggle}, []Clause{ticked}, []string{"changed checked"}},
		{"one of two alike is gone", []Clause{toggle, toggle}, []Clause{toggle}, []string{"removed ", "unchanged "}},
		{"another control", []Clause{control("", ClauseAcceptAll, "OK", "div > a")},
			[]Clause{control("", ClauseRejectAll, "No", "div > b")}, []string{"added ", "removed "}},
	}
	for _, c := range cases {
		var got []string
		for _, each := range compareControls(c.base, c.head) {
			got = append(got, string(each.Kind)+" "+strings.Join(each.Fields, ","))
			if slices.Contains(each.Fields, "text") != (each.Text != nil) {
				t.Errorf("%s: text diff %+v", c.name, each.Text)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCompareWarnsOfEveryReason(t *testing.T) {
	t.Parallel()
	head := visit()
	head.Status, head.Engine = StatusFailed, Engine{Version: "2", Ruleset: "2027.01"}
	head.Options = Options{Jurisdiction: JurisdictionUK, Render: true, MinConfidence: 0.5}
	head.Language.Code, head.Source, head.Score = "de", SourceRef{Kind: SourceHTML}, nil
	var got []CompareCode
	for _, w := range Compare(visit(), head).Warnings {
		if w.Base == w.Head {
			t.Errorf("%s: both are %q", w.Code, w.Base)
		}
		got = append(got, w.Code)
	}
	want := []CompareCode{CompareIncomplete, CompareRuleset, CompareEngine, CompareJurisdiction, CompareLanguage, CompareSource,
		CompareURL, CompareRender, CompareConfidence, CompareObserved}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFindingKeyIsStable(t *testing.T) {
	t.Parallel()
	a := visit()
	f := a.Findings[0]
	key := FindingKey(f, a.Clauses)
	same := visit()
	same.Clauses[0].Text, same.Clauses[0].Line, same.Clauses[0].Confidence = " ACCEPT\n all", 99, 0.5
	if got := FindingKey(f, same.Clauses); got != key || len(key) != 16 {
		t.Errorf("white space, case or line changed %s to %s", key, got)
	}
	for name, change := range map[string]func(*Clause){
		"role":    func(c *Clause) { c.Role = ClauseSave },
		"surface": func(c *Clause) { c.Surface = SurfacePage },
		"text":    func(c *Clause) { c.Text = "Accept" },
		"id":      func(c *Clause) { c.Selector = "#no" },
	} {
		other := visit()
		change(&other.Clauses[0])
		if FindingKey(f, other.Clauses) == key {
			t.Errorf("another %s has the same key", name)
		}
	}
	f.Key = "given"
	if f.KeyOf(a.Clauses) != "given" {
		t.Error("a given key is not kept")
	}
}

// Whatever two documents hold, each finding and control appears once on its side, and
// comparing the other way round swaps added and removed.
func FuzzCompare(f *testing.F) {
	one, _ := json.Marshal(visit().Clauses)
	f.Add(one, []byte(`[{"id":"c1","role":"accept_all","text":"Yes"}]`), "rule c1", "rule c1 c2")
	f.Add([]byte(`[{"kind":"link","selector":"#a0"},{"kind":"link","selector":"#a1"}]`), one, "x", "x\nx")
	f.Fuzz(func(t *testing.T, baseClauses, headClauses []byte, baseRules, headRules string) {
		base, head := foreign(baseClauses, baseRules), foreign(headClauses, headRules)
		there, back := Compare(base, head), Compare(head, base)
		if there.Count(ChangeAdded) != back.Count(ChangeRemoved) || there.Count(ChangeRemoved) != back.Count(ChangeAdded) {
			t.Fatal("the way back is another")
		}
		if n := 2*len(there.Findings) - there.Count(ChangeAdded) - there.Count(ChangeRemoved); n != len(base.Findings)+len(head.Findings) {
			t.Fatalf("%d sides of %d and %d findings", n, len(base.Findings), len(head.Findings))
		}
		if !reflect.DeepEqual(there, Compare(base, head)) || !Compare(base, base).Same() {
			t.Fatal("comparing is not deterministic, or a thing differs from itself")
		}
	})
}

func foreign(clauses []byte, rules string) Analysis {
	a := Analysis{}
	if json.Unmarshal(clauses, &a.Clauses) != nil {
		a.Clauses = nil
	}
	for line := range strings.Lines(rules) {
		if words := strings.Fields(line); len(words) > 0 {
			a.Findings = append(a.Findings, Finding{Rule: words[0], Clauses: words[1:]})
		}
	}
	return a
}
