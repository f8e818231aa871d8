package detect

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/roles"
	"microconsent/internal/detect/rules"
	"microconsent/internal/detect/surfaces"
)

// Limits of JSON material.
const (
	maxJSONStrings = 20_000
	maxJSONDepth   = 1_000
)

// jsonString is a string of a JSON document: where it is (RFC 6901, as a URI fragment) and
// the source line it ends on.
type jsonString struct {
	pointer string
	text    string
	line    int
}

// parseJSON reads JSON material. A page inside it, such as {"html": "<p>…"}, is taken for
// the material; otherwise its strings are.
func (p *Page) parseJSON() error {
	found, err := jsonStrings(p.in.Text)
	if err != nil {
		return consent.Wrap(err, consent.Invalid, "This is not valid JSON.")
	}
	var page string
	for _, s := range found {
		if looksLikeHTML(s.text) && len(s.text) > len(page) {
			page = s.text
		}
	}
	if page != "" {
		p.readHTML([]byte(page))
		return nil
	}
	p.strings = found
	return nil
}

// looksLikeHTML says whether a string is markup with something to operate in it.
func looksLikeHTML(s string) bool {
	low := strings.ToLower(s[:min(len(s), 1<<20)])
	for _, tag := range []string{"<a", "<button", "<input", "<div", "<body", "<html"} {
		if strings.Contains(low, tag+" ") || strings.Contains(low, tag+">") {
			return true
		}
	}
	return false
}

// jsonStrings lists the strings of a document in order, keys left out.
func jsonStrings(src []byte) ([]jsonString, error) {
	w := jsonWalker{dec: json.NewDecoder(bytes.NewReader(src)), src: src, line: 1}
	w.dec.UseNumber()
	if err := w.value(nil); err != nil {
		return nil, err
	}
	return w.out, nil
}

type jsonWalker struct {
	dec  *json.Decoder
	src  []byte
	at   int
	line int
	out  []jsonString
}

func (w *jsonWalker) value(path []string) error {
	token, err := w.dec.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case string:
		w.note(path, t)
	case json.Delim:
		if len(path) > maxJSONDepth {
			return consent.Errorf(consent.Invalid, "The JSON is nested too deeply.")
		}
		return w.inside(path, t == '{')
	}
	return nil
}

// inside reads the members of an object or array and its end.
func (w *jsonWalker) inside(path []string, object bool) error {
	for i := 0; w.dec.More(); i++ {
		name := strconv.Itoa(i)
		if object {
			key, err := w.dec.Token()
			if err != nil {
				return err
			}
			name, _ = key.(string)
		}
		if err := w.value(append(path, name)); err != nil {
			return err
		}
	}
	_, err := w.dec.Token()
	return err
}

func (w *jsonWalker) note(path []string, text string) {
	if text = strings.TrimSpace(text); text == "" || len(w.out) == maxJSONStrings {
		return
	}
	end := int(w.dec.InputOffset())
	w.line += bytes.Count(w.src[w.at:end], []byte("\n"))
	w.at = end
	w.out = append(w.out, jsonString{pointer(path), text, w.line})
}

func pointer(path []string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var b strings.Builder
	b.WriteByte('#')
	for _, name := range path {
		b.WriteString("/" + escape.Replace(name))
	}
	return b.String()
}

// analyzeStrings reads the strings of a consent manager's configuration: the notice's text
// and the texts of its controls.
func (p *Page) analyzeStrings(ctx context.Context) (Result, error) {
	notice := noticeOf(p.strings)
	var r Result
	if notice != nil {
		r.Clauses = configClauses(p.strings, notice)
		r.Banner = pastedBanner(notice.text, r.Clauses)
		r.Banner.Selector = notice.pointer
		code, sure := lang.Detect(head(notice.text), "")
		r.Language = consent.Language{Code: code, Consent: code, Confidence: sure, Covered: lang.Covered(code)}
	}
	p.judge(&r, rules.Markup{}, nil)
	return r, ctx.Err()
}

// noticeOf is the longest text that speaks of cookies.
func noticeOf(all []jsonString) *jsonString {
	var best *jsonString
	for i := range all {
		if s := &all[i]; len(s.text) > maxButton/2 && len(s.text) < maxNotice && strings.Contains(s.text, " ") &&
			surfaces.SpeaksOfCookies(s.text) && (best == nil || len(s.text) > len(best.text)) {
			best = s
		}
	}
	return best
}

func configClauses(all []jsonString, notice *jsonString) []consent.Clause {
	reader := roles.NewReader()
	var out []consent.Clause
	add := func(s *jsonString, c consent.Clause) {
		c.ID, c.Text, c.Selector, c.Line = "c"+strconv.Itoa(len(out)+1), s.text, s.pointer, s.line
		c.Surface, c.Category = consent.SurfaceBanner, consent.CategoryOther
		out = append(out, c)
	}
	add(notice, consent.Clause{Kind: consent.KindBanner, Role: consent.ClauseOther, Confidence: sureButton})
	for i := range all {
		s := &all[i]
		if s == notice || len(s.text) > maxButton || strings.Contains(s.text, "://") {
			continue
		}
		if g := reader.Text(s.text); g.Role != consent.ClauseOther && g.Confidence >= sureButton {
			add(s, consent.Clause{Kind: consent.KindControl, Role: g.Role, Confidence: g.Confidence, Evidence: g.Evidence})
		}
	}
	return out
}
