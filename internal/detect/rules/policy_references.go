package rules

// Sources of the rules on policies and behaviour.
var (
	refGDPR13ret   = gdpr("13(2)(a)", "article 13(2)(a)")
	refGDPR5_1e    = gdpr("5(1)(e)", "article 5(1)(e)")
	refGDPR14      = gdpr("14(1)(e)", "article 14(1)(e)")
	refCivilKeep   = Reference{"CCPA-1798.100(a)(3)", "California Civil Code § 1798.100(a)(3) (CCPA as amended by the CPRA, in force since 1 January 2023)"}
	refCivilShare  = Reference{"CCPA-1798.130(a)(5)", "California Civil Code § 1798.130(a)(5) (CCPA as amended by the CPRA, in force since 1 January 2023)"}
	refExempt      = Reference{"WP29-04/2012", "Article 29 Working Party, Opinion 04/2012 on Cookie Consent Exemption (WP 194), 7 June 2012"}
	refIABBelgium  = Reference{"CJEU-C-604/22", "Court of Justice of the EU, C-604/22 (IAB Europe), 7 March 2024"}
	refTCF23       = Reference{"IAB-TCF-2.3", "IAB Europe, Transparency and Consent Framework 2.3, consent string and vendor list formats, June 2025: disclosed vendors"}
	refConsentMode = Reference{"GOOGLE-CMv2", "Google, Consent mode version 2, developer documentation, 2023: default consent state"}
)
