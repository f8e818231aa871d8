package detect

import (
	"regexp"
	"strings"

	"golang.org/x/net/html/atom"

	"microconsent/internal/detect/dom"
	"microconsent/internal/detect/rules"
)

// Shapes of gtag('consent', 'default', {…}). The object holds strings, numbers and one list,
// so that it ends at the first closing brace.
var (
	defaultCall  = regexp.MustCompile(`\(\s*['"]consent['"]\s*,\s*['"]default['"]\s*,\s*\{([^{}]*)\}`)
	defaultState = regexp.MustCompile(`['"]?\b(ad_[a-z_]+|[a-z]+_storage)['"]?\s*:\s*['"](granted|denied)['"]`)
	defaultPlace = regexp.MustCompile(`['"]?\bregion['"]?\s*:\s*\[([^\]]*)\]`)
)

// storageTypes ends the names of most of Google's consent types ("ad_storage").
const storageTypes = "_storage"

// setsDefaults tells scripts in which a call may stand, cheaply.
func setsDefaults(script string) bool { return strings.Contains(script, storageTypes) }

// maxDefaults bounds the calls that are read.
const maxDefaults = 20

// consentDefaults reads the defaults of Google's consent mode that the page's own scripts
// set. What a script computes is not seen.
func (p *Page) consentDefaults() []rules.ConsentDefault {
	if p.doc == nil || !p.seen.defaults {
		return nil
	}
	var out []rules.ConsentDefault
	for i := range p.doc.Nodes {
		n := &p.doc.Nodes[i]
		if !n.Is(dom.Text|dom.Raw) || p.doc.Nodes[n.Parent].Atom() != atom.Script || !setsDefaults(n.HTML.Data) {
			continue
		}
		line := p.doc.Line(int(n.Parent))
		for _, d := range defaultsIn(n.HTML.Data) {
			d.Line += line
			out = append(out, d)
		}
		if len(out) >= maxDefaults {
			return out[:maxDefaults]
		}
	}
	return out
}

// maxDefaultScript is how much of one script is read, in bytes.
const maxDefaultScript = 256 << 10

// defaultsIn reads a script; lines count from 0.
func defaultsIn(script string) []rules.ConsentDefault {
	script = script[:min(len(script), maxDefaultScript)]
	if !strings.Contains(script, "default") {
		return nil
	}
	script = uncomment(script)
	var out []rules.ConsentDefault
	for _, at := range defaultCall.FindAllStringSubmatchIndex(script, maxDefaults) {
		object := script[at[2]:at[3]]
		d := rules.ConsentDefault{States: map[string]string{}, Line: strings.Count(script[:at[0]], "\n")}
		for _, state := range defaultState.FindAllStringSubmatch(object, -1) {
			d.States[state[1]] = state[2]
		}
		if place := defaultPlace.FindStringSubmatch(object); place != nil {
			d.Regions = strings.Fields(strings.ToUpper(strings.NewReplacer("'", " ", `"`, " ", ",", " ").Replace(place[1])))
		}
		if len(d.States) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// uncomment leaves comments out of a script, but for their line ends. A "//" counts only
// behind white space or a sign that ends a statement, since addresses hold it too.
func uncomment(script string) string {
	var out strings.Builder
	for at := 0; ; {
		i := strings.IndexByte(script[at:], '/')
		if i < 0 || at+i+1 >= len(script) {
			out.WriteString(script[at:])
			return out.String()
		}
		i += at
		switch next := script[i+1]; {
		case next == '*':
			out.WriteString(script[at:i])
			length := commentLength(script[i:], "*/")
			out.WriteString(strings.Repeat("\n", strings.Count(script[i:i+length], "\n")))
			at = i + length
		case next == '/' && (i == 0 || strings.IndexByte(" \t\r\n;{}(),", script[i-1]) >= 0):
			out.WriteString(script[at:i])
			at = i + commentLength(script[i:], "\n") - 1
		default:
			out.WriteString(script[at : i+1])
			at = i + 1
		}
	}
}

// commentLength is how far a comment goes, its end included. One that is never closed
// reaches to the end; a missing line end counts as there.
func commentLength(comment, end string) int {
	i := strings.Index(comment[2:], end)
	if i < 0 {
		if end == "\n" {
			return len(comment) + 1
		}
		return len(comment)
	}
	return 2 + i + len(end)
}
