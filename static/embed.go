// Package static holds the files that browsers load: the style sheet, the small script,
// the logo, and the pinned scripts of others under vendor, which may be absent. Each file
// is addressed by a name that carries a hash of its content, so that it may be cached for
// ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"
)

//go:embed css js img all:vendor
var files embed.FS

// Base is the path that the addresses of all files begin with.
const Base = "/static/"

// File is one embedded file, ready to be sent.
type File struct {
	Name string // "css/app.css"
	Type string // media type with charset
	Body []byte
	Gzip []byte // Body compressed; nil where that saves nothing
	Hash string // hex, of Body
}

// URL is the file's address: "/static/css/app.1f2e3d4c5b6a.css".
func (f File) URL() string {
	ext := path.Ext(f.Name)
	return Base + strings.TrimSuffix(f.Name, ext) + "." + f.Hash + ext
}

type index struct {
	byName map[string]File
	byPath map[string]File
}

// load reads every file once; the result never changes.
var load = sync.OnceValue(func() index { return newIndex(files) })

// URL is the address of a file by its name, "" when the file is absent.
func URL(name string) string {
	if f, ok := load().byName[name]; ok {
		return f.URL()
	}
	return ""
}

// Find returns the file at an address that URL made.
func Find(address string) (File, bool) {
	f, ok := load().byPath[address]
	return f, ok
}

func newIndex(from fs.FS) index {
	out := index{byName: map[string]File{}, byPath: map[string]File{}}
	// Reading an embedded tree fails for no name that walking it gave.
	_ = fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		f := newFile(name, body)
		out.byName[name], out.byPath[f.URL()] = f, f
		return nil
	})
	return out
}

func newFile(name string, body []byte) File {
	sum := sha256.Sum256(body)
	return File{Name: name, Type: typeOf(name), Body: body, Gzip: pack(body), Hash: hex.EncodeToString(sum[:6])}
}

// typeOf does not ask the operating system, whose tables differ.
func typeOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func pack(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(body); err != nil || w.Close() != nil || out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}
