package lang

import "unicode"

// script is a writing system as far as languages are told by it.
type script uint8

const (
	scriptNone script = iota
	scriptLatin
	scriptCyrillic
	scriptGreek
	scriptHebrew
	scriptArabic
	scriptDevanagari
	scriptThai
	scriptHangul
	scriptKana
	scriptHan
	scriptOther
	scripts
)

// scriptOf names the script of a letter; signs and digits have none.
func scriptOf(r rune) script {
	switch {
	case r < 0x250:
		if 'a' <= r|0x20 && r|0x20 <= 'z' || r >= 0xC0 && r != 0xD7 && r != 0xF7 {
			return scriptLatin
		}
		return scriptNone
	case r < 0x370:
		return scriptNone
	case r < 0x400, 0x1F00 <= r && r < 0x2000:
		return scriptGreek
	case r < 0x530:
		return scriptCyrillic
	case 0x590 <= r && r < 0x600:
		return scriptHebrew
	case 0x600 <= r && r < 0x780, 0xFB50 <= r && r < 0xFE00, 0xFE70 <= r && r < 0xFF00:
		return scriptArabic
	}
	return scriptFar(r)
}

func scriptFar(r rune) script {
	switch {
	case 0x900 <= r && r < 0x980:
		return scriptDevanagari
	case 0xE00 <= r && r < 0xE80:
		return scriptThai
	case 0x1E00 <= r && r < 0x1F00:
		return scriptLatin
	case 0x3040 <= r && r < 0x3100, 0xFF66 <= r && r < 0xFFA0:
		return scriptKana
	case 0x1100 <= r && r < 0x1200, 0x3130 <= r && r < 0x3190, 0xAC00 <= r && r < 0xD7B0:
		return scriptHangul
	case unicode.Is(unicode.Han, r):
		return scriptHan
	case unicode.IsLetter(r):
		return scriptOther
	}
	return scriptNone
}

// count counts the letters of a text by script.
func count(text string) (counts [scripts]int, letters int) {
	for _, r := range text {
		if s := scriptOf(r); s != scriptNone {
			counts[s]++
			letters++
		}
	}
	return counts, letters
}

// mainScript picks the script of a text. Brand names and the word "cookie" stand in Latin
// letters everywhere, so another script wins with a third of the letters; Han and kana
// say more a letter than an alphabet does.
func mainScript(counts [scripts]int, letters int) script {
	counts[scriptHan] *= 4
	counts[scriptKana] *= 3
	counts[scriptHangul] *= 3
	best := scriptLatin
	for s := scriptCyrillic; s < scripts; s++ {
		if counts[s] > counts[best] || best == scriptLatin && counts[s]*2 > counts[scriptLatin] {
			best = s
		}
	}
	if letters == 0 {
		return scriptNone
	}
	return best
}

// single names the language of a script that only one language here uses, "" otherwise.
func single(s script, counts [scripts]int) string {
	switch s {
	case scriptGreek:
		return "el"
	case scriptHebrew:
		return "he"
	case scriptThai:
		return "th"
	case scriptHangul:
		return "ko"
	case scriptKana:
		return "ja"
	case scriptHan:
		if counts[scriptKana]*12 > counts[scriptHan] {
			return "ja"
		}
		return "zh"
	}
	return ""
}

// modelScript gives the script of a language of the model.
func modelScript(code string) script {
	switch code {
	case "bg", "ru", "uk", "sr", "mk", "be":
		return scriptCyrillic
	case "ar", "fa", "ur":
		return scriptArabic
	case "hi", "mr":
		return scriptDevanagari
	}
	return scriptLatin
}
