package surfaces

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/roles"
)

// Find lists the surfaces of a page: notices first, then what stands outside them.
func Find(p *Page) []Found {
	var out []Found
	taken := map[int]bool{}
	regions := p.companions(p.banners())
	first := p.primary(regions)
	for k := range regions {
		f := p.notice(&regions[k])
		if f.Kind == consent.SurfaceBanner {
			f.Primary = k == first
			p.layers(&f)
		}
		if f.Primary {
			f.Text = p.firstLayerText(&f)
			f.ImpliedConsent = Implied(f.Text[:min(len(f.Text), maxImpliedText)])
		}
		for _, c := range regions[k].controls {
			taken[c] = true
		}
		out = append(out, f)
	}
	out = append(out, p.embeds(taken)...)
	return append(out, p.loose(taken)...)
}

// notice gives every control of a region its role.
func (p *Page) notice(r *region) Found {
	f := Found{Kind: r.kind(p), Root: r.root, Text: p.Doc.Text(r.root, maxBannerText), Confidence: confidence(r.score), Evidence: r.why}
	place := p.place(r, f.Kind)
	repeated := p.repeated(r)
	toggles := p.toggleNames(r)
	for _, c := range r.controls {
		if p.doubles(c) {
			continue
		}
		control := p.control(c, p.guess(c))
		control.Heads = control.Heads || !control.Toggle && p.heads(c, r.root, toggles)
		control.Quoted = quoted(f.Text, control.Text)
		control.Repeated = repeated[control.Text] > 2
		item := Item{Node: c, Guess: roles.InPlace(control, place), Text: control.Text}
		if control.Label && item.Guess.Role == consent.ClauseOther {
			continue // a caption of nothing
		}
		if control.Toggle {
			if item.Topic = p.topic(c, r.root); item.Text == "" {
				item.Text = p.caption(c, r.root)
			}
		}
		f.Items = append(f.Items, item)
	}
	return f
}

// repeated counts how often each text stands on a control: what stands beside every
// category or service unfolds its details.
func (p *Page) repeated(r *region) map[string]int {
	out := map[string]int{}
	for _, c := range r.controls {
		if !p.toggle(c) {
			out[p.name(c)]++
		}
	}
	return out
}

func confidence(score float64) float64 { return max(0.5, min(0.99, 0.6+0.08*(score-threshold))) }

func (p *Page) place(r *region, kind consent.Surface) roles.Place {
	place := roles.Place{Surface: kind, Rejects: r.has[consent.ClauseRejectAll], Accepts: r.has[consent.ClauseAcceptAll]}
	for _, c := range r.controls {
		if p.toggle(c) {
			place.Toggles++
		} else if p.guess(c).Role == consent.ClauseAcceptAll && roles.All(p.name(c)) {
			place.All++
		}
	}
	return place
}

// primary chooses the notice that visitors meet first: the most telling one, where
// preference centres come after notices that lead to them. -1 when there is none.
func (p *Page) primary(regions []region) int {
	best, high := -1, 0.0
	for k := range regions {
		r := &regions[k]
		if r.kind(p) != consent.SurfaceBanner {
			continue
		}
		score := r.score
		if r.toggles > 0 {
			score -= 2
		}
		if best < 0 || score > high {
			best, high = k, score
		}
	}
	return best
}

// quoted says whether the text names a control in quotation marks: "by clicking “OK” …".
func quoted(text, name string) bool {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 60 {
		return false
	}
	for at := strings.Index(text, name); at >= 0; {
		if at > 0 && endsQuote(text[:at]) && startsQuote(text[at+len(name):]) {
			return true
		}
		next := strings.Index(text[at+1:], name)
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return false
}

func endsQuote(s string) bool {
	for _, q := range quotes() {
		if strings.HasSuffix(s, q) {
			return true
		}
	}
	return false
}

func startsQuote(s string) bool {
	for _, q := range quotes() {
		if strings.HasPrefix(s, q) {
			return true
		}
	}
	return false
}

func quotes() []string {
	return []string{`"`, "'", "“", "”", "„", "‘", "’", "‚", "«", "»", "‹", "›", "「", "」", "『", "』", "« ", " »"}
}
