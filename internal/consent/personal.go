package consent

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PersonalKind is a kind of personal data that can be told by its form.
type PersonalKind string

// The kinds.
const (
	PersonalEmail PersonalKind = "e-mail"
	PersonalPhone PersonalKind = "phone"
	PersonalIBAN  PersonalKind = "iban"
)

// PersonalKinds lists the kinds.
func PersonalKinds() []PersonalKind {
	return []PersonalKind{PersonalEmail, PersonalPhone, PersonalIBAN}
}

// Personal is personal data in a text: bytes Start to End.
type Personal struct {
	Kind       PersonalKind
	Start, End int
}

// FindPersonal finds e-mail addresses (also written as "name (at) example.com"), phone
// numbers and IBANs whose checksum is right, in their order, without overlaps. It goes by
// form alone: what looks like one is one.
func FindPersonal(text string) []Personal {
	found := findEmails(text)
	found = append(found, findIBANs(text)...)
	found = append(found, findPhones(text)...)
	slices.SortStableFunc(found, func(a, b Personal) int { return a.Start - b.Start })
	out := found[:0]
	end := 0
	for _, p := range found {
		if p.Start >= end {
			out, end = append(out, p), p.End
		}
	}
	return out
}

// MaskPersonal puts the kind in square brackets in the place of what FindPersonal finds, and
// counts it. Masking a masked text changes nothing.
func MaskPersonal(text string) (string, map[PersonalKind]int) {
	var counts map[PersonalKind]int
	for found := FindPersonal(text); len(found) > 0; found = FindPersonal(text) { // again: what touched is free now
		if counts == nil {
			counts = map[PersonalKind]int{}
		}
		var out strings.Builder
		at := 0
		for _, p := range found {
			out.WriteString(text[at:p.Start])
			out.WriteString("[" + string(p.Kind) + "]")
			counts[p.Kind]++
			at = p.End
		}
		text = out.String() + text[at:]
	}
	return text, counts
}

var emailPattern = regexp.MustCompile(`(?i)[\p{L}\p{N}][\p{L}\p{N}._%+'\-]{0,63}` +
	`(?:@|%40|&#0?64;|&commat;|\s?[\[({<]\s?(?:at|ät|@)\s?[\])}>]\s?)` +
	`[\p{L}\p{N}](?:[\p{L}\p{N}\-]{0,62}(?:\.|\s?[\[({<]\s?(?:dot|punkt|\.)\s?[\])}>]\s?)){1,5}[\p{L}][\p{L}\p{N}\-]{1,62}`)

func findEmails(text string) (out []Personal) {
	for _, at := range emailPattern.FindAllStringIndex(text, -1) {
		out = append(out, Personal{PersonalEmail, at[0], at[1]})
	}
	return out
}

// ibanLengths are the lengths by country (SWIFT, IBAN registry).
var ibanLengths = map[string]int{"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
	"CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22,
	"GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30,
	"KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31,
	"MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19,
	"SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20}

var ibanStart = regexp.MustCompile(`(?i)[a-z]{2}[0-9]{2}`)

func findIBANs(text string) (out []Personal) {
	for at := 0; at < len(text); {
		next := ibanStart.FindStringIndex(text[at:])
		if next == nil {
			return out
		}
		start := at + next[0]
		at = start + 1
		if end := ibanEnd(text, start); end > 0 && !wordBefore(text, start) && !wordAfter(text, end) {
			out, at = append(out, Personal{PersonalIBAN, start, end}), end
		}
	}
	return out
}

// ibanEnd is the end of the IBAN that begins at start, 0 when there is none. Groups may be
// parted by one space, also a narrow or unbreakable one, dot or hyphen.
func ibanEnd(text string, start int) int {
	want, compact, gap := ibanLengths[strings.ToUpper(text[start:start+2])], make([]byte, 0, 34), false
	for i, r := range text[start:] {
		switch {
		case len(compact) == want:
			return closed(compact, start+i)
		case r < utf8.RuneSelf && (unicode.IsDigit(r) || unicode.IsLetter(r)):
			compact, gap = append(compact, byte(unicode.ToUpper(r))), false
		case !gap && strings.ContainsRune(" .-\u00a0\u202f\u2009", r):
			gap = true
		default:
			return 0
		}
	}
	if len(compact) != want {
		return 0
	}
	return closed(compact, len(text))
}

func closed(compact []byte, end int) int {
	if len(compact) == 0 || mod97(compact) != 1 {
		return 0
	}
	return end
}

// mod97 is the checksum of ISO 13616: the first four characters go to the end, letters count
// as 10 to 35.
func mod97(iban []byte) int {
	sum := 0
	for _, c := range append(slices.Clone(iban[4:]), iban[:4]...) {
		if c >= 'A' {
			sum = (sum*100 + int(c-'A') + 10) % 97
		} else {
			sum = (sum*10 + int(c-'0')) % 97
		}
	}
	return sum
}

var (
	// phonePattern is what may be a number: digits in groups, with a plus or brackets.
	phonePattern = regexp.MustCompile(`(?:\+|\()?[0-9](?:[ \x{a0}\x{202f}.\-/\x{2010}-\x{2013}()]{0,3}[0-9])+`)
	// phoneWord stands before a number that does not look like one by itself.
	phoneWord = regexp.MustCompile(`(?i)(?:tel|phone|telefon|teléfono|téléphone|fon|fax|mobile?|mobil|handy|call|hotline|whatsapp|rufnummer|☎|📞)[a-z.]{0,8}[\s:\x{a0}("'>]{1,4}$`)
	notPhone  = regexp.MustCompile(`^(?:[12][0-9]{3}[.\-/][0-9]{1,2}[.\-/][0-9]{1,2}|[0-9]{1,2}[.\-/][0-9]{1,2}[.\-/](?:[12][0-9]{3}|[0-9]{2})|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9]{1,3}(?:[., ][0-9]{3})+|[12][0-9]{3}\s?[\-–/]\s?[12][0-9]{3})$`)
	grouped   = regexp.MustCompile(`^\(?[0-9]{3}\)?[ .\-][0-9]{3}[ .\-][0-9]{4}$`) // North America
)

func findPhones(text string) (out []Personal) {
	for _, at := range phonePattern.FindAllStringIndex(text, -1) {
		start, end := at[0], at[1]
		number := text[start:end]
		if wordBefore(text, start) || wordAfter(text, end) {
			continue
		}
		if isPhone(number, text[max(0, start-24):start]) {
			out = append(out, Personal{PersonalPhone, start, end})
		}
	}
	return out
}

func isPhone(number, before string) bool {
	digits := 0
	for _, r := range number {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits < 7 || digits > 15 || notPhone.MatchString(number) {
		return false
	}
	parted := digits < len(number)
	switch {
	case strings.HasPrefix(number, "+"), phoneWord.MatchString(before):
		return true
	case strings.HasPrefix(number, "00"), strings.HasPrefix(number, "("):
		return parted && digits >= 9
	case strings.HasPrefix(number, "0"):
		return parted && digits >= 8
	}
	return grouped.MatchString(number)
}

// wordBefore and wordAfter say whether a letter or digit touches: then it is part of
// something longer, such as an id.
func wordBefore(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
}

func wordAfter(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
}
