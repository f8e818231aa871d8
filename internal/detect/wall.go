package detect

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// Limits of a page that may be a challenge.
const (
	maxWallText  = 2_000 // bytes
	maxWallNodes = 400   // elements and texts
)

// body returns the body's node, -1 for none.
func (p *Page) body() int {
	for i := range p.doc.Nodes {
		if p.doc.Nodes[i].Atom() == atom.Body {
			return i
		}
	}
	return -1
}

// wall returns the words by which a page shows itself as a check for robots, "" for any
// other page. Only pages that say little are looked at: articles quote such words too.
func (p *Page) wall() string {
	body := p.body()
	if body < 0 || len(p.doc.Nodes) > maxWallNodes {
		return ""
	}
	text := p.doc.Text(body, maxWallText)
	if len(text) > maxWallText-10 {
		return ""
	}
	low := strings.ToLower(p.doc.Title + "\n" + text)
	for _, words := range challenges() {
		if strings.Contains(low, words) {
			return words
		}
	}
	return ""
}

// challenges are the words of the pages that the common services serve: Cloudflare, Akamai,
// Imperva, DataDome, HUMAN, AWS WAF, DDoS-Guard, Vercel, Sucuri, Kasada, Google.
func challenges() []string {
	return []string{"just a moment...", "attention required! | cloudflare", "checking your browser before", "checking if the site connection is secure",
		"enable javascript and cookies to continue", "verify you are human", "verifying you are human", "verify that you are human",
		"needs to review the security of your connection", "pardon our interruption", "press & hold to confirm you are", "robot or human?",
		"are you a robot?", "i'm not a robot", "please enable js and disable any ad blocker", "incapsula incident id", "request unsuccessful. incapsula",
		"unusual traffic from your computer network", "ddos-guard", "vercel security checkpoint", "human verification", "sucuri website firewall",
		"access to this page has been denied because we believe", "you don't have permission to access", "your request has been blocked",
		"bestätigen sie, dass sie ein mensch sind", "überprüfen sie, ob sie ein mensch sind", "sie sind kein roboter", "vérifiez que vous êtes humain",
		"vérification que vous n'êtes pas un robot", "verifica que eres humano", "verifica di essere umano", "controleer of u een mens bent",
		"potwierdź, że jesteś człowiekiem", "подтвердите, что вы не робот", "私はロボットではありません", "请完成安全验证"}
}

// shell says whether the body holds no words while scripts are there to fill it.
func (p *Page) shell(scripts int) bool {
	const words = 20 // bytes
	body := p.body()
	return body >= 0 && scripts > 0 && len(p.doc.Text(body, words+1)) <= words
}
