package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// withHistory is a folder whose database holds two uploads with a finding and one without.
func withHistory(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if got := command(t, dir, "", environ(dir), "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	writeFile(t, dir, "=a.html", oneSided)
	writeFile(t, dir, "b.html", oneSided+"<!-- b -->")
	writeFile(t, dir, "c.html", bannerPage)
	saved := command(t, dir, "", environ(dir), "analyze", "--save", "--format", "ndjson", "./=a.html", "b.html", "c.html")
	if n := len(decodeDocuments(t, saved.out)); n != 3 {
		t.Fatalf("%d documents: %s", n, saved.errout)
	}
	return dir
}

func TestExportWritesTheHistory(t *testing.T) {
	t.Parallel()
	dir := withHistory(t)
	export := func(args ...string) result {
		got := command(t, dir, "", environ(dir), append([]string{"export"}, args...)...)
		if got.code != exitOK {
			t.Fatalf("%q: exit %d %s", args, got.code, got.errout)
		}
		return got
	}
	text := export().out
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 4 || rows[0][0] != "id" || !strings.Contains(text, ",'=a.html,") {
		t.Errorf("csv: %q, %v", rows, err)
	}
	documents := decodeDocuments(t, export("--format", "ndjson", "--filter", "rule="+noReject+"&sort=created_at").out)
	if len(documents) != 2 || documents[1].CreatedAt.Before(documents[0].CreatedAt) || len(documents[0].Clauses) == 0 || ruleIn(t, documents[0], noReject).Key == "" {
		t.Errorf("ndjson: %d documents", len(documents))
	}
	var all []consent.Document
	export("--format", "json", "--out", "all.json")
	if err := json.Unmarshal([]byte(readFile(t, dir, "all.json")), &all); err != nil || len(all) != 3 {
		t.Errorf("json: %d documents, %v", len(all), err)
	}
	if export("--format", "xlsx", "--out", "all.xlsx"); !strings.HasPrefix(readFile(t, dir, "all.xlsx"), "PK\x03\x04") {
		t.Error("xlsx: no workbook")
	}
	if got := export("--out", "/dev/stdout"); !strings.HasPrefix(got.out, "id,created_at") {
		t.Errorf("a device: %q", got.out)
	}
	if got := export("--filter", "host=nowhere.example"); strings.Count(got.out, "\n") != 1 {
		t.Errorf("nothing: %q", got.out)
	}
}

func TestExportRefusals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := command(t, dir, "", environ(dir), "migrate", "up"); got.code != exitOK {
		t.Fatal(got.errout)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"format":         {[]string{"--format", "pdf"}, exitUsage, "csv, ndjson, json or xlsx"},
		"filter":         {[]string{"--filter", "colour=red"}, exitUsage, `no filter "colour"`},
		"value":          {[]string{"--filter", "status=lost"}, exitUsage, `"lost" is no status`},
		"no query":       {[]string{"--filter", "%zz"}, exitUsage, "host=example.com"},
		"no file":        {[]string{"--out", ""}, exitUsage, "--out"},
		"missing folder": {[]string{"--out", "no/such/file.csv"}, exitFailed, "cannot be written"},
		"a folder":       {[]string{"--out", "."}, exitFailed, "cannot be written"},
	} {
		if got := command(t, dir, "", environ(dir), append([]string{"export"}, c.args...)...); got.code != c.code || !strings.Contains(got.errout, c.says) {
			t.Errorf("%s: exit %d %s", name, got.code, got.errout)
		}
	}
}

// A file that cannot be completed leaves the one from before in its place, and nothing
// beside it.
func TestExportLeavesNoHalfFile(t *testing.T) {
	t.Parallel()
	dir := withHistory(t)
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, out, "h.xlsx", "from before")
	env := append(environ(dir), "TMPDIR="+filepath.Join(dir, "missing")) // no room for the rows of a workbook
	got := command(t, dir, "", env, "export", "--format", "xlsx", "--out", "out/h.xlsx")
	left, err := os.ReadDir(out)
	if got.code != exitFailed || !strings.Contains(got.errout, "temporary file") || err != nil || len(left) != 1 || readFile(t, out, "h.xlsx") != "from before" {
		t.Errorf("exit %d %s, left %v", got.code, got.errout, left)
	}
}

// TestExportOverHTTP asks the built program for each file.
func TestExportOverHTTP(t *testing.T) {
	t.Parallel()
	dir := withHistory(t)
	p := serveAlone(t, dir)
	for format, begin := range map[string]string{"csv": "id,created_at", "ndjson": `{"schema":`, "json": "[\n", "xlsx": "PK\x03\x04"} {
		got := p.call("GET", "/api/v1/export."+format+"?source=html", nil)
		if got.status != http.StatusOK || !strings.HasPrefix(string(got.body), begin) || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment;") {
			t.Errorf("%s: %d %v %.80q", format, got.status, got.header, got.body)
		}
	}
	if got := p.call("GET", "/api/v1/export.csv?colour=red", nil); got.status != http.StatusUnprocessableEntity {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
