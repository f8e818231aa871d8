package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"microconsent/internal/consent"
)

// listed are analyses as lists give them: one of each end, and one that attacks the reader.
func listed() []consent.Analysis {
	ended := noon().Add(3e9)
	return []consent.Analysis{
		{ID: "0197a3b0-0000-7000-8000-000000000001", CreatedAt: noon(), FinishedAt: &ended, Status: consent.StatusCompleted, Host: "www.beispiel.example", Site: "beispiel.example",
			Source:  consent.SourceRef{Kind: consent.SourceURL, URL: "https://www.beispiel.example/?a=1&b=2", Title: `Start, "Seite" – Beispiel`, SHA256: strings.Repeat("0123456789abcdef", 4)},
			Options: consent.Options{Jurisdiction: consent.JurisdictionEU}, Language: consent.Language{Code: "de"}, CMPs: []consent.CMP{{ID: "onetrust"}, {ID: "didomi"}},
			Banner: consent.Banner{Present: true}, Score: &consent.Score{Value: 42, Grade: "D"}, Engine: consent.Engine{Version: "1.0.0", Ruleset: "2026.11"},
			Summary: consent.Summary{Clauses: 4, Findings: map[string]int{"high": 1, "info": 2}}},
		{ID: "0197a3b0-0000-7000-8000-000000000002", CreatedAt: noon(), FinishedAt: &ended, Status: consent.StatusFailed, Host: "gone.example", Site: "gone.example",
			Source: consent.SourceRef{Kind: consent.SourceURL, URL: "https://gone.example/"}, Failure: &consent.Failure{Code: consent.Unavailable, Message: "The site did not answer."}},
		{ID: "0197a3b0-0000-7000-8000-000000000003", CreatedAt: noon(), Status: consent.StatusQueued, RejudgedFrom: "0197a3b0-0000-7000-8000-000000000001",
			Source: consent.SourceRef{Kind: consent.SourceHTML, Name: `=HYPERLINK("http://evil.example","x")`, Title: "+1\x00\x1b\xff\u202e</t><f>1</f>"}},
	}
}

func each(list []consent.Analysis) iter.Seq2[consent.Analysis, error] {
	return func(yield func(consent.Analysis, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func exported(t *testing.T, f Format, list []consent.Analysis) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Analyses(&out, f, each(list)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHistoryFiles(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, NDJSON, JSON} {
		golden(t, "history."+string(f), exported(t, f, listed()))
		golden(t, "history-empty."+string(f), exported(t, f, nil))
	}
}

func TestHistoryDocumentsAreThePublishedOnes(t *testing.T) {
	t.Parallel()
	var got []consent.Document
	if err := json.Unmarshal(exported(t, JSON, listed()), &got); err != nil || len(got) != 3 || got[0].Schema != consent.DocumentSchema {
		t.Errorf("%v, %+v", err, got)
	}
	if lines := bytes.Count(exported(t, NDJSON, listed()), []byte("\n")); lines != 3 {
		t.Errorf("%d lines", lines)
	}
}

// sheets reads a workbook back: its sheets in order, each with its rows as shown.
func sheets(t *testing.T, raw []byte) map[string][][]string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := map[string][][]string{}
	for _, name := range file.GetSheetList() {
		if out[name], err = file.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// A workbook and a CSV file of the same analyses say the same; a workbook needs no
// apostrophe before text, since its cells are typed.
func TestHistoryWorkbookSaysWhatTheCSVSays(t *testing.T) {
	t.Parallel()
	want, err := csv.NewReader(bytes.NewReader(exported(t, CSV, listed()[:2]))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := sheets(t, exported(t, XLSX, listed()[:2]))["Analyses"]
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	shown := strings.NewReplacer("true", "TRUE", "false", "FALSE", "2026-11-23T12:00:00Z", "2026-11-23 12:00:00", "2026-11-23T12:00:03Z", "2026-11-23 12:00:03")
	for i, row := range want {
		for j, cell := range row {
			have := ""
			if j < len(got[i]) {
				have = got[i][j]
			}
			if have != shown.Replace(cell) {
				t.Errorf("row %d, %s: %q, want %q", i, want[0][j], have, shown.Replace(cell))
			}
		}
	}
}

func TestHistoryWorkbookHasTypedCells(t *testing.T) {
	t.Parallel()
	file, err := excelize.OpenReader(bytes.NewReader(exported(t, XLSX, listed())))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for i, c := range historyColumns() {
		column, _ := excelize.ColumnNumberToName(i + 1)
		for row, a := range listed() {
			cell := column + strconv.Itoa(row+2)
			kind, err := file.GetCellType(sheetName, cell)
			formula, _ := file.GetCellFormula(sheetName, cell)
			text, isText := c.value(a).(string)
			if err != nil || formula != "" || isText && text != "" && kind != excelize.CellTypeInlineString {
				t.Errorf("%s, %s: type %v, formula %q, %v", c.name, cell, kind, formula, err)
			}
		}
	}
	if name, _ := file.GetCellValue(sheetName, "H4"); name != `=HYPERLINK("http://evil.example","x")` {
		t.Errorf("name %q", name)
	}
}

func TestHistoryCSVDisarmsFormulas(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r"} {
		a := listed()[0]
		a.Host, a.Site, a.Source.URL, a.Source.Name, a.Source.Title, a.Language.Code = start+"1", start+"1", start+"1", start+"1", start+"1", start+"1"
		a.CMPs, a.Engine, a.Failure = []consent.CMP{{ID: start + "1"}}, consent.Engine{Version: start + "1", Ruleset: start + "1"}, &consent.Failure{Message: start + "1"}
		rows, err := csv.NewReader(bytes.NewReader(exported(t, CSV, []consent.Analysis{a}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		armed := slices.ContainsFunc(rows[1], func(cell string) bool { return strings.HasPrefix(cell, start) })
		if disarmed := slices.Index(rows[1], "'"+start+"1"); armed || disarmed < 0 {
			t.Errorf("%q: %q", start, rows[1])
		}
	}
}

func TestHistoryWorkbookGoesOnOnAFurtherSheet(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]struct{ rows, text int }{"rows": {3, 1 << 20}, "text": {1 << 20, 1}} {
		var out bytes.Buffer
		book, err := newWorkbook(&out, limit.rows, limit.text)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			for _, a := range listed()[:2] {
				if err := book.write(a); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := book.end(); err != nil {
			t.Fatal(err)
		}
		if err := book.free(); err != nil {
			t.Error(err)
		}
		got, ids := sheets(t, out.Bytes()), 0
		for sheet, rows := range got {
			if rows[0][0] != "id" || len(rows) > 3 {
				t.Errorf("%s: sheet %s holds %q", name, sheet, rows)
			}
			ids += len(rows) - 1
		}
		if wanted := map[string]int{"rows": 2, "text": 4}[name]; len(got) != wanted || ids != 4 || got["Analyses 2"] == nil {
			t.Errorf("%s: %d sheets with %d analyses", name, len(got), ids)
		}
	}
}

// An export that breaks off is an error and never looks whole; its temporary files go.
func TestHistoryBreaksOff(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	broken := errors.New("the database is gone")
	for _, f := range HistoryFormats() {
		var out bytes.Buffer
		err := Analyses(&out, f, func(yield func(consent.Analysis, error) bool) {
			if yield(listed()[0], nil) {
				yield(consent.Analysis{}, broken)
			}
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", f, err)
		}
		if f == JSON && json.Valid(out.Bytes()) || f == XLSX && out.Len() > 0 {
			t.Errorf("%s looks whole: %q", f, out.Bytes())
		}
		if err := Analyses(full{}, f, each(listed())); err == nil {
			t.Errorf("%s: a full disk is no error", f)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Setenv("TMPDIR", dir+"/missing")
	if err := Analyses(&bytes.Buffer{}, XLSX, each(nil)); consent.CodeOf(err) != consent.Unavailable {
		t.Errorf("without a temporary folder: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestParseHistoryFormat(t *testing.T) {
	t.Parallel()
	for _, f := range HistoryFormats() {
		if got, err := ParseHistoryFormat(string(f)); got != f || err != nil {
			t.Errorf("%s: %s, %v", f, got, err)
		}
	}
	for _, bad := range []string{"", "xls", "table", "CSV"} {
		if _, err := ParseHistoryFormat(bad); consent.CodeOf(err) != consent.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := Analyses(&bytes.Buffer{}, SARIF, each(nil)); err == nil {
		t.Error("an unknown format is no error")
	}
}
