// Package cmp names the consent management platforms of a page from marks that their
// vendors publish: hosts of their scripts, pieces of addresses and inline scripts, ids,
// classes, attributes, properties of window, cookies, and the CMP id of TC strings.
//
// The marks stand in vendors.txt, collected from the vendors' installation guides and from
// IAB Europe's register of CMPs. Addresses and script texts are searched for all marks in
// one pass (Aho and Corasick, CACM 1975); names are looked up in maps. Each kind of mark
// has a weight; different marks of one vendor add up as independent evidence does.
package cmp
