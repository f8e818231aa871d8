package surfaces

import (
	"strings"
	"sync"
	"unicode/utf8"

	"microconsent/internal/detect/lexicon"
	"microconsent/internal/detect/match"
)

// What a text or a name is about.
const (
	wordCookie  uint32 = 1 << iota // cookies by name
	wordConsent                    // consent, privacy choices, partners
	wordLoad                       // placeholders of blocked content
	wordNamed                      // in ids and classes
)

// stems are words of consent notices, by what they are about. A word of the lexicon that
// names cookies in its language is told by the language's first entry.
var stems = sync.OnceValue(func() *match.Set {
	var phrases []match.Phrase
	for _, e := range lexicon.All(lexicon.Banner) {
		if utf8.RuneCountInString(e.Text) > 24 {
			continue
		}
		phrases = append(phrases, match.Phrase{Text: e.Text, Bits: bitsOf(e.Text)})
	}
	return match.Build(append(phrases, match.Phrase{Text: "cookie", Bits: wordCookie}))
})

func bitsOf(stem string) uint32 {
	if strings.ContainsAny(stem, " \u00a0") {
		return wordConsent
	}
	return wordCookie
}

// names are the pieces of ids and classes that speak of consent.
var names = sync.OnceValue(func() *match.Set {
	var phrases []match.Phrase
	for _, n := range strings.Fields(`cookie consent gdpr dsgvo rgpd lgpd avg-melding ccpa cmp- cmp_ cmplz privacy-banner
		privacy-popup privacy-notice privacy-settings privacy-center privacybar privacy_settings privacyprompt onetrust ot-sdk
		didomi usercentrics borlabs truste cybot qc-cmp sp_message klaro osano iubenda-cs cky- eupopup
		cc-window cc-banner cc_banner cn-notice axeptio tarteaucitron fc-dialog adroll_consent datenschutz-hinweis
		datenschutzhinweis eu-law legalmonster termly quantcast`) {
		phrases = append(phrases, match.Phrase{Text: n, Bits: wordNamed})
	}
	return match.Build(phrases)
})
