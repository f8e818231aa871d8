// Package trackers tells analytics and advertising services by the addresses that a page
// loads and by the snippets that they ask site owners to paste. The table holds what the
// vendors themselves document: the hosts of their tags and the names of their commands.
package trackers

import "microconsent/internal/consent"

// Service is a known service. Its storage or requests usually need consent (ePrivacy
// Directive, article 5(3)).
type Service struct {
	Vendor   string
	Category consent.Category // analytics, advertising, social_media, personalization or external_media
}

// Found is a service on a page and by what it was told.
type Found struct {
	Service
	Evidence string // a host, or the words of a snippet
}
