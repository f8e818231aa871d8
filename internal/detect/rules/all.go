package rules

import (
	"slices"
	"sync"
)

// Ruleset names this set of rules. It changes whenever a verdict may change.
const Ruleset = "2026.12"

// All lists the rules in the order of the score's parts.
func All() []Rule { return slices.Clone(table()) }

var table = sync.OnceValue(func() []Rule {
	return []Rule{
		// consent validity
		impliedConsent(), preTickedPurpose(), preTickedForm(), bundledFormConsent(), legitimateInterestClaimed(), cookieWall(), payOrConsent(),
		essentialMisclassified(), consentModeDefaultGranted(),
		// ease of refusal
		noRejectOnFirstLayer(), moreClicksToReject(), deceptiveLinkDesign(), deceptiveButtonColour(), deceptiveButtonContrast(),
		noWithdrawalControl(), noOptOutLink(), confusingLanguage(), emotionalSteering(),
		// transparency
		purposesMissing(), controllerMissing(), policyLinkMissing(), vendorCountMissing(), languageMismatch(), conflictingInformation(),
		retentionMissing(), thirdPartyUndisclosed(),
		// behaviour
		storageBeforeConsent(), requestBeforeConsent(), rejectIgnored(), undeclaredCookie(), gpcIgnored(),
		tcfSignalBeforeChoice(), tcfConsentAfterReject(), tcfVendorsNotDisclosed(),
		// information
		botWall(), noBannerNeeded(), bannerMissing(), languageNotCovered(),
	}
})

// ByID finds a rule.
func ByID(id string) (Rule, bool) {
	for _, r := range table() {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
