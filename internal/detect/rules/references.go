package rules

// The sources that several rules rest on.
var (
	refGDPR4   = Reference{"GDPR-4(11)", "Regulation (EU) 2016/679 (GDPR), article 4(11)"}
	refGDPR7_2 = Reference{"GDPR-7(2)", "Regulation (EU) 2016/679 (GDPR), article 7(2)"}
	refGDPR7_3 = Reference{"GDPR-7(3)", "Regulation (EU) 2016/679 (GDPR), article 7(3)"}
	refGDPR7_4 = Reference{"GDPR-7(4)", "Regulation (EU) 2016/679 (GDPR), article 7(4)"}
	refRec32   = Reference{"GDPR-R32", "Regulation (EU) 2016/679 (GDPR), recital 32"}
	refEPD     = Reference{"EPD-5(3)", "Directive 2002/58/EC (ePrivacy), article 5(3)"}
	refPlanet  = Reference{"CJEU-C-673/17", "Court of Justice of the EU, C-673/17 (Planet49), 1 October 2019"}
	refConsent = Reference{"EDPB-05/2020", "EDPB Guidelines 05/2020 on consent, version 1.1, 4 May 2020"}
	refCNIL    = Reference{"CNIL-2020-091", "CNIL, Deliberation 2020-091 (guidelines on cookies), 17 September 2020"}
)

// taskforce is a type of the Cookie Banner Taskforce report of the EDPB.
func taskforce(letter string) Reference {
	return Reference{"EDPB-CBTF-" + letter, "EDPB, Report of the Cookie Banner Taskforce, 17 January 2023, type " + letter + " practice"}
}
