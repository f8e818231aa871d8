package backup_test

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"microconsent/internal/consent"
)

// entry is one file of an archive.
type entry struct{ name, body string }

func unpack(t testing.TB, archive []byte) (out []entry) {
	t.Helper()
	unpacked, err := zstd.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	defer unpacked.Close()
	for in := tar.NewReader(unpacked); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, entry{h.Name, string(body)})
	}
}

func pack(t testing.TB, entries []entry) []byte {
	t.Helper()
	var out bytes.Buffer
	packed, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(packed)
	for _, e := range entries {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.body)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// edited changes the first entry whose name contains part.
func edited(entries []entry, part, old, new string) []entry {
	out := append([]entry(nil), entries...)
	for i, e := range out {
		if strings.Contains(e.name, part) {
			out[i].body = strings.Replace(e.body, old, new, 1)
			break
		}
	}
	return out
}

// TestDamagedArchives: whatever is wrong with a file, the database stays as it was and the
// error says whose fault it is.
func TestDamagedArchives(t *testing.T) {
	t.Parallel()
	archive, _ := written(t, seeded(t, sqlite(t)))
	entries := unpack(t, archive)
	last := len(entries) - 1
	stranger := append([]entry{entries[0], {"blobs/../../etc/passwd", "x"}}, entries[1:]...)
	for name, c := range map[string]struct {
		archive []byte
		says    string
	}{
		"nothing":           {nil, "no backup"},
		"foreign":           {[]byte("PK\x03\x04 not ours, but long enough to be something else"), "no backup"},
		"another tar":       {pack(t, []entry{{"README", "hello"}}), "no backup"},
		"another format":    {pack(t, edited(entries, "header", "microconsent/backup", "somebody/else")), "no backup"},
		"newer format":      {pack(t, edited(entries, "header", `"format_version": 1`, `"format_version": 2`)), "cannot read"},
		"newer program":     {pack(t, edited(entries, "header", `"0001_init"`, `"9999_future"`)), "newer version"},
		"unknown table":     {pack(t, edited(entries, "header", `"name": "triage"`, `"name": "tricks"`)), "unknown table"},
		"system's table":    {pack(t, edited(entries, "header", `"name": "triage"`, `"name": "bun_migrations"`)), "unknown table"},
		"unknown column":    {pack(t, edited(entries, "header", `"name": "email"`, `"name": "mail"`)), "unknown column"},
		"cut":               {archive[:len(archive)/2], "cut off"},
		"cut at the end":    {archive[:len(archive)-3], "cut off"},
		"bit changed":       {flipped(archive), ""},
		"without trailer":   {pack(t, entries[:last]), "cut off"},
		"goes on":           {pack(t, append(append([]entry(nil), entries...), entries[1])), "goes on"},
		"row changed":       {pack(t, edited(entries, "-analyses/", "completed", "canceled")), "table analyses of the backup was changed"},
		"row lost":          {pack(t, edited(entries, "-users/", "ada@example.com", "eve@example.com")), "table users of the backup was changed"},
		"row broken":        {pack(t, edited(entries, "-users/", "[", "{")), "broken row"},
		"row too short":     {pack(t, edited(entries, "-clauses/", `[`, `["x"],[`)), "broken row"},
		"row refused":       {pack(t, edited(entries, "-users/", `"admin"`, `"king"`)), "refuses rows"},
		"table lost":        {pack(t, without(entries, "-findings/")), "table findings of the backup was changed"},
		"blob changed":      {pack(t, edited(entries, "blobs/", "<", ">")), "was changed"},
		"blob lost":         {pack(t, without(entries, "blobs/")), "blobs of the backup were changed"},
		"unknown entry":     {pack(t, append([]entry{entries[0], {"extra", "x"}}, entries[1:]...)), "unknown entry"},
		"outside the store": {pack(t, stranger), "blob of the name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			into := empty(t, sqlite(t))
			_, err := read(t, c.archive, into, false)
			if err == nil || !strings.Contains(consent.MessageOf(err), c.says) {
				t.Fatalf("%v; want it to say %q", err, c.says)
			}
			if code := consent.CodeOf(err); code != consent.Invalid {
				t.Errorf("code %s: %v", code, err)
			}
			untouched(t, into)
		})
	}
}

func flipped(archive []byte) []byte {
	out := bytes.Clone(archive)
	out[len(out)/2] ^= 0x10
	return out
}

func without(entries []entry, part string) (out []entry) {
	done := false
	for _, e := range entries {
		if !done && strings.Contains(e.name, part) {
			done = true
			continue
		}
		out = append(out, e)
	}
	return out
}

// TestOlderArchive: a table or column that came later is left at its default.
func TestOlderArchive(t *testing.T) {
	t.Parallel()
	archive, _ := written(t, seeded(t, sqlite(t)))
	entries := unpack(t, archive)
	var header map[string]any
	if err := json.Unmarshal([]byte(entries[0].body), &header); err != nil {
		t.Fatal(err)
	}
	tables := header["tables"].([]any)
	n := len(tables) - 1
	if tables[n].(map[string]any)["name"] != "triage" {
		t.Fatalf("the last table is %v", tables[n])
	}
	header["tables"] = tables[:n]
	raw, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	var trailer map[string]any
	if err := json.Unmarshal([]byte(entries[len(entries)-1].body), &trailer); err != nil {
		t.Fatal(err)
	}
	trailer["tables"] = trailer["tables"].([]any)[:n]
	end, err := json.Marshal(trailer)
	if err != nil {
		t.Fatal(err)
	}
	older := without(entries, "-triage/")
	older[0].body, older[len(older)-1].body = string(raw), string(end)
	if _, err := read(t, pack(t, older), empty(t, sqlite(t)), false); err != nil {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	archive, _ := written(f, seeded(f, sqlite(f)))
	f.Add(archive)
	f.Add(archive[:200])
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd})
	into := empty(f, sqlite(f))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := read(t, raw, into, true); err == nil {
			return
		} else if code := consent.CodeOf(err); code == "" || code == consent.Unavailable {
			t.Errorf("code %q: %v", code, err)
		}
	})
}
