package browser

import (
	"context"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keys for Press.
const (
	TabKey   = kb.Tab
	EnterKey = kb.Enter
	Escape   = kb.Escape
	Space    = " "
	Down     = kb.ArrowDown
)

func visibleText() chromedp.Action[string] {
	return chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`)
}

// Text is the visible text of the page.
func (tab *Tab) Text() string {
	tab.t.Helper()
	return run(tab, "text", visibleText())
}

// See waits until the visible text of the page holds all parts.
func (tab *Tab) See(parts ...string) {
	tab.t.Helper()
	for _, part := range parts {
		tab.until("see "+part, func(ctx context.Context, target *chromedp.Target) (bool, error) {
			shown, err := visibleText()(ctx, target)
			return strings.Contains(shown, part), err
		})
	}
}

// WaitForPath waits until the address has the given path and query.
func (tab *Tab) WaitForPath(is func(path string) bool) {
	tab.t.Helper()
	tab.until("wait for the address", func(ctx context.Context, target *chromedp.Target) (bool, error) {
		path, err := chromedp.Evaluate[string]("location.pathname + location.search")(ctx, target)
		return err == nil && is(path), err
	})
}

// Press types keys into whatever has the focus; keys are characters or the constants of
// this package.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	tab.do("press", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for _, key := range keys {
			if err := press(ctx, target, key); err != nil {
				return err
			}
		}
		return nil
	}))
}

// press sends a key as a keyboard does: one event for the key and its character, so that
// what the key brings about cannot come between the two, and one when it is let go.
func press(ctx context.Context, target *chromedp.Target, key rune) error {
	events := kb.Encode(key)
	if len(events) == 3 {
		down, char := events[0], events[1]
		down.Type, down.Text, down.UnmodifiedText = input.DispatchKeyEventTypeKeyDown, char.Text, char.UnmodifiedText
		events = []*input.DispatchKeyEventParams{down, events[2]}
	}
	for _, e := range events {
		if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, *e); err != nil {
			return err
		}
	}
	return nil
}

// Type writes text into whatever has the focus, all at once as a paste does.
func (tab *Tab) Type(text string) {
	tab.t.Helper()
	tab.do("type", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		return insert(ctx, target, text)
	}))
}

// Focused is the element that has the focus, as assistive technology sees it.
func (tab *Tab) Focused() Element {
	tab.t.Helper()
	return run(tab, "focus", chromedp.Action[Element](focused))
}

func focused(ctx context.Context, target *chromedp.Target) (Element, error) {
	object, err := chromedp.Evaluate[*runtime.RemoteObject]("document.activeElement")(ctx, target)
	if err != nil || object.ObjectID == "" {
		return Element{}, err
	}
	relatives := false
	tree, err := cdp.Call(ctx, target, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: object.ObjectID, FetchRelatives: &relatives})
	if err != nil || len(tree.Nodes) == 0 {
		return Element{}, err
	}
	return Element{Name: text(tree.Nodes[0].Name), Roles: []string{text(tree.Nodes[0].Role)}}, nil
}

// TabTo presses the Tab key until the focus is on the element, as somebody without a
// mouse does; it fails after limit presses.
func (tab *Tab) TabTo(e Element, limit int) {
	tab.t.Helper()
	var passed []string
	for range limit {
		tab.Press(TabKey)
		now := tab.Focused()
		if e.is(now) {
			return
		}
		passed = append(passed, now.String())
	}
	tab.fatalf("%s is not reached with %d presses of Tab; passed: %s", e, limit, strings.Join(passed, ", "))
}

// Overflow is by how many CSS pixels the page is wider than the viewport; 0 is right.
func (tab *Tab) Overflow() int {
	tab.t.Helper()
	return run(tab, "width", chromedp.Evaluate[int]("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
}

// Background is "dark" or "light", by the color that the body is painted with.
func (tab *Tab) Background() string {
	tab.t.Helper()
	return run(tab, "background", chromedp.Evaluate[string](`(() => {
		const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
		paint.fillStyle = getComputedStyle(document.body).backgroundColor;
		paint.fillRect(0, 0, 1, 1);
		const [r, g, b] = paint.getImageData(0, 0, 1, 1).data;
		return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
	})()`))
}

// Value is what a field holds, as assistive technology reads it.
func (tab *Tab) Value(e Element) string {
	tab.t.Helper()
	var value string
	tab.act("read", e, func(ctx context.Context, target *chromedp.Target, id cdp.NodeID) error {
		relatives := false
		tree, err := cdp.Call(ctx, target, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{NodeID: id, FetchRelatives: &relatives})
		if err == nil && len(tree.Nodes) > 0 {
			value = text(tree.Nodes[0].Value)
		}
		return err
	})
	return value
}
