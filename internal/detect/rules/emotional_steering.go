package rules

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

func emotionalSteering() Rule {
	return Rule{
		ID: "emotional-steering", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic},
		Severity:   everywhere(consent.SeverityLow),
		References: []Reference{patterns("4.3.1"), refGDPR5, refCCPAFeel},
		English: Wording{
			Title:       "The words steer by feelings",
			Explanation: "The notice makes people feel guilty, greedy or afraid to miss something if they refuse, or makes a joke of the choice. Praise of a better experience alone is not meant.",
			Remedy:      "Say in neutral words what each choice means.",
		},
		German: Wording{
			Title:       "Die Worte lenken über Gefühle",
			Explanation: "Der Hinweis weckt Schuldgefühle, Lust oder die Angst, etwas zu verpassen, wenn jemand ablehnt, oder macht aus der Wahl einen Scherz. Das bloße Lob eines besseren Erlebnisses ist nicht gemeint.",
			Remedy:      "In neutralen Worten sagen, was jede Wahl bedeutet.",
		},
		Decide: func(s *Subject) []Hit {
			if !s.Banner.Present {
				return nil
			}
			if c, said := s.shaming(); said != "" {
				return []Hit{{Clauses: []string{c.ID}, Confidence: 0.85, Evidence: []string{"A control says: " + quote(c.Text)}}}
			}
			if said := s.read.says(lexicon.Emotional, strong); said != "" {
				return []Hit{{Clauses: s.noticeIDs(), Confidence: 0.7, Evidence: []string{"It says: " + quote(said)}}}
			}
			return nil
		},
	}
}

// shaming is the first control whose words steer.
func (s *Subject) shaming() (consent.Clause, string) {
	for _, c := range s.Clauses {
		if c.Surface != consent.SurfaceBanner || !c.Interactive {
			continue
		}
		if said := s.read.find(lexicon.Fold(c.Text), lexicon.Emotional, strong); said != "" {
			return c, said
		}
	}
	return consent.Clause{}, ""
}

// strong leaves out the praise that nearly every notice has.
func strong(phrase string) bool { return !speaks(phrase, topicMild) }
