package rules

import "microconsent/internal/consent"

// Severities is the severity of a rule by jurisdiction. A jurisdiction that is left out
// does not know the rule.
type Severities map[consent.Jurisdiction]consent.Severity

// europe gives both European jurisdictions one severity.
func europe(s consent.Severity) Severities {
	return Severities{consent.JurisdictionEU: s, consent.JurisdictionUK: s}
}

// everywhere gives all jurisdictions one severity.
func everywhere(s consent.Severity) Severities {
	out := Severities{}
	for _, j := range consent.Jurisdictions() {
		out[j] = s
	}
	return out
}

// Reference is a source of law or of its reading by an authority.
type Reference struct {
	ID       string // as published in findings: "GDPR-7(3)"
	Citation string // instrument, article or paragraph, year
}

// Wording is what a person reads of a rule, in one language.
type Wording struct {
	Title       string
	Explanation string
	Remedy      string
	// Disagreement tells where authorities disagree; "" where they do not.
	Disagreement string
}

// Rule is one rule. Its ID is stable for ever.
type Rule struct {
	ID         string
	Part       consent.Part
	Needs      []consent.Need
	Severity   Severities
	References []Reference
	English    Wording
	German     Wording
	// AbsenceBased marks rules that rest on a text not being there. They are silent where
	// the engine does not know the language well enough.
	AbsenceBased bool
	// Observable says in one sentence why the subject lacks what the rule must see beyond
	// its Needs; "" when it can be decided. nil means always.
	Observable func(*Subject) string
	// Decide returns what the rule finds; nothing when the page obeys it.
	Decide func(*Subject) []Hit
}

// Hit is one violation of a rule.
type Hit struct {
	Clauses    []string // ids of the clauses that show it
	Confidence float64  // 0 to 1
	Evidence   []string // sentences with the numbers or words of this case
}

// once is the single hit of a rule that a page breaks as a whole.
func once(confidence float64, clauses ...string) []Hit {
	return []Hit{{Clauses: clauses, Confidence: confidence}}
}
