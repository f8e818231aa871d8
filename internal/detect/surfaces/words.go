package surfaces

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"microconsent/internal/detect/lexicon"
	"microconsent/internal/detect/match"
)

// What a text or a name is about.
const (
	wordCookie   uint32 = 1 << iota // cookies by name
	wordConsent                     // consent, privacy choices, partners
	wordNotice                      // phrases that begin notices: "we use cookies"
	wordPolicy                      // policies, terms and imprints by name
	wordSell                        // the sale of personal data
	wordLoad                        // loading and showing blocked content
	wordAgree                       // agreeing, in the labels of forms
	wordLetters                     // newsletters and advertising mail
	wordDisabled                    // something of the browser is switched off
	wordNamed                       // in ids and classes
	wordBegins                      // at the beginning of ids and classes
)

//go:embed stems.txt
var stemFile string

// What phrases of the lexicon are looked for everywhere: not longer than maxStem letters,
// since the set is kept small, and not shorter than minStem bytes, since the shortest
// decides how many bytes a search may skip.
const (
	maxStem = 24
	minStem = 6
)

// stems are the words that every text of a page is searched for: those of the lexicon's
// notices and names of policies. A language's word for cookies is the first entry of its
// section.
var stems = sync.OnceValue(func() *match.Set {
	phrases := []match.Phrase{{Text: "cookie", Bits: wordCookie}}
	last := ""
	for _, e := range lexicon.All(lexicon.Banner) {
		bits := wordConsent
		if e.Lang != last {
			bits, last = wordCookie, e.Lang
		}
		letters := utf8.RuneCountInString(e.Text)
		if strings.Contains(e.Text, " ") || len(e.Text) >= 3*letters && letters >= 6 { // scripts without spaces
			bits |= wordNotice
		}
		if letters <= maxStem && len(e.Text) >= minStem {
			phrases = append(phrases, match.Phrase{Text: e.Text, Bits: bits})
		}
	}
	return match.Build(append(phrases, fileStems("cookie", "policy", "sell", "consent")...))
})

// SpeaksOfCookies says whether a text names cookies, in any language of the lexicon.
func SpeaksOfCookies(text string) bool { return stems().Bits(text, wordCookie)&wordCookie != 0 }

// NamesPolicy says whether a heading names a policy.
func NamesPolicy(heading string) bool { return stems().Bits(heading, wordPolicy)&wordPolicy != 0 }

// details are the words that only texts of interest are searched for.
var details = sync.OnceValue(func() *match.Set {
	phrases := fileStems("load", "agree", "letters", "disabled")
	for _, section := range []string{lexicon.CookiesDisabled, lexicon.BrowserNotice} {
		for _, e := range lexicon.All(section) {
			phrases = append(phrases, match.Phrase{Text: e.Text, Bits: wordDisabled})
		}
	}
	return match.Build(phrases)
})

// fileStems reads sections of stems.txt: a line "[section]", then stems separated by
// commas.
func fileStems(sections ...string) []match.Phrase {
	bits := map[string]uint32{"cookie": wordCookie, "consent": wordConsent | wordNotice, "policy": wordPolicy, "sell": wordSell, "load": wordLoad, "agree": wordAgree, "letters": wordLetters, "disabled": wordDisabled}
	section := ""
	var out []match.Phrase
	for line := range strings.Lines(stemFile) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
			continue
		}
		if line == "" || line[0] == '#' || !slices.Contains(sections, section) {
			continue
		}
		for stem := range strings.SplitSeq(line, ",") {
			if stem = strings.TrimSpace(stem); stem != "" {
				out = append(out, match.Phrase{Text: stem, Bits: bits[section]})
			}
		}
	}
	return out
}

// names are the pieces of ids and classes that speak of consent; those with wordBegins do
// so only where a name begins.
var names = sync.OnceValue(func() *match.Set {
	var phrases []match.Phrase
	for _, n := range strings.Fields(`cookie consent gdpr dsgvo rgpd lgpd avg-melding ccpa cmpbox cmpwrapper cmplz privacy-banner
		privacy-popup privacy-notice privacy-settings privacy-center privacybar privacy_settings privacyprompt privacy-overlay
		onetrust didomi usercentrics borlabs truste-consent truste_ cybot qc-cmp sp_message klaro iubenda-cs eupopup
		axeptio tarteaucitron datenschutz-hinweis datenschutzhinweis legalmonster content-blocker brlbs`) {
		phrases = append(phrases, match.Phrase{Text: n, Bits: wordNamed})
	}
	for _, n := range begins() {
		phrases = append(phrases, match.Phrase{Text: n, Bits: wordBegins})
	}
	return match.Build(phrases)
})

// maxNaming is how much of an id or class attribute is read, in bytes.
const maxNaming = 2000

func begins() []string {
	return strings.Fields("ot-sdk cky- cc-window cc-banner cc_banner cn-notice cn-revoke fc-consent fc-dialog eu-law osano-cm termly cm-popup cookiefirst")
}

// speaksOfConsent reads an id or a list of classes.
func speaksOfConsent(naming string) bool {
	bits := names().Bits(naming[:min(len(naming), maxNaming)], wordNamed)
	if bits&wordNamed != 0 || bits == 0 {
		return bits != 0
	}
	for name := range strings.FieldsSeq(strings.ToLower(naming)) {
		for _, b := range begins() {
			if strings.HasPrefix(name, b) {
				return true
			}
		}
	}
	return false
}
