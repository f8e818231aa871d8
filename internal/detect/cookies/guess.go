package cookies

import "microconsent/internal/consent"

// Guess reads the name of a cookie.
func Guess(name string) consent.CookieGuess {
	return consent.CookieGuess{Text: name, Category: consent.CategoryOther}
}
