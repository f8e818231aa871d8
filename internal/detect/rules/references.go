package rules

import (
	"strings"

	"microconsent/internal/consent"
)

// The sources that several rules rest on.
var (
	refGDPR4     = gdpr("4(11)", "article 4(11)")
	refGDPR5     = gdpr("5(1)(a)", "article 5(1)(a)")
	refGDPR6     = gdpr("6(1)(a)", "article 6(1)(a)")
	refGDPR6f    = gdpr("6(1)(f)", "article 6(1)(f)")
	refGDPR7_2   = gdpr("7(2)", "article 7(2)")
	refGDPR7_3   = gdpr("7(3)", "article 7(3)")
	refGDPR7_4   = gdpr("7(4)", "article 7(4)")
	refGDPR12    = gdpr("12(1)", "article 12(1)")
	refGDPR13a   = gdpr("13(1)(a)", "article 13(1)(a)")
	refGDPR13c   = gdpr("13(1)(c)", "article 13(1)(c)")
	refGDPR13e   = gdpr("13(1)(e)", "article 13(1)(e)")
	refRec32     = gdpr("R32", "recital 32")
	refRec42     = gdpr("R42", "recital 42")
	refRec43     = gdpr("R43", "recital 43")
	refEPD       = Reference{"EPD-5(3)", "Directive 2002/58/EC (ePrivacy), article 5(3)"}
	refPECR      = Reference{"PECR-6", "Privacy and Electronic Communications (EC Directive) Regulations 2003 (United Kingdom), regulation 6"}
	refPlanet    = Reference{"CJEU-C-673/17", "Court of Justice of the EU, C-673/17 (Planet49), 1 October 2019"}
	refMeta      = Reference{"CJEU-C-252/21", "Court of Justice of the EU, C-252/21 (Meta Platforms v Bundeskartellamt), 4 July 2023, paragraphs 140 to 151"}
	refConsent   = Reference{"EDPB-05/2020", "EDPB Guidelines 05/2020 on consent, version 1.1, 4 May 2020"}
	refWall      = Reference{"EDPB-05/2020-39", "EDPB Guidelines 05/2020 on consent, version 1.1, 4 May 2020, paragraphs 39 to 41"}
	refScroll    = Reference{"EDPB-05/2020-86", "EDPB Guidelines 05/2020 on consent, version 1.1, 4 May 2020, paragraph 86"}
	refContent   = Reference{"EDPB-05/2020-64", "EDPB Guidelines 05/2020 on consent, version 1.1, 4 May 2020, paragraph 64"}
	refPayOrOK   = Reference{"EDPB-08/2024", "EDPB Opinion 08/2024 on consent or pay models of large online platforms, 17 April 2024"}
	refCNIL      = Reference{"CNIL-2020-091", "CNIL, Deliberation 2020-091 (guidelines on cookies), 17 September 2020"}
	refTCF       = Reference{"IAB-TCF-2.2", "IAB Europe, Transparency and Consent Framework Policies, version 4.0 (TCF 2.2), May 2023, appendix B"}
	refCCPAWords = ccpa("7004(a)(3)")
	refCCPAEven  = ccpa("7004(a)(2)")
	refCCPAFeel  = ccpa("7004(a)(4)")
	refCCPALink  = ccpa("7013")
)

func gdpr(id, place string) Reference {
	return Reference{"GDPR-" + id, "Regulation (EU) 2016/679 (GDPR), " + place}
}

// taskforce is a type of the Cookie Banner Taskforce report of the EDPB.
func taskforce(letter string) Reference {
	return Reference{"EDPB-CBTF-" + letter, "EDPB, Report of the Cookie Banner Taskforce, 17 January 2023, type " + letter + " practice"}
}

// patterns is a section of the EDPB's guidelines on deceptive design.
func patterns(section string) Reference {
	return Reference{"EDPB-03/2022-" + section,
		"EDPB Guidelines 03/2022 on deceptive design patterns in social media platform interfaces, version 2.0, 14 February 2023, section " + section}
}

func ccpa(section string) Reference {
	return Reference{"CCPA-" + section, "California Code of Regulations, title 11, § " + section + " (CCPA regulations, in force since 29 March 2023)"}
}

// holds says whether a reference is law or guidance in a jurisdiction. The articles of the
// GDPR have the same numbers in the UK GDPR, and there the guidance of the EDPB and the
// judgments from before 2021 persuade without binding.
func (r Reference) holds(j consent.Jurisdiction) bool {
	switch {
	case strings.HasPrefix(r.ID, "CCPA-"):
		return j == consent.JurisdictionUSCA
	case strings.HasPrefix(r.ID, "PECR-"):
		return j == consent.JurisdictionUK
	case strings.HasPrefix(r.ID, "IAB-"):
		return true
	}
	return j != consent.JurisdictionUSCA
}
