package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// oneSided offers to accept and nothing else: a finding of severity high.
var oneSided = strings.Replace(bannerPage, `<button id="no">Reject all</button>`, `<button id="more">Settings</button>`, 1)

func ruleIn(t *testing.T, d consent.Document, rule string) consent.Finding {
	t.Helper()
	for _, f := range d.Findings {
		if f.Rule == rule {
			return f
		}
	}
	t.Fatalf("no finding %s: %+v", rule, d.Findings)
	return consent.Finding{}
}

const noReject = "no-reject-on-first-layer"

// TestFalsePositiveSurvivesTheNextAnalysis is the whole way: a site is analysed and fails
// the gate, the finding is called a false positive over HTTP, and the next analysis of the
// site passes.
func TestFalsePositiveSurvivesTheNextAnalysis(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(oneSided))
	}))
	t.Cleanup(site.Close)
	dir := t.TempDir()
	p := serveAlone(t, dir)
	env := environ(dir, "MICROCONSENT_ALLOW_PRIVATE_TARGETS=true")
	analyze := func() result {
		return command(t, dir, "", env, "analyze", "--save", "--fail-on", "high", "--format", "ndjson", site.URL+"/")
	}
	first := analyze()
	if first.code != exitVerdict {
		t.Fatalf("exit %d: %s", first.code, first.errout)
	}
	document := decodeDocuments(t, first.out)[0]
	for _, f := range document.Findings {
		if f.Severity == consent.SeverityHigh {
			got := p.call("PATCH", "/api/v1/findings/"+string(document.ID)+"."+f.Key, map[string]string{"status": "false_positive", "reason": "Drawn by a script."})
			if got.status != http.StatusOK || got.json(t)["status"] != "false_positive" {
				t.Fatalf("%d %s", got.status, got.body)
			}
		}
	}
	next := analyze()
	if next.code != exitOK {
		t.Fatalf("exit %d: %s\n%s", next.code, next.errout, next.out)
	}
	if f := ruleIn(t, decodeDocuments(t, next.out)[0], noReject); f.Status != consent.TriageFalsePositive || f.Decision.Reason != "Drawn by a script." {
		t.Errorf("%+v", f)
	}
}

func TestSuppressionsPassTheGate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "a.html", oneSided)
	gate := func(args ...string) result {
		return command(t, dir, "", environ(dir), append([]string{"analyze", "--fail-on", "high", "--format", "ndjson", "a.html"}, args...)...)
	}
	if got := gate(); got.code != exitVerdict {
		t.Fatalf("without the file: exit %d %s", got.code, got.errout)
	}
	entry := "suppressions:\n  - rule: " + noReject + "\n    reason: Known.\n"
	writeFile(t, dir, ".microconsent.yml", entry)
	got := gate()
	if f := ruleIn(t, decodeDocuments(t, got.out)[0], noReject); got.code != exitOK || f.Status != consent.TriageDismissed || f.Decision.Reason != "Known." {
		t.Errorf("exit %d %s, %+v", got.code, got.errout, f)
	}
	writeFile(t, dir, "old.yml", entry+"    until: 2020-01-31\n")
	if got := gate("--suppressions", "old.yml"); got.code != exitVerdict || !strings.Contains(got.errout, "ended on 2020-01-31") {
		t.Errorf("ended: exit %d %s", got.code, got.errout)
	}
	writeFile(t, dir, "bad.yml", "suppressions:\n  - rule: nothing\n")
	if got := gate("--suppressions", "bad.yml"); got.code != exitUsage || !strings.Contains(got.errout, `line 2: There is no rule "nothing"`) || !strings.Contains(got.errout, "reason") {
		t.Errorf("bad: exit %d %s", got.code, got.errout)
	}
	if got := gate("--suppressions", "none.yml"); got.code != exitUsage || !strings.Contains(got.errout, "none.yml") {
		t.Errorf("missing: exit %d %s", got.code, got.errout)
	}
}

func TestReportsOfOneSource(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "a.html", oneSided)
	writeFile(t, dir, "b.html", oneSided)
	for format, want := range map[string]string{"sarif": `"2.1.0"`, "markdown": "# ", "html": "<!DOCTYPE html>"} {
		if got := command(t, dir, "", environ(dir), "analyze", "--format", format, "a.html"); got.code != exitOK || !strings.Contains(strings.ToUpper(got.out), strings.ToUpper(want)) {
			t.Errorf("%s: exit %d %s\n%.200s", format, got.code, got.errout, got.out)
		}
	}
	got := command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "--report", "r.html", "--lang", "de", "a.html")
	page, err := os.ReadFile(filepath.Join(dir, "r.html"))
	if err != nil || got.code != exitOK || !strings.Contains(string(page), `lang="de"`) || len(decodeDocuments(t, got.out)) != 1 {
		t.Errorf("exit %d %s, %v, %.100s", got.code, got.errout, err, page)
	}
	for name, args := range map[string][]string{"two sources": {"--report", "r.html", "a.html", "b.html"}, "two pages": {"--format", "html", "a.html", "b.html"},
		"language": {"--lang", "fr", "a.html"}, "format": {"--format", "pdf", "a.html"}} {
		if got := command(t, dir, "", environ(dir), append([]string{"analyze"}, args...)...); got.code != exitUsage {
			t.Errorf("%s: exit %d %s", name, got.code, got.errout)
		}
	}
	if got := command(t, dir, "", environ(dir), "analyze", "--report", "no/such/r.html", "a.html"); got.code != exitFailed || !strings.Contains(got.errout, "cannot be written") {
		t.Errorf("exit %d %s", got.code, got.errout)
	}
}

// TestExportsAreTheSameTwice asks the server twice for each form of one analysis.
func TestExportsAreTheSameTwice(t *testing.T) {
	t.Parallel()
	p := serveAlone(t, t.TempDir())
	id, _ := p.call("POST", "/api/v1/analyses?wait=20", map[string]any{"source": oneSided}).json(t)["id"].(string)
	for _, form := range []string{"html", "json", "sarif", "md"} {
		path := "/api/v1/analyses/" + id + "/report." + form
		one, two := p.call("GET", path, nil), p.call("GET", path, nil)
		if one.status != http.StatusOK || len(one.body) < 100 || string(one.body) != string(two.body) {
			t.Errorf("%s: %d, %d and %d bytes", form, one.status, len(one.body), len(two.body))
		}
	}
	if got := p.call("GET", "/api/v1/analyses/"+id+"/report.pdf", nil); got.status != http.StatusNotAcceptable || !strings.Contains(string(got.body), "browser") {
		t.Errorf("pdf: %d %s", got.status, got.body)
	}
}

func TestRejudgePrintsTheDifference(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a.html", "b.html", "c.html"} {
		writeFile(t, dir, name, oneSided+"<!-- "+name+" -->")
	}
	if got := command(t, dir, "", environ(dir), "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	saved := decodeDocuments(t, command(t, dir, "", environ(dir), "analyze", "--save", "--format", "ndjson", "a.html", "b.html", "c.html").out)
	if len(saved) != 3 {
		t.Fatalf("%d documents", len(saved))
	}
	got := command(t, dir, "", environ(dir), "rejudge")
	if got.code != exitOK || !strings.Contains(got.out, "3 judged again: 0 changed, 3 the same.") || !strings.Contains(got.out, "0 stored") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.errout)
	}
	p := serveAlone(t, dir)
	again := p.call("POST", "/api/v1/analyses:rejudge?source=html", nil).json(t)
	if again["queued"] != float64(3) {
		t.Errorf("%v", again)
	}
	p.stop()
	if got := command(t, dir, "", environ(dir), "rejudge", "--filter", "source=url", "--dry-run"); got.code != exitOK || !strings.Contains(got.out, "0 judged again") || !strings.Contains(got.out, "Nothing was stored") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.errout)
	}
	for _, bad := range []string{"colour=red", "limit=3", "%zz"} {
		if got := command(t, dir, "", environ(dir), "rejudge", "--filter", bad); got.code != exitUsage {
			t.Errorf("%s: exit %d %s", bad, got.code, got.errout)
		}
	}
}

func TestDifferenceIsCountedByRule(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	d := &difference{out: &out, rules: map[string]*[3]int{}}
	clauses := []consent.Clause{{ID: "c1"}}
	base := consent.Analysis{ID: "1", Source: consent.SourceRef{Name: "a.html"}, Clauses: clauses, Score: &consent.Score{Value: 42, Grade: "D"},
		Findings: []consent.Finding{{Rule: "gone"}, {Rule: "stays", Severity: consent.SeverityLow}}}
	head := base
	head.Score = &consent.Score{Value: 60, Grade: "C"}
	head.Findings = []consent.Finding{{Rule: "came"}, {Rule: "stays", Severity: consent.SeverityHigh}}
	head.ID = "2"
	d.count(compared(base, head), nil)
	d.count(compared(base, base), nil)
	d.count(compared(base, base), consent.Errorf(consent.Conflict, "no source"))
	d.count(compared(base, base), consent.Errorf(consent.Internal, "broken"))
	err := d.print(true)
	for _, want := range []string{"1  a.html  D 42 → C 60  1 new, 1 fixed, 1 changed\n", "came   1    0      0", "gone   0    1      0", "stays  0    0      1",
		"2 judged again: 1 changed, 1 the same. Findings: 1 new, 1 fixed, 1 changed.", "1 left out", "2 stored"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	var asked exit
	if !errors.As(err, &asked) || asked.code != exitFailed {
		t.Error(err)
	}
}

func compared(base, head consent.Analysis) app.Compared {
	return app.Compared{Base: base, Head: head, Change: consent.Compare(base, head)}
}
