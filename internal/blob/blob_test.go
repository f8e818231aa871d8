package blob

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

const key = "sources/0197-a/ab/abcdef.html"

// stores are the kinds of store that need no server.
func stores(t *testing.T) map[string]*Bucket {
	t.Helper()
	out := map[string]*Bucket{}
	for _, raw := range []string{"mem://", "file://" + filepath.Join(t.TempDir(), "new", "blobs")} {
		b, err := Open(raw)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := b.Close(); err != nil {
				t.Error(err)
			}
		})
		out[strings.SplitN(raw, ":", 2)[0]] = b
	}
	return out
}

func TestBlobs(t *testing.T) {
	t.Parallel()
	for name, b := range stores(t) {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			if _, err := b.Get(ctx, key); consent.CodeOf(err) != consent.NotFound {
				t.Errorf("get of nothing: %v", err)
			}
			for _, body := range [][]byte{{}, []byte("x"), bytes.Repeat([]byte("page "), 50_000)} {
				roundTrip(t, b, body)
			}
			if err := b.Ping(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func roundTrip(t *testing.T, b *Bucket, body []byte) {
	t.Helper()
	for range 2 { // the second Put and the second Delete are no errors
		if err := b.Put(t.Context(), key, body); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.Get(t.Context(), key)
	if err != nil || !bytes.Equal(got, body) {
		t.Errorf("got %d bytes, %v; want %d", len(got), err, len(body))
	}
	for range 2 {
		if err := b.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Get(t.Context(), key); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("get after delete: %v", err)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	b := stores(t)["mem"]
	for _, bad := range []string{"", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/..", "a..b", ".", "a/./b", "A", "a b", "a\\b",
		"a\x00", "ä", "a%2e", "a.attrs", "a.tmp", strings.Repeat("a", 201), strings.Repeat("a/", 300) + "a"} {
		put, del := b.Put(t.Context(), bad, nil), b.Delete(t.Context(), bad)
		_, get := b.Get(t.Context(), bad)
		for _, err := range []error{put, get, del} {
			if consent.CodeOf(err) != consent.Internal {
				t.Errorf("key %q: %v", bad, err)
			}
		}
	}
}

func TestFolderHoldsOnlyCompressedFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "blobs")
	b := open1(t, "file://"+dir)
	body := bytes.Repeat([]byte("<p>Cookies</p>"), 10_000)
	if err := b.Put(t.Context(), key, body); err != nil {
		t.Fatal(err)
	}
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) != 1 || files[0] != filepath.Join(dir, filepath.FromSlash(key)) {
		t.Fatalf("files %v, %v", files, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Size() > 1000 {
		t.Errorf("%d bytes, %v", info.Size(), err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may enter the folder: %v, %v", info.Mode(), err)
	}
}

func open1(t *testing.T, raw string) *Bucket {
	t.Helper()
	b, err := Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func TestDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := open1(t, "file://"+dir)
	body := bytes.Repeat([]byte("evidence "), 1000)
	file := filepath.Join(dir, filepath.FromSlash(key))
	for name, damage := range map[string]func([]byte) []byte{
		"cut off": func(p []byte) []byte { return p[:len(p)/2] },
		"emptied": func([]byte) []byte { return nil },
		"foreign": func([]byte) []byte { return []byte("not compressed") },
	} {
		if err := b.Put(t.Context(), key, body); err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, damage(whole), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Get(t.Context(), key); consent.CodeOf(err) != consent.Internal {
			t.Errorf("%s: got %d bytes, %v; want internal", name, len(got), err)
		}
		if err := b.Put(t.Context(), key, body); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Get(t.Context(), key); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%s: not healed by the next put: %v", name, err)
		}
	}
}

func TestSizeIsBounded(t *testing.T) {
	t.Parallel()
	bucket := &memory{kept: map[string][]byte{}}
	wide, err := newBucket(bucket, 8<<20)
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := newBucket(bucket, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = wide.Close() })
	if err := narrow.Put(t.Context(), key, make([]byte, 1<<20+1)); consent.CodeOf(err) != consent.TooLarge {
		t.Errorf("put: %v", err)
	}
	if err := wide.Put(t.Context(), key, make([]byte, 4<<20)); err != nil {
		t.Fatal(err)
	}
	if got, err := narrow.Get(t.Context(), key); consent.CodeOf(err) != consent.Internal {
		t.Errorf("a bomb unpacked to %d bytes, %v", len(got), err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]consent.Code{
		"": consent.Invalid, "data/blobs": consent.Invalid, "http://x/": consent.Invalid, "file://": consent.Invalid,
		"file://data?metadata=x": consent.Invalid, "file:data": consent.Invalid, "s3://b?nonsense=1": consent.Invalid, "%": consent.Invalid,
		"file://" + blocked + "/blobs": consent.Unavailable,
	} {
		if _, err := Open(raw); consent.CodeOf(err) != want {
			t.Errorf("Open(%q): %v, want %s", raw, err, want)
		}
	}
}

func TestOpenRelativeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	b := open1(t, "file://data/blobs")
	if err := b.Put(t.Context(), "a", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("data/blobs/a"); err != nil {
		t.Error(err)
	}
}

func TestUnavailable(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "blobs")
	b := open1(t, "file://"+dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := b.Ping(t.Context()); consent.CodeOf(err) != consent.Unavailable {
		t.Errorf("ping: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Put(ctx, key, []byte("x")); consent.CodeOf(err) != consent.Canceled {
		t.Errorf("put: %v", err)
	}
}
