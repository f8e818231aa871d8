package detect

import (
	"net/url"

	"microconsent/internal/detect/cmp"
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
	w.Signals.Script(text)
	w.services.Script(text)
	w.defaults = w.defaults || setsDefaults(text)
}

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
