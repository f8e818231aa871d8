package capture

import (
	"bytes"
	"mime"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"microconsent/internal/consent"
)

// decode returns body as UTF-8 without a byte order mark, and the name of the charset that
// it had, by the order of the HTML standard: byte order mark, declared type, meta element.
// Without any of them, or against a meta element, bytes that are valid UTF-8 count as such.
func decode(body []byte, contentType string) ([]byte, string, error) {
	enc, name, certain := charset.DetermineEncoding(body, charsetOf(contentType))
	if !certain && looksLikeUTF8(body, enc) {
		enc, name = encoding.Nop, "utf-8"
	}
	if name == "replacement" {
		return nil, "", consent.Errorf(consent.Unsupported, "The charset of the material is not supported.")
	}
	if name == "utf-8" { // declared or guessed, broken bytes are replaced in the same way
		enc = encoding.Nop
	}
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return nil, "", consent.Wrap(err, consent.Invalid, "The material is not readable as %s.", name)
	}
	text = bytes.ToValidUTF8(text, []byte("\ufffd"))
	return bytes.TrimPrefix(text, []byte("\ufeff")), name, nil
}

// charsetOf keeps only the charset of a content type: one parameter that cannot be read
// must not hide it, and without a type there may be none.
func charsetOf(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil || params["charset"] == "" {
		return ""
	}
	return mime.FormatMediaType("text/plain", map[string]string{"charset": params["charset"]})
}

// looksLikeUTF8 looks at all of body: the library looks at its first kilobyte, which in
// pages is often ASCII only. Saved pages keep the meta element of the charset that they
// once had. Pure ASCII proves nothing where escapes switch alphabets (ISO-2022-JP).
func looksLikeUTF8(body []byte, enc encoding.Encoding) bool {
	if !utf8.Valid(body) {
		return false
	}
	for _, b := range body {
		if b >= utf8.RuneSelf {
			return true
		}
	}
	text, err := enc.NewDecoder().Bytes(body)
	return err == nil && bytes.Equal(text, body)
}

// checkText refuses binary material, naming what it looks like. A few stray control
// characters are found in real pages; one in twenty is no text.
func checkText(body, text []byte) error {
	found := mimetype.Detect(body)
	controls, runes := 0, 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if isControl(r) {
			controls++
		}
		runes, text = runes+1, text[size:]
	}
	known := !found.Is("application/octet-stream") && !isTextual(found)
	if controls > 3+runes/20 || known && controls > 0 {
		return consent.InvalidField("source", "The material is binary (%s), not a page or a text.", found.String())
	}
	return nil
}

// isTextual says whether a type is a text or built on one: HTML, XML, JSON and others.
func isTextual(m *mimetype.MIME) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}

func isControl(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', 0x1b:
		return false
	}
	return r < 0x20 || r == 0x7f
}

// sniffed is how much of a text is looked at for an element.
const sniffed = 64 << 10

// looksLikeHTML says whether text has a document type or an element that HTML knows.
func looksLikeHTML(text []byte) bool {
	z := html.NewTokenizer(bytes.NewReader(text[:min(len(text), sniffed)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.DoctypeToken:
			return true
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if z.Token().DataAtom != 0 {
				return true
			}
		}
	}
}
