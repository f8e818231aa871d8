package surfaces

import (
	_ "embed"
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
	wordLoad                        // loading and showing blocked content
	wordAgree                       // agreeing, in the labels of forms
	wordLetters                     // newsletters and advertising mail
	wordDisabled                    // something of the browser is switched off
	wordNamed                       // in ids and classes
)

//go:embed stems.txt
var stemFile string

// stems are telling words and word stems: those of the lexicon's notices and those of
// stems.txt. A language's word for cookies is the first entry of its section.
var stems = sync.OnceValue(func() *match.Set {
	phrases := []match.Phrase{{Text: "cookie", Bits: wordCookie}}
	last := ""
	for _, e := range lexicon.All(lexicon.Banner) {
		bits := wordConsent
		if e.Lang != last {
			bits, last = wordCookie, e.Lang
		}
		if strings.Contains(e.Text, " ") {
			bits |= wordNotice
		}
		if n := utf8.RuneCountInString(e.Text); n <= 40 {
			phrases = append(phrases, match.Phrase{Text: e.Text, Bits: bits})
		}
	}
	for _, section := range []string{lexicon.CookiesDisabled, lexicon.BrowserNotice} {
		for _, e := range lexicon.All(section) {
			phrases = append(phrases, match.Phrase{Text: e.Text, Bits: wordDisabled})
		}
	}
	return match.Build(append(phrases, fileStems()...))
})

// fileStems reads stems.txt: a line "[section]", then stems separated by commas.
func fileStems() []match.Phrase {
	bits := map[string]uint32{"policy": wordPolicy, "load": wordLoad, "agree": wordAgree, "letters": wordLetters, "disabled": wordDisabled}
	var current uint32
	var out []match.Phrase
	for line := range strings.Lines(stemFile) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			current = bits[strings.Trim(line, "[]")]
			continue
		}
		for stem := range strings.SplitSeq(line, ",") {
			if stem = strings.TrimSpace(stem); stem != "" && !strings.HasPrefix(stem, "#") {
				out = append(out, match.Phrase{Text: stem, Bits: current})
			}
		}
	}
	return out
}

// names are the pieces of ids and classes that speak of consent.
var names = sync.OnceValue(func() *match.Set {
	var phrases []match.Phrase
	for _, n := range strings.Fields(`cookie consent gdpr dsgvo rgpd lgpd avg-melding ccpa cmp- cmp_ cmplz privacy-banner
		privacy-popup privacy-notice privacy-settings privacy-center privacybar privacy_settings privacyprompt onetrust ot-sdk
		didomi usercentrics borlabs truste cybot qc-cmp sp_message klaro osano iubenda-cs cky- eupopup
		cc-window cc-banner cc_banner cn-notice axeptio tarteaucitron fc-dialog datenschutz-hinweis
		datenschutzhinweis eu-law legalmonster termly quantcast content-blocker brlbs`) {
		phrases = append(phrases, match.Phrase{Text: n, Bits: wordNamed})
	}
	return match.Build(phrases)
})
