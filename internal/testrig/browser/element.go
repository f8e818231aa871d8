package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Element names an element as assistive technology does: by role and accessible name.
// What a test cannot find so, a user of a screen reader cannot find either.
type Element struct {
	Name  string
	Roles []string // any of these

	prefix bool // Name is only how the name begins
}

func (e Element) String() string { return fmt.Sprintf("%s %q", strings.Join(e.Roles, "/"), e.Name) }

// Button is a button, or an input of that kind.
func Button(name string) Element { return Element{Name: name, Roles: []string{"button"}} }

// Link is a link.
func Link(name string) Element { return Element{Name: name, Roles: []string{"link"}} }

// Heading is a heading of any level.
func Heading(name string) Element { return Element{Name: name, Roles: []string{"heading"}} }

// Checkbox is a check box.
func Checkbox(name string) Element { return Element{Name: name, Roles: []string{"checkbox"}} }

// Radio is a radio button.
func Radio(name string) Element { return Element{Name: name, Roles: []string{"radio"}} }

// Field is a text field or a list to choose from, by its label.
func Field(name string) Element {
	return Element{Name: name, Roles: []string{"textbox", "searchbox", "combobox", "listbox", "spinbutton", "Date", "InputTime", "DateTime"}}
}

// find returns the nodes that fit now.
func (e Element) find(ctx context.Context, target *chromedp.Target) ([]cdp.NodeID, error) {
	backend, err := e.query(ctx, target)
	if err != nil || len(backend) == 0 {
		return nil, err
	}
	pushed, err := cdp.Call(ctx, target, dom.PushNodesByBackendIDsToFrontend, dom.PushNodesByBackendIDsToFrontendParams{BackendNodeIDs: backend})
	return pushed.NodeIDs, err
}

func (e Element) query(ctx context.Context, target *chromedp.Target) ([]cdp.BackendNodeID, error) {
	doc, err := cdp.Call(ctx, target, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		return nil, err
	}
	params := accessibility.QueryAXTreeParams{NodeID: doc.Root.NodeID}
	if !e.prefix {
		params.AccessibleName = e.Name
	}
	found, err := cdp.Call(ctx, target, accessibility.QueryAXTree, params)
	if err != nil {
		return nil, err
	}
	var out []cdp.BackendNodeID
	for _, n := range found.Nodes {
		if !n.Ignored && n.BackendDOMNodeID != 0 && e.is(Element{Name: text(n.Name), Roles: []string{text(n.Role)}}) {
			out = append(out, n.BackendDOMNodeID)
		}
	}
	return out, nil
}

func text(v *accessibility.Value) string {
	var s string
	if v != nil {
		_ = json.Unmarshal(v.Value, &s)
	}
	return s
}

// until looks at the page again and again until check holds. Errors in between are those
// of a page that is just being replaced.
func (tab *Tab) until(what string, check func(context.Context, *chromedp.Target) (bool, error)) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	again := time.NewTicker(pollEvery)
	defer again.Stop()
	var last error
	for {
		ok, err := chromedp.Run(ctx, chromedp.Action[bool](check))
		if ok {
			return
		}
		if err != nil && ctx.Err() == nil {
			last = err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			tab.fatalf("%s: not in %s (last error: %v)", what, patience, last)
		}
	}
}

// Has says whether the page has such an element now. It looks again when the page is
// replaced meanwhile.
func (tab *Tab) Has(e Element) bool {
	tab.t.Helper()
	has := false
	tab.until("look for "+e.String(), func(ctx context.Context, target *chromedp.Target) (bool, error) {
		found, err := e.find(ctx, target)
		has = len(found) > 0
		return err == nil, err
	})
	return has
}

// WaitFor waits until the page has such an element.
func (tab *Tab) WaitFor(e Element) {
	tab.t.Helper()
	tab.until("wait for "+e.String(), func(ctx context.Context, target *chromedp.Target) (bool, error) {
		found, err := e.find(ctx, target)
		return len(found) > 0, err
	})
}

// act waits for the element and does something with the first that fits.
func (tab *Tab) act(what string, e Element, do func(context.Context, *chromedp.Target, cdp.NodeID) error) {
	tab.t.Helper()
	tab.until(what+" "+e.String(), func(ctx context.Context, target *chromedp.Target) (bool, error) {
		found, err := e.find(ctx, target)
		if err != nil || len(found) == 0 {
			return false, err
		}
		err = do(ctx, target, found[0])
		return err == nil, err
	})
}

// Click clicks with the mouse, at the middle of the element.
func (tab *Tab) Click(e Element) {
	tab.t.Helper()
	tab.act("click", e, click)
}

func click(ctx context.Context, target *chromedp.Target, id cdp.NodeID) error {
	if _, err := cdp.Call(ctx, target, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{NodeID: id}); err != nil {
		return err
	}
	box, err := cdp.Call(ctx, target, dom.GetContentQuads, dom.GetContentQuadsParams{NodeID: id})
	if err != nil {
		return err
	}
	if len(box.Quads) == 0 {
		return fmt.Errorf("the element has no box")
	}
	x, y := middle(box.Quads[0])
	_, err = chromedp.MouseClickXY(x, y)(ctx, target)
	return err
}

func middle(q dom.Quad) (x, y float64) {
	for i := 0; i+1 < len(q); i += 2 {
		x += q[i] / 4
		y += q[i+1] / 4
	}
	return x, y
}

// Follow clicks and waits until the new document is loaded; it returns its status.
func (tab *Tab) Follow(e Element) int {
	tab.t.Helper()
	return tab.Load("follow "+e.String(), func() { tab.Click(e) })
}

// Focus puts the focus on an element.
func (tab *Tab) Focus(e Element) {
	tab.t.Helper()
	tab.act("focus", e, focus)
}

func focus(ctx context.Context, target *chromedp.Target, id cdp.NodeID) error {
	_, err := cdp.Call(ctx, target, dom.Focus, dom.FocusParams{NodeID: id})
	return err
}

// Fill replaces what is in a text field, as a paste does.
func (tab *Tab) Fill(e Element, value string) {
	tab.t.Helper()
	tab.act("fill", e, func(ctx context.Context, target *chromedp.Target, id cdp.NodeID) error {
		if err := focus(ctx, target, id); err != nil {
			return err
		}
		return insert(ctx, target, value)
	})
}

// insert replaces the content of the focused field.
func insert(ctx context.Context, target *chromedp.Target, value string) error {
	all := chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl), func(p *input.DispatchKeyEventParams) { p.Commands = []string{"selectAll"} })
	if _, err := all(ctx, target); err != nil {
		return err
	}
	if value == "" {
		_, err := chromedp.KeyEvent(kb.Delete)(ctx, target)
		return err
	}
	_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: value})
	return err
}

// Choose picks an option of a list by its label, as a keyboard does.
func (tab *Tab) Choose(e Element, option string) {
	tab.t.Helper()
	tab.act("choose "+option+" in", e, func(ctx context.Context, target *chromedp.Target, id cdp.NodeID) error {
		if err := focus(ctx, target, id); err != nil {
			return err
		}
		_, err := chromedp.KeyEvent(option)(ctx, target)
		return err
	})
}

// FileField is a file input by its label; its accessible name goes on with the name of the
// chosen file.
func FileField(label string) Element {
	return Element{Name: label, Roles: []string{"button"}, prefix: true}
}

// Upload puts files into a file input.
func (tab *Tab) Upload(e Element, paths ...string) {
	tab.t.Helper()
	tab.act("upload", e, func(ctx context.Context, target *chromedp.Target, id cdp.NodeID) error {
		_, err := cdp.Call(ctx, target, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, NodeID: id})
		return err
	})
}

// is says whether an element found on the page is the one that is meant.
func (e Element) is(found Element) bool {
	named := e.Name == found.Name || e.prefix && strings.HasPrefix(found.Name, e.Name)
	return named && len(found.Roles) > 0 && slices.Contains(e.Roles, found.Roles[0])
}

// ClickIn clicks into a drawing, at parts of its width and height from the upper left: what
// is drawn has no role or name of its own. The selector names the element around it.
func (tab *Tab) ClickIn(selector string, across, down float64) {
	tab.t.Helper()
	tab.until("click into "+selector, func(ctx context.Context, target *chromedp.Target) (bool, error) {
		text := fmt.Sprintf(`(() => {
			const el = document.querySelector(%q);
			el.scrollIntoView({ block: 'center', behavior: 'instant' });
			const box = el.getBoundingClientRect();
			return [box.left + box.width * %g, box.top + box.height * %g];
		})()`, selector, across, down)
		at, err := chromedp.Evaluate[[]float64](text)(ctx, target)
		if err != nil || len(at) != 2 {
			return false, err
		}
		_, err = chromedp.MouseClickXY(at[0], at[1])(ctx, target)
		return err == nil, err
	})
}

// WaitForAll waits until the page has so many elements that a selector finds, and no fewer.
func (tab *Tab) WaitForAll(selector string, least int) {
	tab.t.Helper()
	tab.until(fmt.Sprintf("%d of %s", least, selector), func(ctx context.Context, target *chromedp.Target) (bool, error) {
		n, err := chromedp.Evaluate[int](fmt.Sprintf("document.querySelectorAll(%q).length", selector))(ctx, target)
		return n >= least, err
	})
}
