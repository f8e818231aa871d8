// Package claims tells what a statement of a policy flatly claims: that no cookies are used,
// that nobody is tracked, that no advertising is shown, that nothing is passed on, that use
// of the site is consent. Such claims can contradict what a notice asks for and what a page
// loads. Claims with an exception ("except", "without your consent", "cookies to identify
// you") are none. The phrases are written by hand (claims.txt).
package claims

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"microconsent/internal/detect/match"
	"microconsent/internal/detect/surfaces"
)

// Claim is a set of claims.
type Claim uint32

// The claims.
const (
	NoCookies     Claim = 1 << iota // no cookies are set
	NoTracking                      // no analytics, nobody is tracked or profiled
	NoAdvertising                   // no advertising cookies or services
	NoSharing                       // nothing is passed on to third parties
	UseIsConsent                    // using the site is consent to cookies
	KeepsFor                        // something is kept or deleted after a named time, or as long as needed

	// Of the words only: an exception, something that keeps, a span of time.
	except
	keep
	span
)

const ofWords = except | keep | span

func sections() map[string]Claim {
	return map[string]Claim{"no cookies": NoCookies, "no tracking": NoTracking, "no advertising": NoAdvertising, "no sharing": NoSharing, "except": except,
		"keep": keep, "span": span, "keeps": KeepsFor}
}

// Of reads one statement.
func Of(text string) Claim {
	found := Claim(phrases().Bits(text, ^uint32(0)))
	if found&except != 0 {
		found &^= NoCookies | NoTracking | NoAdvertising | NoSharing
	}
	if found&(keep|span) == keep|span {
		found |= KeepsFor
	}
	found &^= ofWords
	if surfaces.SpeaksOfCookies(text) && surfaces.Implied(text) {
		found |= UseIsConsent
	}
	return found
}

//go:embed claims.txt
var claimsText string

var phrases = sync.OnceValue(func() *match.Set {
	all, err := parse(claimsText)
	if err != nil {
		panic(err) // the file is part of the program; its tests read it
	}
	return match.Build(all)
})

func parse(text string) ([]match.Phrase, error) {
	var out []match.Phrase
	var at Claim
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			if at = sections()[strings.Trim(line, "[]")]; at == 0 {
				return nil, fmt.Errorf("claims: no such section: %s", line)
			}
		default:
			for piece := range strings.SplitSeq(line, "; ") {
				if len(piece) < match.MinLength {
					return nil, fmt.Errorf("claims: %q is too short", piece)
				}
				out = append(out, match.Phrase{Text: piece, Bits: uint32(at)})
			}
		}
	}
	return out, nil
}
