package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const (
	// patience is the longest time that one step may take, on a busy machine too.
	patience = 45 * time.Second
	// pollEvery is the time between two looks at the page.
	pollEvery = 50 * time.Millisecond
)

// Tab is one page in a profile of its own (no shared cookies).
type Tab struct {
	t    testing.TB
	ctx  context.Context
	opts options

	mu       sync.Mutex
	problems []string
	allowed  []string
}

type options struct {
	dark          bool
	script        bool
	width, height int64
}

// Option changes how a tab looks or behaves.
type Option func(*options)

// NoScript switches JavaScript of the pages off.
func NoScript() Option { return func(o *options) { o.script = false } }

// Dark asks pages for their dark theme; light is the default.
func Dark() Option { return func(o *options) { o.dark = true } }

// Size sets the viewport in CSS pixels; 1280 × 800 is the default.
func Size(width, height int64) Option {
	return func(o *options) { o.width, o.height = width, height }
}

// New opens an empty tab. It is closed with the test, which fails when the pages shown
// until then had problems.
func New(t testing.TB, opts ...Option) *Tab {
	t.Helper()
	tab := &Tab{t: t, opts: options{script: true, width: 1280, height: 800}}
	for _, o := range opts {
		o(&tab.opts)
	}
	browser := start(t)
	browser.slots <- struct{}{}
	ctx, cancel := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(tab.note))
	tab.ctx = ctx
	t.Cleanup(func() {
		cancel()
		<-browser.slots
		for _, p := range tab.Problems() {
			t.Errorf("browser: %s", p)
		}
	})
	// The tab lives as long as the context of its first run: no time limit on this one.
	if err := chromedp.Do(ctx, tab.prepare()); err != nil {
		t.Fatalf("tab: %v", err)
	}
	return tab
}

func (tab *Tab) prepare() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, audits.Enable, cdp.Empty{}); err != nil {
			return err
		}
		if err := tab.emulate(ctx, target); err != nil {
			return err
		}
		return allowScript(ctx, target, tab.opts.script)
	})
}

func (tab *Tab) emulate(ctx context.Context, target *chromedp.Target) error {
	scheme := "light"
	if tab.opts.dark {
		scheme = "dark"
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, media); err != nil {
		return err
	}
	_, err := chromedp.EmulateViewport(tab.opts.width, tab.opts.height)(ctx, target)
	return err
}

func allowScript(ctx context.Context, target *chromedp.Target, on bool) error {
	_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	return err
}

// Restyle changes theme or viewport of the page that is shown.
func (tab *Tab) Restyle(opts ...Option) {
	tab.t.Helper()
	tab.opts.dark = false
	for _, o := range opts {
		o(&tab.opts)
	}
	tab.do("restyle", chromedp.Func(tab.emulate))
}

// do runs steps within the patience, and fails the test when one fails.
func (tab *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	run(tab, what, chromedp.Steps(steps...))
}

func run[T any](tab *Tab, what string, action chromedp.Action[T]) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, action)
	if err != nil {
		tab.fatalf("%s: %v", what, err)
	}
	return out
}

// fatalf ends the test and says what the page looked like.
func (tab *Tab) fatalf(format string, args ...any) {
	tab.t.Helper()
	where, _ := chromedp.Run(tab.ctx, chromedp.Location())
	text, _ := chromedp.Run(tab.ctx, visibleText())
	tab.t.Logf("at %s the page shows:\n%.2000s", where, text)
	tab.t.Fatalf(format, args...)
}

// Open loads an address and returns the status of the answer.
func (tab *Tab) Open(url string) int {
	tab.t.Helper()
	before := tab.now().Begun
	if res := run(tab, "open "+url, chromedp.NavigateResponse(url)); res != nil {
		return int(res.Status)
	}
	return tab.next(before)
}

// Try loads an address and returns why it could not be loaded.
func (tab *Tab) Try(url string) error {
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.Navigate(url))
}

// Load does something that brings a new document, and returns its status once it is
// loaded.
func (tab *Tab) Load(what string, do func()) int {
	tab.t.Helper()
	before := tab.now().Begun
	ctx, cancel := context.WithTimeout(tab.ctx, 2*patience)
	defer cancel()
	res, err := chromedp.RunResponse(ctx, chromedp.Func(func(context.Context, *chromedp.Target) error {
		do()
		return nil
	}))
	if err != nil {
		tab.fatalf("%s: no new document: %v", what, err)
	}
	if res != nil {
		return int(res.Status)
	}
	return tab.next(before)
}

// loaded is what a document says of itself: when it began, in milliseconds, whether it is
// loaded, and the status it was answered with.
type loaded struct {
	Begun  float64
	Done   bool
	Status int
}

const loadedNow = `({
	Begun: performance.timeOrigin,
	Done: document.readyState === "complete",
	Status: performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0,
})`

func (tab *Tab) now() loaded {
	tab.t.Helper()
	return run(tab, "document", chromedp.Evaluate[loaded](loadedNow))
}

// next waits for the document after the one that began then, and returns its status. It is
// for loads that end without an answer: a page left that writes its own address anew (as
// htmx does when it starts) looks to the library like a load that has ended.
func (tab *Tab) next(before float64) int {
	tab.t.Helper()
	var now loaded
	tab.until("load the next document", func(ctx context.Context, target *chromedp.Target) (bool, error) {
		var err error
		now, err = chromedp.Evaluate[loaded](loadedNow)(ctx, target)
		return err == nil && now.Begun != before && now.Done, err
	})
	return now.Status
}

// Location is the address of the page.
func (tab *Tab) Location() string {
	tab.t.Helper()
	return run(tab, "location", chromedp.Location())
}

// Path is the address without scheme and host.
func (tab *Tab) Path() string {
	tab.t.Helper()
	_, rest, _ := strings.Cut(tab.Location(), "://")
	_, path, _ := strings.Cut(rest, "/")
	return "/" + path
}

// HTML is the document as it is now, scripts' changes included.
func (tab *Tab) HTML() string {
	tab.t.Helper()
	return run(tab, "document", chromedp.OuterHTML(chromedp.CSS("html")))
}

// Screenshot writes a picture of the whole page as PNG; folders are made.
func (tab *Tab) Screenshot(path string) {
	tab.t.Helper()
	png := run(tab, "screenshot", chromedp.FullScreenshot(100))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tab.t.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		tab.t.Fatal(err)
	}
}
