// Package roles tells what a control does to consent: by its words (a linear model over
// character n-grams and the hand-written lexicon) and by where it stands (the other
// controls of its surface, its tag, its link, its checked state).
package roles

import "microconsent/internal/consent"

// classCount is the number of roles that words can tell.
const classCount = 12

// Guess is what the words of a control say, with the runner-up and the words that decided.
// Confidence is calibrated: of guesses with 0.9, nine in ten are right.
type Guess struct {
	Role             consent.ClauseRole
	Confidence       float64
	Second           consent.ClauseRole
	SecondConfidence float64
	Evidence         []string
	Heading          bool // the words are the name of a category of purposes
	probs            [classCount]float64
}
