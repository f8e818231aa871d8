package purposes

import "microconsent/internal/consent"

// TCF names an element of the framework as its vendor list does: the kind ("purposes",
// "specialPurposes", "features", "specialFeatures"), a colon and the number.
type TCF = string

// tcfCategories maps the elements of TCF 2.2 and 2.3 to categories. Storing and reading
// on the device (purpose 1) and the features say how, not what for.
func tcfCategories() []struct {
	id       TCF
	category consent.Category
} {
	return []struct {
		id       TCF
		category consent.Category
	}{
		{"purposes:1", consent.CategoryOther}, {"purposes:2", consent.CategoryAdvertising},
		{"purposes:3", consent.CategoryAdvertising}, {"purposes:4", consent.CategoryAdvertising},
		{"purposes:5", consent.CategoryPersonalization}, {"purposes:6", consent.CategoryPersonalization},
		{"purposes:7", consent.CategoryAdvertising}, {"purposes:8", consent.CategoryAnalytics},
		{"purposes:9", consent.CategoryAnalytics}, {"purposes:10", consent.CategoryAnalytics},
		{"purposes:11", consent.CategoryPersonalization}, {"specialPurposes:1", consent.CategoryNecessary},
		{"specialPurposes:2", consent.CategoryNecessary}, {"specialPurposes:3", consent.CategoryNecessary},
		{"features:1", consent.CategoryOther}, {"features:2", consent.CategoryOther}, {"features:3", consent.CategoryOther},
		{"specialFeatures:1", consent.CategoryOther}, {"specialFeatures:2", consent.CategoryOther},
	}
}

// TCFElements lists the purposes, special purposes, features and special features.
func TCFElements() []TCF {
	var out []TCF
	for _, e := range tcfCategories() {
		out = append(out, e.id)
	}
	return out
}

// OfTCF is the category of an element of the framework; other for an unknown one.
func OfTCF(id TCF) consent.Category {
	for _, e := range tcfCategories() {
		if e.id == id {
			return e.category
		}
	}
	return consent.CategoryOther
}

// ToTCF lists the purposes that a toggle of this category usually covers; none where the
// framework has no such purpose.
func ToTCF(c consent.Category) []TCF {
	switch c {
	case consent.CategoryAnalytics:
		return []TCF{"purposes:9"}
	case consent.CategoryAdvertising:
		return []TCF{"purposes:2", "purposes:3", "purposes:4", "purposes:7"}
	case consent.CategoryPersonalization:
		return []TCF{"purposes:5", "purposes:6"}
	}
	return nil
}

// GoogleTypes lists the consent types of Google's Consent Mode v2 that a category stands
// for (developers.google.com/tag-platform/security/guides/consent).
func GoogleTypes(c consent.Category) []string {
	switch c {
	case consent.CategoryNecessary:
		return []string{"security_storage"}
	case consent.CategoryFunctional, consent.CategoryExternalMedia:
		return []string{"functionality_storage"}
	case consent.CategoryPersonalization:
		return []string{"personalization_storage"}
	case consent.CategoryAnalytics:
		return []string{"analytics_storage"}
	case consent.CategoryAdvertising, consent.CategorySocialMedia:
		return []string{"ad_storage", "ad_user_data", "ad_personalization"}
	}
	return nil
}

// OfGoogle is the category of a consent type of Google's Consent Mode.
func OfGoogle(name string) consent.Category {
	switch name {
	case "ad_storage", "ad_user_data", "ad_personalization":
		return consent.CategoryAdvertising
	case "analytics_storage":
		return consent.CategoryAnalytics
	case "functionality_storage":
		return consent.CategoryFunctional
	case "personalization_storage":
		return consent.CategoryPersonalization
	case "security_storage":
		return consent.CategoryNecessary
	}
	return consent.CategoryOther
}

// OfICC is the category of a class of the UK cookie guide of the International Chamber of
// Commerce (2012): 1 strictly necessary, 2 performance, 3 functionality, 4 targeting.
func OfICC(class int) consent.Category {
	switch class {
	case 1:
		return consent.CategoryNecessary
	case 2:
		return consent.CategoryAnalytics
	case 3:
		return consent.CategoryFunctional
	case 4:
		return consent.CategoryAdvertising
	}
	return consent.CategoryOther
}
