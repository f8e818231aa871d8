package e2e

import (
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"microconsent/internal/testrig/browser"
)

// pictures is where `make pictures` wants those of the documents.
var pictures = flag.String("pictures", "", "folder to write the pictures of the documents to")

func TestPictures(t *testing.T) {
	t.Parallel()
	folder := *pictures
	if folder == "" {
		folder = t.TempDir()
	}
	dir, env := seeded(t)
	s := start(t, dir, env)
	tab := browser.New(t, browser.Size(1280, 720))
	signIn(tab, s.base)
	file := filepath.Join(folder, "history.png")
	tab.Screenshot(file)
	if width := widthOf(t, file); width != 1280 {
		t.Errorf("the picture is %d wide", width)
	}
}

func widthOf(t *testing.T, file string) int {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.DecodeConfig(f)
	if err != nil {
		t.Fatal(err)
	}
	return picture.Width
}
