package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a text to the form in which phrases are compared. The result is in NFC and
// Fold(Fold(s)) == Fold(s).
//
//   - compatibility forms are unified (NFKC): full-width letters, ligatures, no-break spaces
//   - case is folded, ß to ss, final sigma to sigma
//   - punctuation and symbols become spaces, save an apostrophe, hyphen or middle dot inside
//     a word; the kinds of apostrophes and hyphens are unified
//   - white space runs become one space, none at the ends
//   - invisible characters go: soft hyphen, joiners, direction marks, variation selectors
//   - diacritics stay, except where everyday writing leaves them out: the Greek tonos
//     (capitals carry none), the Turkish dot (I and ı become i, so that both cases of a word
//     meet), the dots of the Russian ё, Arabic vowel signs, hamza seats and tatweel, Hebrew
//     points; the Romanian ş and ţ with cedilla become those with comma
//
// A text of symbols alone, such as "×", keeps them.
func Fold(s string) string {
	if t, ok := foldASCII(s); ok {
		return t
	}
	return foldUnicode(s)
}

func foldUnicode(s string) string {
	f := folder{}
	f.out.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		f.rune(r)
	}
	if f.out.Len() == 0 {
		return norm.NFC.String(f.symbols.String())
	}
	return norm.NFC.String(f.out.String())
}

// foldASCII is the short way for most texts of the web.
func foldASCII(s string) (string, bool) {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	f := folder{}
	f.out.Grow(len(s))
	for i := range len(s) {
		f.emit(rune(lowerASCII(s[i])))
	}
	if f.out.Len() == 0 {
		return f.symbols.String(), true
	}
	return f.out.String(), true
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// folder builds the folded text rune by rune.
type folder struct {
	out, symbols strings.Builder
	base         rune // the last letter, to which marks belong
	joint        rune // an apostrophe, hyphen or dot that follows a letter, not yet written
	gap          bool // a space is due before the next letter
}

// rune takes one rune of the decomposed text.
func (f *folder) rune(r rune) {
	r = unicode.ToLower(r)
	switch {
	case invisible(r) || unicode.Is(unicode.Mn, r) && f.dropped(r):
	case r == 'ß':
		f.emit('s')
		f.emit('s')
	case r == 0x327 && (f.base == 's' || f.base == 't'):
		f.cedilla()
	default:
		f.emit(unify(r))
	}
}

// cedilla writes the comma below for the cedilla: Romanian ş and ţ. The Turkish ş meets the
// same form on both sides of a comparison.
func (f *folder) cedilla() { f.emit(0x326) }

// emit writes a rune that is part of a word and turns every other into a gap.
func (f *folder) emit(r rune) {
	switch {
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		f.lead()
		f.base = r
		f.out.WriteRune(r)
	case unicode.IsMark(r):
		f.lead()
		f.out.WriteRune(r)
	default:
		f.separate(r)
	}
}

// lead writes what was held back before a letter.
func (f *folder) lead() {
	switch {
	case f.joint != 0:
		f.out.WriteRune(f.joint)
	case f.gap && f.out.Len() > 0:
		f.out.WriteByte(' ')
	}
	f.joint, f.gap = 0, false
}

func (f *folder) separate(r rune) {
	if !unicode.IsSpace(r) && !unicode.IsControl(r) {
		f.symbols.WriteRune(r)
	}
	if !f.gap && f.joint == 0 && f.out.Len() > 0 && (r == '\'' || r == '-' || r == '·') {
		f.joint = r
		return
	}
	f.joint, f.gap, f.base = 0, true, 0
}

// invisible tells characters that change nothing that a reader sees.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == 'ـ'
}

// dropped tells a mark that everyday writing leaves out.
func (f *folder) dropped(mark rune) bool {
	switch {
	case mark == 0x301:
		return unicode.Is(unicode.Greek, f.base)
	case mark == 0x307:
		return f.base == 'i'
	case mark == 0x308:
		return f.base == 'е' // Cyrillic
	}
	return 0x64B <= mark && mark <= 0x65F || mark == 0x670 || 0x591 <= mark && mark <= 0x5C7
}

// unify maps the variants of a letter or sign to one.
func unify(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'ς':
		return 'σ'
	case 'ي', 'ى': // Arabic and Persian yeh
		return 'ی'
	case 'ك': // Arabic and Persian kaf
		return 'ک'
	case '’', '‘', 'ʼ', '`', 'ʹ', '׳', '′', '՚', '‛':
		return '\''
	case '‐', '‑', '‒', '–', '־':
		return '-'
	case '‧', '・', '•', '∙', '⋅':
		return '·'
	}
	return r
}
