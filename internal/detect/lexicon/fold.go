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
	if !utf8.ValidString(s) { // a broken byte hides from the normaliser what stands behind it
		s = strings.ToValidUTF8(s, " ")
	}
	if !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s)
	}
	f := folder{out: make([]byte, 0, len(s)+4)}
	for _, r := range s {
		f.rune(r)
	}
	out := string(f.out)
	if out == "" {
		out = string(f.symbols)
	}
	if norm.NFC.IsNormalString(out) {
		return out
	}
	return Fold(norm.NFC.String(out)) // what was dropped brought a letter and a mark together
}

// folder builds the folded text rune by rune.
type folder struct {
	out     []byte
	symbols []byte // the signs of a text that has no letters
	base    rune   // the last letter, to which marks belong
	joint   rune   // an apostrophe, hyphen or dot that follows a letter, not yet written
	gap     bool   // a space is due before the next letter
}

// rune takes one rune of the composed text.
func (f *folder) rune(r rune) {
	switch {
	case r < utf8.RuneSelf:
		f.ascii(r)
	case r == 'ß' || r == 'ẞ':
		f.letter('s')
		f.letter('s')
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		f.wide(unify(unicode.ToLower(r)))
	case unicode.IsMark(r):
		f.mark(r)
	case !unicode.Is(unicode.Cf, r):
		f.separate(unify(r))
	}
}

func (f *folder) ascii(r rune) {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		f.letter(r)
	case 'A' <= r && r <= 'Z':
		f.letter(r + 'a' - 'A')
	default:
		f.separate(r)
	}
}

// wide takes a unified letter outside ASCII; a few letters unify with a sign or vanish.
func (f *folder) wide(r rune) {
	switch r {
	case 'ـ': // tatweel
	case '\'':
		f.separate(r)
	default:
		f.letter(r)
	}
}

func (f *folder) letter(r rune) {
	f.lead()
	f.base = r
	f.out = utf8.AppendRune(f.out, r)
}

// mark keeps a mark unless everyday writing leaves it out. Romanian writes s and t with
// comma or cedilla; the Turkish s with cedilla meets the same form.
func (f *folder) mark(r rune) {
	if f.dropped(r) {
		return
	}
	if r == 0x327 && (f.base == 's' || f.base == 't') {
		r = 0x326
	}
	f.lead()
	f.out = utf8.AppendRune(f.out, r)
}

// lead writes what was held back before a letter.
func (f *folder) lead() {
	switch {
	case f.joint != 0:
		f.out = utf8.AppendRune(f.out, f.joint)
	case f.gap && len(f.out) > 0:
		f.out = append(f.out, ' ')
	}
	f.joint, f.gap = 0, false
}

// separate turns a sign or space into a gap, or holds it back as a joint of a word.
func (f *folder) separate(r rune) {
	if len(f.out) == 0 && !unicode.IsSpace(r) && !unicode.IsControl(r) {
		f.symbols = utf8.AppendRune(f.symbols, r)
	}
	if !f.gap && f.joint == 0 && len(f.out) > 0 && (r == '\'' || r == '-' || r == '·') {
		f.joint = r
		return
	}
	f.joint, f.gap, f.base = 0, true, 0
}

// dropped tells a mark that everyday writing leaves out or that shows nothing.
func (f *folder) dropped(mark rune) bool {
	switch mark {
	case 0x301:
		return unicode.Is(unicode.Greek, f.base)
	case 0x307:
		return f.base == 'i'
	case 0x308:
		return f.base == 'е' // Cyrillic
	}
	return 0x64B <= mark && mark <= 0x65F || mark == 0x670 || 0x591 <= mark && mark <= 0x5C7 ||
		unicode.Is(unicode.Variation_Selector, mark)
}

// unify maps the variants of a letter or sign to one.
func unify(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'ş':
		return 'ș'
	case 'ţ':
		return 'ț'
	case 'ё':
		return 'е'
	case '’', '‘', 'ʼ', '`', 'ʹ', '׳', '′', '՚', '‛':
		return '\''
	case '‐', '‑', '‒', '–', '־':
		return '-'
	case '‧', '・', '•', '∙', '⋅':
		return '·'
	}
	switch {
	case 'ΐ' <= r && r <= 'ώ':
		return unifyGreek(r)
	case 'آ' <= r && r <= 'ٱ':
		return unifyArabic(r)
	}
	return r
}

func unifyGreek(r rune) rune {
	switch r {
	case 'ά':
		return 'α'
	case 'έ':
		return 'ε'
	case 'ή':
		return 'η'
	case 'ί':
		return 'ι'
	case 'ό':
		return 'ο'
	case 'ύ':
		return 'υ'
	case 'ώ':
		return 'ω'
	case 'ΐ':
		return 'ϊ'
	case 'ΰ':
		return 'ϋ'
	case 'ς':
		return 'σ'
	}
	return r
}

func unifyArabic(r rune) rune {
	switch r {
	case 'آ', 'أ', 'إ', 'ٱ':
		return 'ا'
	case 'ؤ':
		return 'و'
	case 'ئ', 'ي', 'ى': // Arabic and Persian yeh
		return 'ی'
	case 'ك': // Arabic and Persian kaf
		return 'ک'
	}
	return r
}
