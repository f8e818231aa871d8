package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"microconsent/internal/consent"
)

// Canonical is the one JSON text of a document, by the JSON Canonicalization Scheme (RFC
// 8785): no white space, members ordered by the UTF-16 units of their names, strings and
// numbers in their shortest form. Exporting a document again, or after it went through
// another program that keeps JSON's values, gives the same bytes.
func Canonical(d consent.Document) ([]byte, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return Canonicalize(raw)
}

// Digest is the SHA-256 of Canonical, in hex: it names the content of a report, so that
// two reports, or a report and its data, can be shown to belong together.
func Digest(d consent.Document) (string, error) {
	raw, err := Canonical(d)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Canonicalize writes any JSON text by RFC 8785. Numbers are IEEE 754 doubles, as there.
// Text that is no valid JSON is an Invalid error.
func Canonicalize(raw []byte) ([]byte, error) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, consent.Wrap(err, consent.Invalid, "This is not valid JSON.")
	}
	var out bytes.Buffer
	writeCanonical(&out, value)
	return out.Bytes(), nil
}

func writeCanonical(out *bytes.Buffer, value any) {
	switch v := value.(type) {
	case map[string]any:
		writeList(out, '{', '}', slices.SortedFunc(maps.Keys(v), byUnits), func(name string) {
			writeString(out, name)
			out.WriteByte(':')
			writeCanonical(out, v[name])
		})
	case []any:
		writeList(out, '[', ']', v, func(each any) { writeCanonical(out, each) })
	case string:
		writeString(out, v)
	case float64:
		writeNumber(out, v)
	case bool:
		if v {
			out.WriteString("true")
		} else {
			out.WriteString("false")
		}
	default:
		out.WriteString("null")
	}
}

func writeList[T any](out *bytes.Buffer, open, end byte, items []T, write func(T)) {
	out.WriteByte(open)
	for i, item := range items {
		if i > 0 {
			out.WriteByte(',')
		}
		write(item)
	}
	out.WriteByte(end)
}

// byUnits orders as RFC 8785, section 3.2.3 asks. It differs from the order of UTF-8 bytes
// only beyond the Basic Multilingual Plane.
func byUnits(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// writeNumber gives -0 as 0. encoding/json writes other doubles as ECMAScript does, which
// RFC 8785, section 3.2.2.3 asks for; it holds no NaN and no infinity.
func writeNumber(out *bytes.Buffer, f float64) {
	if f == 0 {
		f = 0
	}
	raw, err := json.Marshal(f)
	if err != nil { // not reached: JSON has no other numbers
		raw = []byte("null")
	}
	out.Write(raw)
}

// writeString escapes only the quote, the backslash and control characters (RFC 8785,
// section 3.2.2.2).
func writeString(out *bytes.Buffer, s string) {
	const hexDigits = "0123456789abcdef"
	out.WriteByte('"')
	for _, r := range s {
		switch i := strings.IndexRune("\b\t\n\f\r\"\\", r); {
		case i >= 0:
			out.WriteByte('\\')
			out.WriteByte(`btnfr"\`[i])
		case r < ' ':
			out.WriteString(`\u00`)
			out.WriteByte(hexDigits[r>>4])
			out.WriteByte(hexDigits[r&15])
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
}
