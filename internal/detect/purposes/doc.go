// Package purposes reads the labels of toggles and the texts of purposes: which category
// they belong to, and which purposes of IAB Europe's Transparency and Consent Framework
// (TCF) they are.
//
// Method: two small linear models. Both see which concepts a text names, alone and in
// pairs (concepts.txt: word stems in 38 languages, so that what is learned in one language
// holds in the others), and its letter groups. One tells the TCF purposes, special
// purposes and features apart, or that a text is none of them; the other tells our
// categories. Names of services (services.txt) decide where no word of purpose stands.
//
// Sources: concepts, services and the examples of package learn are written by hand; TCF
// texts in twelve languages (Apache-2.0) and 233 labels of real banners (MIT) are trained
// on too. The table from TCF purposes, ICC classes and Google's consent types to our
// categories is in mapping.go.
package purposes
