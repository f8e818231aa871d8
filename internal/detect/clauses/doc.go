// Package clauses reads privacy policies: it parts them into statements and says which
// practices each is about, with the words that decided.
//
// The practices are the ten categories of OPP-115 (Wilson et al., ACL 2016) and those that
// the GDPR adds; a statement may have several.
//
// Method: word stems find the concepts of a sentence (concepts.txt, ten languages), rules
// weigh concepts that stand together (rules.txt), and one logistic model a practice weighs
// rules, concepts, pairs of concepts and words. What is learned of rules and concepts in
// one language holds in the others; words add what only that language tells. Segments of
// several sentences are read as a whole and sentence by sentence.
//
// Sources: stems, rules and the training examples (package learn) are written by hand.
// Nothing of OPP-115 or of any other policy is in the rules or the weights; its segments
// serve to measure.
package clauses
