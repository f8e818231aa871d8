package capture

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"microconsent/internal/consent"
)

const maxName = 200 // bytes of a file name that are kept

// Read takes uploaded, pasted or stored bytes: unpacks gzip (known by its first bytes),
// finds kind and charset and decodes to UTF-8. With the kind and ContentType of an earlier
// Capture and its Body it returns the same Text again. Invalid: empty, binary, or not the
// JSON that it is said to be; Unsupported: PDF, or an unknown charset; TooLarge: over the
// cap when unpacked.
func (c *Capturer) Read(name, contentType string, kind consent.SourceKind, body []byte) (consent.Capture, error) {
	body, err := c.unpack(body)
	if err != nil {
		return consent.Capture{}, err
	}
	if kind == consent.SourcePDF || isPDF(body) {
		return consent.Capture{}, errPDF()
	}
	name = baseName(name)
	text, charset, err := decode(body, contentType)
	if err != nil {
		return consent.Capture{}, err
	}
	if len(bytes.TrimFunc(text, isBlank)) == 0 {
		return consent.Capture{}, errEmpty()
	}
	if err := checkText(body, text); err != nil {
		return consent.Capture{}, err
	}
	text = bytes.ReplaceAll(text, []byte{0}, nil)
	if kind, err = kindOf(kind, contentType, name, text); err != nil {
		return consent.Capture{}, err
	}
	return consent.Capture{Kind: kind, Name: name, ContentType: typeOf(kind, contentType, charset), Body: body, Text: text}, nil
}

// unpack takes gzip off once; what is packed again inside is binary to the steps after.
func (c *Capturer) unpack(body []byte) ([]byte, error) {
	if int64(len(body)) > c.maxBytes {
		return nil, c.tooLarge()
	}
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "The gzip file cannot be unpacked.")
	}
	unpacked, err := io.ReadAll(io.LimitReader(r, c.maxBytes+1))
	switch {
	case int64(len(unpacked)) > c.maxBytes:
		return nil, c.tooLarge()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, consent.Wrap(err, consent.Invalid, "The gzip file is cut off.")
	case err != nil:
		return nil, consent.Wrap(err, consent.Invalid, "The gzip file cannot be unpacked.")
	}
	return unpacked, nil
}

func (c *Capturer) tooLarge() error {
	return consent.Errorf(consent.TooLarge, "The material has more than %d bytes.", c.maxBytes)
}

func errEmpty() error {
	return consent.InvalidField("source", "The source is empty. Give a URL, HTML or text.")
}

func errPDF() error {
	return consent.Errorf(consent.Unsupported, "PDF files cannot be read yet.")
}

func isPDF(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, "\xef\xbb\xbf \t\r\n"), []byte("%PDF-"))
}

// isBlank also counts what shows nothing and is no space to Unicode.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == 0 || r == '\ufeff' || r == '\u200b'
}

// kindOf settles the kind: as said, as declared by a telling type, as named, as it looks.
func kindOf(kind consent.SourceKind, contentType, name string, text []byte) (consent.SourceKind, error) {
	switch kind {
	case consent.SourceHTML, consent.SourceText, consent.SourceJSON:
	case "", consent.SourceURL:
		kind = guessKind(contentType, name, text)
	default:
		return "", consent.InvalidField("kind", "Material of the kind %q cannot be read.", clean(string(kind), 20))
	}
	if kind == consent.SourceJSON {
		return kind, checkJSON(text)
	}
	return kind, nil
}

func guessKind(contentType, name string, text []byte) consent.SourceKind {
	media := mediaOf(contentType)
	switch {
	case media == "text/html", media == "application/xhtml+xml":
		return consent.SourceHTML
	case media == "application/json", strings.HasSuffix(media, "+json"):
		return consent.SourceJSON
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml", ".shtml":
		return consent.SourceHTML
	case ".json":
		return consent.SourceJSON
	case ".txt", ".text", ".md":
		return consent.SourceText
	}
	switch {
	case media == "text/plain", media == "text/markdown":
		return consent.SourceText
	case looksLikeJSON(text):
		return consent.SourceJSON
	case looksLikeHTML(text):
		return consent.SourceHTML
	}
	return consent.SourceText
}

func looksLikeJSON(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) > 0 && (text[0] == '{' || text[0] == '[') && json.Valid(text)
}

func checkJSON(text []byte) error {
	var raw json.RawMessage
	err := json.Unmarshal(text, &raw)
	if err == nil {
		return nil
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return consent.Wrap(err, consent.Invalid, "The JSON is not well-formed near byte %d.", syntax.Offset)
	}
	return consent.Wrap(err, consent.Invalid, "The JSON is not well-formed.")
}

func mediaOf(contentType string) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return ""
	}
	return media
}

// typeOf is the content type with the charset that was found, enough to decode again.
func typeOf(kind consent.SourceKind, contentType, charset string) string {
	media := map[consent.SourceKind]string{consent.SourceHTML: "text/html", consent.SourceText: "text/plain",
		consent.SourceJSON: "application/json"}[kind]
	if mediaOf(contentType) == "application/xhtml+xml" && kind == consent.SourceHTML {
		media = "application/xhtml+xml"
	}
	return media + "; charset=" + charset
}

// baseName is the last part of a path of any system, without .gz and without characters
// that show nothing or turn the direction of what follows.
func baseName(name string) string {
	name = clean(path.Base(strings.ReplaceAll(name, `\`, "/")), maxName)
	if strings.EqualFold(path.Ext(name), ".gz") {
		name = name[:len(name)-len(".gz")]
	}
	if name = strings.TrimSpace(name); name == "." || name == ".." || name == "/" {
		return ""
	}
	return name
}

// clean makes foreign text fit to be shown in a line: valid UTF-8, no control or format
// characters, at most limit bytes.
func clean(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	for len(s) > limit {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}
