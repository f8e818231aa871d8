package intake_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"microconsent/internal/consent"
	"microconsent/internal/intake"
)

var limits = intake.Limits{Upload: 1 << 20, Source: 64 << 10}

func spool(t testing.TB, body, name, contentType string) *intake.Upload {
	t.Helper()
	u, err := intake.Spool(strings.NewReader(body), name, contentType, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = u.Close() })
	return u
}

// told writes each item as "line url-or-name: error".
func told(t testing.TB, u *intake.Upload) (out []string, whole error) {
	t.Helper()
	for item, err := range u.Items() {
		if err != nil {
			return out, err
		}
		text := fmt.Sprintf("%d %s", item.Line, item.URL+item.Name)
		if item.Err != nil {
			text += ": " + consent.MessageOf(item.Err)
		}
		if item.Body != nil {
			text += fmt.Sprintf(" (%d)", len(item.Body))
		}
		out = append(out, text)
	}
	return out, nil
}

func TestLinesAndTablesAreRead(t *testing.T) {
	t.Parallel()
	long := "https://a.example/" + strings.Repeat("x", 9000)
	for name, c := range map[string]struct {
		body, file, contentType string
		want                    []string
	}{
		"lines":              {"\xef\xbb\xbfhttps://a.example\r\n\r\n# note\n https://b.example/x,y \nrubbish", "", "", []string{"1 https://a.example", "4 https://b.example/x,y", "5 rubbish"}},
		"a long line":        {long + "\nhttps://b.example\n", "x.txt", "", []string{"1 : The line is longer than 8192 bytes.", "2 https://b.example"}},
		"CSV without header": {"https://a.example,shop\nhttps://b.example,\"x\ny\"\n\nhttps://c.example\n", "x.csv", "", []string{"1 https://a.example", "2 https://b.example", "5 https://c.example"}},
		"CSV with header":    {"\xef\xbb\xbfName;URL\nshop;https://a.example\n;\nnone;\nshop;https://b.example\n", "", "text/csv; charset=utf-8", []string{"2 https://a.example", "4 : The row has no address.", "5 https://b.example"}},
		"tabs":               {"url\tname\nhttps://a.example\tx\n", "x.TSV", "", []string{"2 https://a.example"}},
		"bad quotes":         {"https://a.example,x\nhttps://b\"x.example,y\nhttps://c.example,z\n", "x.csv", "", []string{"1 https://a.example", "2 : The row is no CSV: bare \" in non-quoted-field.", "3 https://c.example"}},
		"a quote left open":  {"https://a.example\n\"https://b.example\n", "x.csv", "", []string{"1 https://a.example", "2 : The row is no CSV: extraneous or missing \" in quoted-field."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := told(t, spool(t, c.body, c.file, c.contentType))
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}

func zipOf(t testing.TB, entries ...[2]string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		f, err := w.Create(e[0])
		if err == nil {
			_, err = io.WriteString(f, e[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAZipIsUnpackedFileByFile(t *testing.T) {
	t.Parallel()
	body := zipOf(t, [2]string{"a/", ""}, [2]string{"a/one.html", "<p>1"}, [2]string{"__MACOSX/a/one.html", "x"}, [2]string{".hidden", "x"},
		[2]string{"../../etc/passwd", "root"}, [2]string{"big.html", strings.Repeat("ab", 40<<10)}, [2]string{"empty.html", ""})
	u := spool(t, body, "pages.zip", "")
	got, err := told(t, u)
	want := []string{"2 one.html (4)", "5 passwd (4)", "6 big.html: The file is larger than 65536 bytes when unpacked.", "7 empty.html: The file is empty."}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if n, err := u.Count(); n != 4 || err != nil || u.Kind != consent.BatchZip {
		t.Errorf("%d of %s, %v", n, u.Kind, err)
	}
}

// A zip that lies about its sizes, claims a huge directory or is cut is refused without its
// being unpacked.
func TestZipBombsAreRefused(t *testing.T) {
	t.Parallel()
	bomb := zipOf(t, [2]string{"bomb.html", strings.Repeat("\x00", 8<<20)})
	small := intake.Limits{Upload: 1 << 20, Source: 16 << 20}
	u, err := intake.Spool(strings.NewReader(bomb), "", "", small)
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	if got, err := told(t, u); err != nil || len(got) != 1 || !strings.Contains(got[0], "packed too well") {
		t.Errorf("%v, %v", got, err)
	}
	lying := []byte(bomb) // says that it is small
	binary.LittleEndian.PutUint32(lying[bytes.LastIndex(lying, []byte("PK\x01\x02"))+24:], 10)
	if got, err := told(t, spool(t, string(lying), "", "")); err != nil || len(got) != 1 || !strings.Contains(got[0], ": The file") {
		t.Errorf("lying: %v, %v", got, err)
	}
	huge := []byte(zipOf(t, [2]string{"a.html", "x"}))
	binary.LittleEndian.PutUint32(huge[len(huge)-22+12:], 1<<30)
	for name, body := range map[string]string{"huge directory": string(huge), "cut": bomb[:len(bomb)/2], "no zip": "PK\x03\x04 not at all"} {
		if got, err := told(t, spool(t, body, "", "")); consent.CodeOf(err) != consent.Invalid || len(got) != 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if _, err := spool(t, body, "", "").Count(); consent.CodeOf(err) != consent.Invalid {
			t.Errorf("%s, counted: %v", name, err)
		}
	}
}

func TestUploadsAreBounded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want consent.Code
	}{"empty": {"", consent.Invalid}, "too large": {strings.Repeat("x", 1<<20+1), consent.TooLarge}} {
		if _, err := intake.Spool(strings.NewReader(c.body), "", "", limits); consent.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := spool(t, "# nothing\n\n", "", "").Count(); consent.CodeOf(err) != consent.Invalid {
		t.Errorf("nothing in it: %v", err)
	}
	many := strings.Repeat("https://a.example\n", consent.MaxBatchSources)
	if n, err := spool(t, many, "", "").Count(); n != consent.MaxBatchSources || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := spool(t, many+"https://b.example\n", "", "").Count(); n != consent.MaxBatchSources+1 || consent.CodeOf(err) != consent.Invalid {
		t.Errorf("one too many: %d, %v", n, err)
	}
}

// FuzzUpload: no upload makes the reader fail in another way than by an error, use memory without
// bound, or number its sources out of order.
func FuzzUpload(f *testing.F) {
	f.Add([]byte("https://a.example\nb\n"), "a.txt")
	f.Add([]byte("url;x\nhttps://a.example;\"y\n"), "a.csv")
	f.Add([]byte(zipOf(f, [2]string{"a.html", "<p>"}, [2]string{"b/c.html", strings.Repeat("x", 5000)})), "a.zip")
	f.Add([]byte("PK\x05\x06"+strings.Repeat("\x00", 18)), "")
	f.Fuzz(func(t *testing.T, body []byte, name string) {
		u, err := intake.Spool(bytes.NewReader(body), name, "", intake.Limits{Upload: 1 << 20, Source: 4 << 10})
		if err != nil {
			return
		}
		defer u.Close()
		last := 0
		for item, err := range u.Items() {
			if err != nil {
				return
			}
			set := 0
			for _, is := range []bool{item.URL != "", item.Body != nil, item.Err != nil} {
				if is {
					set++
				}
			}
			if set != 1 || len(item.Body) > 4<<10 || len(item.Text) > 8<<10 || item.Line < last || u.Kind != consent.BatchCSV && item.Line == last {
				t.Fatalf("item %+v behind line %d", item, last)
			}
			last = item.Line
		}
	})
}
