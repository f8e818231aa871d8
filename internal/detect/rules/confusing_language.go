package rules

import (
	"strings"

	"microconsent/internal/consent"
)

func confusingLanguage() Rule {
	return Rule{
		ID: "confusing-language", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic},
		Severity:   everywhere(consent.SeverityMedium),
		References: []Reference{patterns("4.5.4"), refGDPR12, refGDPR7_2, refCCPAWords},
		English: Wording{
			Title:       "The wording turns yes and no around",
			Explanation: "A control negates a refusal (\"do not reject\"), a box must be emptied or ticked in order to say no, or two controls with the same words do different things.",
			Remedy:      "Say what each control does in a positive sentence: \"Accept all\", \"Reject all\".",
		},
		German: Wording{
			Title:       "Der Wortlaut verkehrt Ja und Nein",
			Explanation: "Eine Schaltfläche verneint eine Ablehnung („nicht ablehnen“), ein Kästchen muss geleert oder angekreuzt werden, um Nein zu sagen, oder zwei Schaltflächen mit gleichen Wörtern tun Verschiedenes.",
			Remedy:      "In einem bejahenden Satz sagen, was jede Schaltfläche tut: „Alle akzeptieren“, „Alle ablehnen“.",
		},
		Decide: func(s *Subject) []Hit {
			var out []Hit
			if twisted := s.twisted(); len(twisted) > 0 {
				out = append(out, Hit{Clauses: ids(twisted), Confidence: 0.85, Evidence: []string{"A negated refusal: " + quoted(twisted) + "."}})
			}
			if said := s.read.sentence(topicInverted); said != "" {
				out = append(out, Hit{Clauses: s.noticeIDs(), Confidence: 0.7, Evidence: []string{"It says: " + quote(said)}})
			}
			if alike := s.alike(); len(alike) > 0 {
				out = append(out, Hit{Clauses: ids(alike), Confidence: 0.7, Evidence: []string{"The same words for agreeing and refusing: " + quote(alike[0].Text) + "."}})
			}
			return out
		},
	}
}

// twisted are controls of choices whose words negate a refusal.
func (s *Subject) twisted() []consent.Clause {
	const longest = 120 // bytes; a longer text is no label
	var out []consent.Clause
	for _, c := range s.Clauses {
		choice := c.Surface == consent.SurfaceBanner || c.Surface == consent.SurfaceFormConsent
		if choice && c.Interactive && len(c.Text) <= longest && c.Role != consent.ClauseDoNotSell && speaks(c.Text, topicDoubleNegative) {
			out = append(out, c)
		}
	}
	return out
}

// alike are an agreement and a refusal on the first layer with the same words, where only
// something unseen tells them apart.
func (s *Subject) alike() []consent.Clause {
	accepts, rejects := s.pair()
	for _, a := range accepts {
		for _, r := range rejects {
			if a.Text != "" && strings.EqualFold(a.Text, r.Text) {
				return []consent.Clause{a, r}
			}
		}
	}
	return nil
}
