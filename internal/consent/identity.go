package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
)

// ControlKey identifies a clause from one analysis of a site to the next: role, surface,
// folded text and the tail of the selector. Numbers are folded, so that "our 889 partners"
// and ids that a build makes anew stay the same. A banner's text is too long and too
// lively to identify it: it goes by its place alone.
func ControlKey(c Clause) string {
	text := foldIdentity(c.Text)
	if c.Kind == KindBanner {
		text = ""
	}
	return digest("control", string(c.Role), string(c.Surface), text, selectorTail(c.Selector))
}

// FindingKey identifies a finding by its rule and the controls that it names, in any
// order. Clauses are those of the finding's own analysis; an id that none of them has is
// passed over. What was decided about a finding is carried on by this key.
func FindingKey(f Finding, clauses []Clause) string {
	keys := make([]string, 0, len(f.Clauses))
	for _, c := range clauses {
		if slices.Contains(f.Clauses, c.ID) {
			keys = append(keys, ControlKey(c))
		}
	}
	slices.Sort(keys)
	return digest(append([]string{"finding", f.Rule}, slices.Compact(keys)...)...)
}

// KeyOf is the finding's own key, or the one that its clauses give.
func (f Finding) KeyOf(clauses []Clause) string {
	if f.Key != "" {
		return f.Key
	}
	return FindingKey(f, clauses)
}

// digest is the first 64 bits of the SHA-256 over the parts, in hex. The zero byte between
// them keeps ("ab", "c") and ("a", "bc") apart.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// foldIdentity is s in lower case, white space folded, every run of digits "0".
func foldIdentity(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range strings.Join(strings.Fields(strings.ToLower(s)), " ") {
		if unicode.IsDigit(r) {
			r = '0'
		}
		if r != '0' || last != '0' {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// selectorTail is the last step of a CSS selector without its position among siblings:
// what an inserted paragraph does not change.
func selectorTail(selector string) string {
	tail := selector
	if i := strings.LastIndexAny(tail, " >"); i >= 0 {
		tail = tail[i+1:]
	}
	if i := strings.Index(tail, ":nth-"); i >= 0 {
		tail = tail[:i]
	}
	return foldIdentity(tail)
}
