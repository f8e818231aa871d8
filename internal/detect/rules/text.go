package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"sync"

	"microconsent/internal/consent"
)

// Text is the wording of a rule in a language ("en", "de"). false for a rule or language
// that is not known.
func Text(id, lang string) (Wording, bool) {
	r, ok := ByID(id)
	switch {
	case ok && lang == "en":
		return r.English, true
	case ok && lang == "de":
		return r.German, true
	}
	return Wording{}, false
}

// Cite is the full citation of a reference that a finding names, "" for one that is not
// known.
func Cite(reference string) string { return citations()[reference] }

var citations = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, r := range table() {
		for _, ref := range r.References {
			out[ref.ID] = ref.Citation
		}
	}
	return out
})

// Digest identifies what the rules say: SHA-256 over ids, parts, needs, severities, texts
// and references in the order of All, in hex. How a rule decides is named by Ruleset.
func Digest() string { return digest() }

var digest = sync.OnceValue(func() string {
	h := sha256.New()
	write(h, Ruleset)
	for _, r := range table() {
		write(h, r.ID, string(r.Part), fmt.Sprint(r.Needs), fmt.Sprint(r.AbsenceBased))
		for _, j := range consent.Jurisdictions() {
			write(h, string(j), string(r.Severity[j]))
		}
		for _, w := range []Wording{r.English, r.German} {
			write(h, w.Title, w.Explanation, w.Remedy, w.Disagreement)
		}
		for _, ref := range r.References {
			write(h, ref.ID, ref.Citation)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
})

// write adds parts with a zero byte after each, which keeps ("ab", "c") and ("a", "bc")
// apart.
func write(h hash.Hash, parts ...string) {
	_, _ = h.Write([]byte(strings.Join(parts, "\x00") + "\x00")) // a hash never fails to write
}
