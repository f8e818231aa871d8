package detect

import (
	"net/url"
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/consent"
	"microconsent/internal/detect/site"
)

// PolicyLink is the address of the policy that the page most likely goes by: of its links to
// policies the one that speaks of privacy rather than of cookies, terms or an imprint, on the
// same site rather than elsewhere. "" when there is none that can be followed.
func (p *Page) PolicyLink(r Result) string {
	if p.doc == nil {
		return ""
	}
	base := p.base()
	best, address := 0, ""
	for _, c := range r.Clauses {
		if c.Role != consent.ClausePolicyLink {
			continue
		}
		target := p.target(c, base)
		if target == nil {
			continue
		}
		if score := rankLink(c.Text, target, base); score > best {
			best, address = score, target.String()
		}
	}
	return address
}

// base is what links on the page are relative to; nil when the page has no address.
func (p *Page) base() *url.URL {
	base, err := url.Parse(p.in.URL)
	if err != nil || base.Host == "" {
		base = nil
	}
	for i := range p.doc.Nodes {
		n := &p.doc.Nodes[i]
		if n.Atom() == atom.Base && n.Attr("href") != "" {
			return resolve(base, n.Attr("href"))
		}
	}
	return base
}

// resolve makes an address absolute. Only http and https lead to a page.
func resolve(base *url.URL, href string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return nil
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	u.Fragment, u.RawFragment = "", ""
	return u
}

// target is where the link of a clause leads. The page itself is no target.
func (p *Page) target(c consent.Clause, base *url.URL) *url.URL {
	for i := range p.doc.Nodes {
		n := &p.doc.Nodes[i]
		if n.Atom() != atom.A || p.doc.Line(i) != c.Line || p.doc.Selector(i) != c.Selector {
			continue
		}
		href := n.Attr("href")
		if href == "" || href[0] == '#' {
			return nil
		}
		return resolve(base, href)
	}
	return nil
}

// Words in the text or path of a link.
const (
	privacyWords = "privacy privacidad privacidade privacybeleid datenschutz confidentialit données-personnelles donnees-personnelles vie-privée vie-privee " +
		"riservatezza protección protecao proteção prywatn integritet personvern privatliv tietosuoja soukrom osobních ochrana adatv adatkez " +
		"gizlilik confidențial конфиденц персональн απορρήτου varstvo zasebnost privatnost privātum privatum privaatsus プライバシー 隐私 隱私 개인정보 خصوصية פרטיות"
	cookieWords = "cookie kakor evästee ciastecz"
	legalWords  = "terms conditions agb impressum imprint nutzungsbedingung mentions aviso-legal note-legali voorwaarden regulamin " +
		"accessib barriere vendor partner google facebook youtube vimeo meta.com opt-out optout preferences settings einstellungen"
)

// rankLink weighs what a link to a policy says and where it leads; 0 for none.
func rankLink(text string, target, base *url.URL) int {
	words := strings.ToLower(text + " " + target.Path)
	if path, err := url.PathUnescape(target.EscapedPath()); err == nil {
		words += " " + strings.ToLower(path)
	}
	score := 10
	if anyWord(words, privacyWords) {
		score += 6
	}
	if anyWord(words, cookieWords) {
		score += 2
	}
	if anyWord(words, legalWords) {
		score -= 5
	}
	if base != nil && !site.Same(target.Hostname(), base.Hostname()) {
		score -= 4
	}
	if base != nil && target.Path == base.Path && target.Host == base.Host && target.RawQuery == base.RawQuery {
		score -= 9
	}
	return max(score, 0)
}

func anyWord(text, list string) bool {
	for word := range strings.FieldsSeq(list) {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
