package lang

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"microconsent/internal/detect/linear"
)

// Most bytes of a text that are read: more does not change the answer.
const most = 1200

// Detect names the language of a text (ISO 639-1, "" when unknown) and how sure that is,
// 0 to 1. hint is the document's own claim (an html lang attribute such as "de-AT"), ""
// when there is none. A text without letters gets the hint, at low confidence.
func Detect(text string, hint string) (code string, confidence float64) {
	text, hint = cut(text), Normalize(hint)
	counts, letters := count(text)
	s := mainScript(counts, letters)
	switch {
	case letters < 2:
		if hint != "" {
			return hint, 0.3
		}
		return "", 0
	case s == scriptOther:
		return "", 0
	}
	if code := single(s, counts); code != "" {
		return code, certainty(letters)
	}
	return score(text, hint, s)
}

func cut(text string) string {
	if len(text) <= most {
		return text
	}
	end := most
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// certainty grows with the number of letters of a script that one language uses.
func certainty(letters int) float64 { return 1 - 0.5/float64(1+letters) }

// scratch is what one detection needs; it is reused.
type scratch struct {
	vector linear.Vector
	scores []float64
}

var pool = sync.Pool{New: func() any { return &scratch{scores: make([]float64, len(ModelCodes()))} }}

// Damping and prior: the log-likelihood ratios of neighbouring letter groups are far from
// independent, and what a document says of itself is right in about nine of ten cases.
const (
	damping   = 4.0
	hintBonus = 2.2
)

func score(text, hint string, s script) (string, float64) {
	sc := pool.Get().(*scratch)
	defer pool.Put(sc)
	sc.vector.Reset()
	features(&sc.vector, text)
	m := model()
	m.Scores(&sc.vector, sc.scores)
	for c, code := range m.Classes() {
		if modelScript(code) != s {
			sc.scores[c] = math.Inf(-1)
			continue
		}
		sc.scores[c] = sc.scores[c]/damping + prior(code, hint)
	}
	linear.SoftmaxInPlace(sc.scores)
	best, _ := linear.Best(sc.scores)
	code := m.Classes()[best]
	if code == "hr" && hint == "sr" {
		code = "sr" // Serbian in Latin letters reads as Croatian
	}
	return code, sc.scores[best]
}

// prior says how likely a language is before the text is read: those that the engine does
// not cover are rarer, and the hint counts.
func prior(code, hint string) float64 {
	p := 0.0
	if !Covered(code) {
		p = -1.5
	}
	if code == hint || code == "hr" && hint == "sr" {
		p += hintBonus
	}
	return p
}

// Covered says whether the engine knows the language well enough to rely on the absence
// of a text: there are phrases of every role for it.
func Covered(code string) bool {
	return len(code) == 2 && slices.Contains(coveredCodes, code)
}

var coveredCodes = strings.Fields("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv no is tr ru uk sr ja zh ko ar he hi id vi th")

// Codes lists the covered languages.
func Codes() []string { return slices.Clone(coveredCodes) }

// Normalize brings a language tag (BCP 47, in any case, with "_" for "-" too) to the code
// that this package uses; "" for what is no tag.
func Normalize(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	switch tag {
	case "nb", "nn":
		return "no"
	case "iw":
		return "he"
	case "in":
		return "id"
	case "cn":
		return "zh"
	case "bs":
		return "hr"
	}
	if len(tag) != 2 || tag[0] < 'a' || tag[0] > 'z' || tag[1] < 'a' || tag[1] > 'z' {
		return ""
	}
	return tag
}
