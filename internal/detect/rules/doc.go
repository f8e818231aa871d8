// Package rules turns what the engine read into findings and a score. Each rule is one
// small file named after its id; all.go lists them. A rule says what evidence it needs:
// static markup, computed style, a live visit, or the text of the policy. What is not
// there cannot be judged, and is reported as not observable instead of passed over.
//
// Rules judge a Subject, which static analysis fills today and browser visits add to.
// They are pure: the same subject gives the same verdicts.
//
// Sources of the rules: EDPB Cookie Banner Taskforce report (17 January 2023, types A to
// K), EDPB Guidelines 05/2020 on consent and 03/2022 on deceptive design patterns, GDPR,
// ePrivacy Directive 2002/58/EC article 5(3), CJEU C-673/17 (Planet49), CNIL deliberation
// 2020-091, IAB TCF policies 2.2, CCPA regulations (11 CCR 7000 ff.).
package rules
