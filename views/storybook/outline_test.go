package storybook

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestOutline compares what each page offers, in reading order, with the golden file:
// headings, links, controls, buttons and errors.
func TestOutline(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	for _, s := range Stories() {
		fmt.Fprintf(&out, "== %s\n", s.Name)
		outline(&out, parse(t, s))
	}
	golden := filepath.Join("testdata", "outline.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(out.String(), "\n")); diff != "" {
		t.Errorf("the pages offer something else (-want +got); go test -update writes the file anew:\n%s", diff)
	}
}

// outline leaves out the frame, which all pages share, and what depends on whether htmx
// was there at build time.
func outline(out *strings.Builder, root *html.Node) {
	for _, n := range elements(root) {
		if inside(n, "header") || inside(n, "footer") {
			continue
		}
		switch n.Data {
		case "h1", "h2", "h3":
			fmt.Fprintf(out, "%s %s\n", n.Data, words(n))
		case "a":
			fmt.Fprintf(out, "  link %s -> %s%s\n", words(n), attr(n, "href"), current(n))
		case "button":
			fmt.Fprintf(out, "  button %s\n", words(n))
		case "form":
			fmt.Fprintf(out, "  form %s %s\n", attr(n, "method"), attr(n, "action"))
		case "input", "select", "textarea":
			fmt.Fprintf(out, "  field %s=%q %s\n", attr(n, "name"), attr(n, "value"), attr(n, "aria-invalid"))
		case "mark":
			fmt.Fprintf(out, "  mark %s\n", words(n))
		case "hx-partial":
			fmt.Fprintf(out, "  says %s\n", words(n))
		}
		if strings.Contains(attr(n, "class"), "error") || attr(n, "role") == "status" && words(n) != "" {
			fmt.Fprintf(out, "  tells %s\n", words(n))
		}
	}
}

func current(n *html.Node) string {
	if at := attr(n, "aria-current"); at != "" {
		return " (" + at + ")"
	}
	return ""
}
