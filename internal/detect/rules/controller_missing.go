package rules

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

func controllerMissing() Rule {
	return Rule{
		ID: "controller-missing", Part: consent.PartTransparency, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   europe(consent.SeverityLow),
		References: []Reference{refGDPR13a, refRec42, refContent, refCNIL},
		Observable: func(s *Subject) string {
			if s.asksToAgree() && len(s.names()) == 0 {
				return "Neither an address nor a title tells whose page this is."
			}
			return ""
		},
		English: Wording{
			Title:        "The first layer does not say who asks",
			Explanation:  "The notice names neither the site nor the company that is responsible. A person must at least know who asks before agreeing.",
			Remedy:       "Name the controller in the notice, for example \"Example Ltd uses cookies to …\".",
			Disagreement: "The CNIL wants the controllers named before the choice; others accept \"we\" on the first layer where a link leads to the name.",
		},
		German: Wording{
			Title:        "Die erste Ebene sagt nicht, wer fragt",
			Explanation:  "Der Hinweis nennt weder die Website noch das verantwortliche Unternehmen. Eine Person muss vor der Zustimmung mindestens wissen, wer fragt.",
			Remedy:       "Den Verantwortlichen im Hinweis nennen, etwa „Die Beispiel GmbH verwendet Cookies, um …“.",
			Disagreement: "Die CNIL will die Verantwortlichen vor der Wahl genannt sehen; anderen genügt „wir“ auf der ersten Ebene, wenn ein Link zum Namen führt.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.asksToAgree() || s.namesController() {
				return nil
			}
			return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.5,
				Evidence: []string{"The notice holds no form of company and none of: " + strings.Join(s.names(), ", ") + "."}}}
		},
	}
}

// namesController says whether the first layer holds a name of the site or a company.
func (s *Subject) namesController() bool {
	glued := strings.ReplaceAll(s.read.folded, " ", "")
	for _, name := range s.names() {
		if strings.Contains(glued, strings.ReplaceAll(name, " ", "")) {
			return true
		}
	}
	for word := range strings.FieldsSeq(s.read.folded) {
		if slices.Contains(companyForms(), word) {
			return true
		}
	}
	return strings.Contains(s.read.folded, "sp z o o") || strings.Contains(s.read.folded, "s r o")
}

// companyForms are words that only stand behind the names of companies and societies.
var companyForms = sync.OnceValue(func() []string {
	return strings.Fields("gmbh mbh ag kg ohg ug gbr ltd llc plc inc corp sas sarl srl spa bv nv oy oyj aps asa kft zrt sro doo ood eood оод еоод ооо тов ab")
})

// names are what the site may be called, folded: the label of its host and the last and
// first part of its title.
func (s *Subject) names() []string {
	const shortest = 3
	var out []string
	add := func(name string) {
		if name = lexicon.Fold(name); len(name) >= shortest && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if u, err := url.Parse(s.URL); err == nil && u.Hostname() != "" {
		add(label(u.Hostname()))
	}
	parts := strings.FieldsFunc(s.Title, func(r rune) bool { return strings.ContainsRune("|–—:•·»", r) })
	for _, part := range parts {
		for piece := range strings.SplitSeq(part, " - ") {
			if strings.Count(strings.TrimSpace(piece), " ") < 4 {
				add(piece)
			}
		}
	}
	return out
}

// label is the part of a host that names the site.
func label(host string) string {
	labels := strings.Split(strings.TrimPrefix(host, "www."), ".")
	if len(labels) < 2 {
		return host
	}
	name := labels[len(labels)-2]
	if len(labels) > 2 && len(name) <= 3 { // co.uk, com.pl
		name = labels[len(labels)-3]
	}
	return name
}
