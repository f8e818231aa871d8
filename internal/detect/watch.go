package detect

import (
	"math/bits"
	"net/url"
	"sync"

	"microconsent/internal/detect/cmp"
	"microconsent/internal/detect/match"
	"microconsent/internal/detect/site"
	"microconsent/internal/detect/trackers"
)

// watcher is shown what the one pass over a page reads: it looks for consent managers and
// for known services.
type watcher struct {
	cmp.Signals
	services trackers.Signals
	scripts  int  // inline or loaded
	defaults bool // a script sets defaults of Google's consent mode
}

// Reset forgets what was shown.
func (w *watcher) Reset() { *w = watcher{} }

// URL takes the address of a script, frame or image.
func (w *watcher) URL(address string) {
	w.Signals.URL(address)
	w.services.URL(address)
}

// Script takes the text of an inline script.
func (w *watcher) Script(text string) {
	w.scripts++
	var snippets uint32
	inScripts().Each(text, func(what uint32, start, end int) {
		switch what >> whatBits {
		case forCMP:
			w.Met(what&(1<<whatBits-1), text, start, end)
		case forService:
			snippets |= 1 << (what & (1<<whatBits - 1))
		case forDefaults:
			w.defaults = true
		}
	})
	w.services.Met(snippets)
}

// What a phrase in a script is for, above the whatBits bits that say which it is.
const (
	forCMP uint32 = iota
	forService
	forDefaults
	whatBits = 24
)

// inScripts looks for everything that scripts give away in one pass.
var inScripts = sync.OnceValue(func() *match.Set {
	phrases := []match.Phrase{{Text: storageTypes, Bits: forDefaults << whatBits}}
	phrases = append(phrases, cmp.Phrases()...) // forCMP is 0
	for _, p := range trackers.Phrases() {
		phrases = append(phrases, match.Phrase{Text: p.Text, Bits: forService<<whatBits | uint32(bits.TrailingZeros32(p.Bits))})
	}
	return match.Build(phrases)
})

// thirdParties are the known services that are not the page's own site.
func (p *Page) thirdParties() []trackers.Found {
	own := ""
	if u, err := url.Parse(p.in.URL); err == nil {
		own = u.Hostname()
	}
	var out []trackers.Found
	for _, f := range p.seen.services.Found() {
		if own == "" || !site.Same(own, f.Evidence) {
			out = append(out, f)
		}
	}
	return out
}
