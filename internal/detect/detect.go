// Package detect is the engine: bytes in, result out. It is pure and deterministic: no
// input or output, no clock, no state between calls.
package detect

import (
	"bytes"
	"context"

	"microconsent/internal/consent"
	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/rules"
	"microconsent/internal/detect/surfaces"
)

// Input is material for the engine.
type Input struct {
	Kind    consent.SourceKind
	Text    []byte // UTF-8; not to be changed while the page is in use
	URL     string // where it came from, "" when unknown
	Options consent.Options
}

// Result is what the engine read. Clauses are in document order with ids "c1", "c2", ….
type Result struct {
	Title      string
	Language   consent.Language
	CMPs       []consent.CMP
	Banner     consent.Banner
	Clauses    []consent.Clause
	Findings   []consent.Finding
	Unobserved []consent.Unobserved // rules that could not be decided
	Score      *consent.Score       // nil when nothing asks for consent
}

// Page is parsed material, ready to be analysed once. Of html and strings at most one is
// set; with neither the material is plain text.
type Page struct {
	in      Input
	html    *surfaces.Page
	doc     *dom.Doc // of html
	seen    watcher
	strings []jsonString
	judged  *rules.Subject   // once analysed
	topics  map[string]topic // what texts say of their purpose
}

// Engine names the version of the engine and its ruleset.
func Engine() consent.Engine {
	return consent.Engine{Version: "0.1.0", Ruleset: rules.Ruleset, Digest: rules.Digest()}
}

// Parse reads the material. It fails with Invalid only where nothing can be read at all;
// broken HTML is read as browsers read it.
func Parse(ctx context.Context, in Input) (*Page, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(in.Text)) == 0 {
		return nil, consent.Errorf(consent.Invalid, "There is nothing to read: the source is empty.")
	}
	p := &Page{in: in}
	switch in.Kind {
	case consent.SourceText, consent.SourcePDF:
		return p, nil
	case consent.SourceJSON:
		return p, p.parseJSON()
	}
	p.readHTML(in.Text)
	return p, nil
}

func (p *Page) readHTML(text []byte) {
	p.html = surfaces.Read(text, &p.seen)
	p.doc = p.html.Doc
}
