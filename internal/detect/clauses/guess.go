package clauses

import "microconsent/internal/consent"

// Guess reads one policy statement or a whole segment, best practice first.
func Guess(text string) consent.ClauseGuess { return consent.ClauseGuess{Text: text} }
