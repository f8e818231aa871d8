package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// source is one thing to analyse.
type source struct {
	path   string // file, URL or "-"
	listed bool   // came from a folder
}

// expand replaces folders by the files in them, in lexical order. Hidden files are left out.
func expand(args []string) ([]source, error) {
	var out []source
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || isURL(arg) || err != nil || !info.IsDir() {
			out = append(out, source{path: arg}) // a missing file is reported when it is read
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !strings.HasPrefix(d.Name(), ".") {
				out = append(out, source{path: path, listed: true})
			}
			return err
		})
		if err != nil {
			return nil, consent.Wrap(err, consent.Invalid, "The folder %s cannot be read.", arg)
		}
	}
	if len(out) == 0 {
		return nil, consent.Errorf(consent.Invalid, "There is no file to analyse in %s.", strings.Join(args, ", "))
	}
	return out, nil
}

func isURL(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// read returns the submission that the source stands for. It reads at most one byte more
// than the limit, so that an endless file is refused, not read.
func (s source) read(stdin io.Reader, limit int64) (app.Submission, error) {
	if isURL(s.path) {
		return app.Submission{URL: s.path}, nil
	}
	in, name := io.NopCloser(stdin), ""
	if s.path != "-" {
		f, err := os.Open(s.path)
		if err != nil {
			return app.Submission{}, consent.Wrap(err, consent.Invalid, "The file cannot be read.")
		}
		in, name = f, filepath.Base(s.path)
	}
	defer in.Close()
	body, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return app.Submission{}, consent.Wrap(err, consent.Invalid, "The source cannot be read.")
	}
	return app.Submission{Body: body, Name: name}, nil
}
