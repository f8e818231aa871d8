// Package lang tells the language of a page and of its consent text, for texts as short
// as one sentence of a notice.
//
// Method: the writing system decides first (kana is Japanese, Hangul is Korean, …). Where
// several languages share one, a naive Bayes model over three- and four-letter groups
// inside words, joined with lists of frequent words, scores those languages; the
// document's own claim is a prior, and the scores are damped because letter groups of one
// text depend on each other.
//
// Sources: n-gram probabilities of lingua-go (Apache-2.0, counted on news sentences of the
// Leipzig Corpora Collection) cut to the most frequent groups and to eight bits; the word
// lists in words.txt and the Maltese text of the trainer are written by hand.
//
// Neither ready library fits: whatlanggo (MIT) has no Slovak, Irish, Maltese or Icelandic
// and called English pages Yoruba; lingua-go itself is accurate and takes 33 to 407 MB of
// memory and 100 MB of binary. The weights here take 0.4 MB.
package lang
