package lexicon

import "strings"

// The sections that name the role of a control; the words are those of consent.Role where
// both have one.
const (
	AcceptAll   = "accept_all"
	RejectAll   = "reject_all"
	Acknowledge = "acknowledge"
	Settings    = "settings"
	Save        = "save"
	Close       = "close"
	Withdraw    = "withdraw"
	DoNotSell   = "do_not_sell"
	Pay         = "pay"
	LoadEmbed   = "load_embed"
	PolicyLink  = "policy_link"
	Other       = "other"
)

// The sections that name what a text is about, other than roles and categories.
const (
	Banner             = "banner"              // words and word stems that mark a consent notice
	Implied            = "implied"             // going on, scrolling or closing counts as consent
	RejectPossible     = "reject_possible"     // the text says that one can refuse
	Purposes           = "purposes"            // what the data is used for
	Vendors            = "vendors"             // partners and third parties that receive data
	LegitimateInterest = "legitimate_interest" // GDPR 6(1)(f)
	WithdrawAnytime    = "withdraw_anytime"    // consent can be withdrawn at any time
	Emotional          = "emotional"           // steering by feelings (EDPB 03/2022, 4.3.1)
	PayOrOK            = "pay_or_ok"           // consent or pay (EDPB 08/2024)
	FormConsent        = "form_consent"        // checkboxes of forms
	AgeGate            = "age_gate"            // hard negative: how old are you
	Newsletter         = "newsletter"          // hard negative: subscribe to letters
	CookiesDisabled    = "cookies_disabled"    // hard negative: the browser blocks cookies
	BrowserNotice      = "browser_notice"      // hard negative: no JavaScript, old browser
	Article            = "article"             // hard negative: texts that explain cookies
)

// CategoryPrefix starts the sections of toggle labels: CategoryPrefix + a consent.Category.
const CategoryPrefix = "category."

// Roles lists the sections that name a role.
func Roles() []string {
	return []string{AcceptAll, RejectAll, Acknowledge, Settings, Save, Close, Withdraw, DoNotSell, Pay, LoadEmbed,
		PolicyLink, Other}
}

// Categories lists the sections of toggle labels, each with its prefix.
func Categories() []string {
	names := strings.Fields("necessary functional analytics advertising social_media personalization external_media privacy other")
	for i, n := range names {
		names[i] = CategoryPrefix + n
	}
	return names
}

// Topics lists the sections that are neither roles nor categories.
func Topics() []string {
	return []string{Banner, Implied, RejectPossible, Purposes, Vendors, LegitimateInterest, WithdrawAnytime, Emotional,
		PayOrOK, FormConsent, AgeGate, Newsletter, CookiesDisabled, BrowserNotice, Article}
}

// Sections lists every section a file may have: roles, categories, topics.
func Sections() []string {
	return append(append(Roles(), Categories()...), Topics()...)
}
