package storybook

import (
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"microconsent/static"
)

// book is where `make storybook` wants the pages.
var book = flag.String("book", "", "folder to write every page in every state to")

// asset is the address of a static file in a page.
var asset = regexp.MustCompile(`(href|src)="(` + static.Base + `[^"]+)"`)

// TestBook writes every story as a file that opens without a server, with an index, and
// checks that all that these files load is there.
func TestBook(t *testing.T) {
	t.Parallel()
	folder := *book
	if folder == "" {
		folder = t.TempDir()
	}
	var index strings.Builder
	index.WriteString("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Storybook</title></head><body><h1>Every page in every state</h1><ul>\n")
	for _, s := range Stories() {
		name := fileOf(s.Name)
		write(t, filepath.Join(folder, name), loose(t, folder, bound(s, draw(t, s))))
		fmt.Fprintf(&index, "<li><a href=\"%s\">%s</a></li>\n", name, html.EscapeString(s.Name))
	}
	index.WriteString("</ul></body></html>\n")
	write(t, filepath.Join(folder, "index.html"), index.String())
	for _, link := range regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(index.String(), -1) {
		if info, err := os.Stat(filepath.Join(folder, link[1])); err != nil || info.Size() == 0 {
			t.Errorf("the index links to %s: %v", link[1], err)
		}
	}
}

// Two stories of one name would overwrite each other.
func TestStoriesHaveFilesOfTheirOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range Stories() {
		if seen[fileOf(s.Name)] {
			t.Errorf("%s is told twice", s.Name)
		}
		seen[fileOf(s.Name)] = true
	}
}

func fileOf(story string) string { return strings.ReplaceAll(story, "/", "-") + ".html" }

// bound puts a fragment into a document; pages are documents already.
func bound(s Story, text string) string {
	if s.Fragment == "" {
		return text
	}
	return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + html.EscapeString(s.Name) + "</title><link rel=\"stylesheet\" href=\"" +
		static.URL("css/app.css") + "\"></head><body><main>" + text + "</main></body></html>\n"
}

// loose makes the addresses of static files relative, and writes the files beside the page.
func loose(t *testing.T, folder, text string) string {
	t.Helper()
	return asset.ReplaceAllStringFunc(text, func(found string) string {
		parts := asset.FindStringSubmatch(found)
		file, ok := static.Find(parts[2])
		if !ok {
			t.Errorf("a page loads %s, which is not there", parts[2])
		}
		name := strings.TrimPrefix(parts[2], "/")
		write(t, filepath.Join(folder, filepath.FromSlash(name)), string(file.Body))
		return parts[1] + `="` + name + `"`
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
