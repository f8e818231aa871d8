package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Violation is one rule of axe-core that the page breaks.
type Violation struct {
	Rule   string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func (v Violation) String() string {
	parts := []string{fmt.Sprintf("%s (%s): %s", v.Rule, v.Impact, v.Help)}
	for _, n := range v.Nodes {
		parts = append(parts, n.HTML+"\n    "+strings.ReplaceAll(n.Summary, "\n", " "))
	}
	return strings.Join(parts, "\n  ")
}

// axeRun is WCAG 2.0 to 2.2, A and AA, and axe's best practices. Frames are other
// documents, mostly of foreign content, and not judged.
const axeRun = `axe.run(document, {
	iframes: false,
	resultTypes: ["violations"],
	runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}).then(found => found.violations)`

// Axe returns what axe-core finds wrong with the page as it is shown now. It runs in a
// world of its own, where the page's content security policy does not hold.
func (tab *Tab) Axe() []Violation {
	tab.t.Helper()
	source := nodeModule(tab.t, "axe-core/axe.min.js")
	return run(tab, "axe", func(ctx context.Context, target *chromedp.Target) ([]Violation, error) {
		if !tab.opts.script {
			if err := allowScript(ctx, target, true); err != nil {
				return nil, err
			}
			defer func() { _ = allowScript(ctx, target, false) }()
		}
		return axe(ctx, target, string(source))
	})
}

func axe(ctx context.Context, target *chromedp.Target, source string) ([]Violation, error) {
	tree, err := cdp.Call(ctx, target, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return nil, err
	}
	world, err := cdp.Call(ctx, target, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID, WorldName: "axe"})
	if err != nil {
		return nil, err
	}
	in := func(p *runtime.EvaluateParams) { p.ContextID = world.ExecutionContextID }
	if _, err := chromedp.Evaluate[chromedp.Void](source, in)(ctx, target); err != nil {
		return nil, err
	}
	raw, err := chromedp.Evaluate[[]byte](axeRun, in, chromedp.EvalAwaitPromise, chromedp.EvalAsValue)(ctx, target)
	if err != nil {
		return nil, err
	}
	var found []Violation
	return found, json.Unmarshal(raw, &found)
}

// MustBeAccessible fails the test for each violation that axe-core finds.
func (tab *Tab) MustBeAccessible() {
	tab.t.Helper()
	for _, v := range tab.Axe() {
		tab.t.Errorf("%s (dark %v, %d px, script %v): %s", tab.Path(), tab.opts.dark, tab.opts.width, tab.opts.script, v)
	}
}

// nodeModule reads a file of node_modules. The test skips when npm did not install it,
// and fails where everything is required.
func nodeModule(t testing.TB, name string) []byte {
	t.Helper()
	path := filepath.Join(root(t), "node_modules", filepath.FromSlash(name))
	raw, err := os.ReadFile(path)
	if err != nil {
		absent(t, "%s is missing: run make assets (needs npm)", name)
	}
	return raw
}

func absent(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("MICROCONSENT_TEST_REQUIRE") == "1" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// root is the folder of go.mod, above the folder of the package under test.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod above the test's folder")
	return ""
}
