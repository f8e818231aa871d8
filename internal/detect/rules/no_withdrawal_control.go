package rules

import (
	"microconsent/internal/consent"
	"microconsent/internal/detect/lexicon"
)

func noWithdrawalControl() Rule {
	return Rule{
		ID: "no-withdrawal-control", Part: consent.PartRefusal, Needs: []consent.Need{consent.NeedStatic}, AbsenceBased: true,
		Severity:   europe(consent.SeverityMedium),
		References: []Reference{taskforce("K"), refGDPR7_3},
		English: Wording{
			Title:        "Nothing on the page reopens the choice",
			Explanation:  "The page asks for consent, but has no link or button outside the notice by which a person can change or withdraw it later. Withdrawing must be as easy as giving.",
			Remedy:       "Add a link such as \"Cookie settings\" to the footer of every page, or a small icon that stays, and let it open the choices.",
			Disagreement: "Authorities leave the form open: the taskforce asks for an easily accessible solution such as an icon or link, and judges it case by case.",
		},
		German: Wording{
			Title:        "Nichts auf der Seite öffnet die Auswahl erneut",
			Explanation:  "Die Seite bittet um Einwilligung, hat aber außerhalb des Hinweises weder Link noch Schaltfläche, um sie später zu ändern oder zu widerrufen. Der Widerruf muss so einfach sein wie die Erteilung.",
			Remedy:       "Einen Link wie „Cookie-Einstellungen“ in die Fußzeile jeder Seite setzen oder ein bleibendes Symbol, das die Auswahl öffnet.",
			Disagreement: "Die Form bleibt offen: die Taskforce verlangt eine leicht zugängliche Lösung wie ein Symbol oder einen Link und beurteilt sie im Einzelfall.",
		},
		Observable: func(s *Subject) string {
			if s.page() && s.asksToAgree() && len(s.CMPs) > 0 && len(s.reopens()) == 0 {
				return "The consent manager may add its control by script: only a visit with a browser can tell."
			}
			return ""
		},
		Decide: func(s *Subject) []Hit {
			if !s.page() || !s.asksToAgree() || len(s.reopens()) > 0 {
				return nil
			}
			hit := Hit{Clauses: s.noticeIDs(), Confidence: 0.6, Evidence: []string{"No control outside the notice opens cookie or privacy choices."}}
			if told := s.read.says(lexicon.WithdrawAnytime, nil); told != "" {
				hit.Confidence = 0.5
				hit.Evidence = append(hit.Evidence, "The notice promises it: "+quote(told))
			}
			return []Hit{hit}
		},
	}
}

// asksToAgree says whether the notice has a control that agrees on its first layer.
func (s *Subject) asksToAgree() bool {
	return s.Banner.Present && len(s.first(s.of(consent.SurfaceBanner, consent.ClauseAcceptAll, consent.ClauseAcknowledge))) > 0
}

// reopens are the controls by which choices are opened again: outside the notice, or in it
// by name.
func (s *Subject) reopens() []consent.Clause {
	out := s.of(consent.SurfacePage, consent.ClauseWithdraw, consent.ClauseSettings, consent.ClauseDoNotSell)
	return append(out, s.of(consent.SurfaceBanner, consent.ClauseWithdraw)...)
}
