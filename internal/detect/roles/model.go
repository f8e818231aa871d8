package roles

import (
	_ "embed"
	"strings"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
	"microconsent/internal/detect/linear"
)

//go:embed weights.bin
var weights []byte

// model is made by the trainer beside this package.
var model = sync.OnceValue(func() *linear.Model { return linear.MustDecode(weights) })

// Classes are the roles that words can tell; checkboxes are told by their element.
func Classes() []consent.ClauseRole {
	return []consent.ClauseRole{consent.ClauseAcceptAll, consent.ClauseRejectAll, consent.ClauseAcknowledge, consent.ClauseSettings,
		consent.ClauseSave, consent.ClauseClose, consent.ClauseWithdraw, consent.ClauseDoNotSell, consent.ClausePay,
		consent.ClauseLoadEmbed, consent.ClausePolicyLink, consent.ClauseOther}
}

// Reader reads texts one after another and reuses its memory. It remembers what it read,
// since pages repeat themselves. Not safe for concurrent use.
type Reader struct {
	vector linear.Vector
	known  map[string]Guess
	dull   map[string]bool // texts that Quick did not show to the model
}

// NewReader makes a reader.
func NewReader() *Reader {
	return &Reader{known: map[string]Guess{}, dull: map[string]bool{}}
}

// Text reads the words of a control without its context.
func Text(text string) Guess { return NewReader().Text(text) }

// maxRemembered texts are kept by a Reader.
const maxRemembered = 5000

// Text reads the words of a control without its context.
func (r *Reader) Text(text string) Guess {
	if g, ok := r.known[text]; ok {
		return g
	}
	g := r.read(text)
	if len(r.known) < maxRemembered {
		r.known[text] = g
	}
	return g
}

// Quick is Text for looking around: what holds no concept of consent and no known phrase is
// not shown to the model.
func (r *Reader) Quick(text string) Guess {
	if g, ok := r.known[text]; ok {
		return g
	}
	dull, ok := r.dull[text]
	if !ok {
		f := fold(text)
		dull = f.concepts == 0 && f.folded != "" && len(lexicon.Lookup(f.folded)) == 0
		if len(r.dull) < maxRemembered {
			r.dull[text] = dull
		}
	}
	if dull {
		return Guess{Role: consent.ClauseOther, Confidence: 0.9}
	}
	return r.Text(text)
}

func (r *Reader) read(text string) Guess {
	known := read(text)
	if known.folded == "" {
		return Guess{Role: consent.ClauseOther, Confidence: 0.5, Second: consent.ClauseClose, SecondConfidence: 0.2}
	}
	features(&r.vector, &known, true)
	var g Guess
	model().Predict(&r.vector, g.probs[:])
	first, second := linear.Best(g.probs[:])
	classes := Classes()
	g.Role, g.Confidence = classes[first], g.probs[first]
	g.Second, g.SecondConfidence = classes[second], g.probs[second]
	g.Evidence, g.Heading = evidence(&known, g.Role), heading(&known)
	return g
}

// heading says whether the text is the name of a category and not an act on it: "Strictly
// necessary cookies (3)", but not "only strictly necessary cookies".
func heading(r *reading) bool {
	if r.concepts&actBits() != 0 {
		return false
	}
	if topics, naming := topicBits(); r.concepts&naming != 0 && r.concepts&^topics == 0 {
		return true
	}
	for _, f := range r.found {
		if strings.HasPrefix(f.section, lexicon.CategoryPrefix) && f.share > 0.55 {
			return true
		}
	}
	return false
}

// evidence are the words that decided: a known phrase of the role, else the text itself.
func evidence(r *reading, role consent.ClauseRole) []string {
	if f := r.in(string(role)); f.phrase != "" {
		return []string{f.phrase}
	}
	if role == consent.ClauseOther {
		return nil
	}
	return []string{r.folded[:min(len(r.folded), maxFeatureText)]}
}
