// Package lexicon holds the phrases of consent in many languages: what the buttons, links
// and toggles of consent notices say, what the notices themselves say, and what texts that
// only look like them say.
//
// Each language is one UTF-8 file in data/, named after its language tag (BCP 47, lower
// case). A file starts with three keys and goes on with sections, one phrase a line:
//
//	# a comment
//	name = German
//	script = Latin
//	letters = äöüß
//
//	[accept_all]
//	Alle akzeptieren
//
// The key letters lists the letters that the language uses besides a to z (for a script
// other than Latin: its whole alphabet; empty when that would be too long to list). The
// tests hold every phrase to it, so that a letter of a neighbouring language is noticed.
//
// The section banner starts with the language's word for cookies.
//
// The phrases are written by hand. A phrase that means two things in different places, such
// as "OK", stands under its most frequent sense; context decides later.
package lexicon
