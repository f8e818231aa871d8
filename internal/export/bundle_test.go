package export

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestBundleHoldsEveryAnalysis(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	list := listed()
	if err := Bundle(&out, ReportOptions{Lang: "en"}, each(list)); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	holds := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, holds[file.Name] = append(names, file.Name), string(raw)
	}
	dir := "analyses/" + string(list[0].ID) + "/"
	if len(names) != 7 || !slices.Equal(names[:3], []string{dir + "report.html", dir + "analysis.json", dir + "analysis.sarif"}) || names[6] != "history.csv" {
		t.Errorf("holds %q", names)
	}
	for name, part := range map[string]string{dir + "report.html": "beispiel.example", dir + "analysis.json": `"schema":"` + consent.DocumentSchema, dir + "analysis.sarif": `"version"`} {
		if !strings.Contains(holds[name], part) {
			t.Errorf("%s lacks %s: %.200s", name, part, holds[name])
		}
	}
	if holds["history.csv"] != string(exported(t, CSV, list)) {
		t.Error("the table is another one than that of the CSV export")
	}
}

// A bundle that breaks off is no archive, and leaves no file behind.
func TestBundleBreaksOff(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	broken := errors.New("the database is gone")
	var out bytes.Buffer
	err := Bundle(&out, ReportOptions{Lang: "en"}, func(yield func(consent.Analysis, error) bool) {
		if yield(listed()[0], nil) {
			yield(consent.Analysis{}, broken)
		}
	})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len())); err == nil {
		t.Error("it looks whole")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
