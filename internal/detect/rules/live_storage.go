package rules

import (
	"fmt"

	"microconsent/internal/consent"
)

func storageBeforeConsent() Rule {
	return Rule{
		ID: "storage-before-consent", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refEPD, refPECR, refPlanet, refExempt},
		English: Wording{
			Title:        "Cookies or storage that need consent are set before any choice",
			Explanation:  "In a fresh session, before anybody touched the notice, the site stored or read data on the device that is not strictly necessary for what the visitor asked for.",
			Remedy:       "Load the scripts that set them only after consent. Check that tag managers wait as well.",
			Disagreement: "Some authorities, such as the CNIL, exempt audience measurement of the site's own under strict conditions; others know no such exemption.",
		},
		German: Wording{
			Title:        "Einwilligungspflichtige Cookies oder Speicher werden vor jeder Wahl gesetzt",
			Explanation:  "In einer frischen Sitzung hat die Seite, bevor jemand den Hinweis berührt hat, auf dem Gerät Daten gespeichert oder gelesen, die für das Gewünschte nicht unbedingt erforderlich sind.",
			Remedy:       "Die Skripte, die sie setzen, erst nach der Einwilligung laden. Prüfen, ob auch Tag-Manager warten.",
			Disagreement: "Einige Behörden, etwa die CNIL, nehmen eine eigene Reichweitenmessung unter strengen Bedingungen aus; andere kennen keine solche Ausnahme.",
		},
		Observable: needVisits(ChoiceNone),
		Decide: func(s *Subject) []Hit {
			found := s.visit(ChoiceNone).tracking()
			if len(found) == 0 {
				return nil
			}
			return []Hit{{Confidence: surestStored(found), Evidence: []string{"Before any choice: " + list(storedNames(found)) + "."}}}
		},
	}
}

func requestBeforeConsent() Rule {
	return Rule{
		ID: "request-before-consent", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refEPD, refPECR, refGDPR6},
		English: Wording{
			Title:       "Tracking services are contacted before any choice",
			Explanation: "In a fresh session, before anybody touched the notice, the browser sent requests to known analytics or advertising services. Each tells them the address of the visitor and the page.",
			Remedy:      "Hold such requests back until consent is given; serve fonts, libraries and the like from the site itself.",
		},
		German: Wording{
			Title:       "Trackingdienste werden vor jeder Wahl angesprochen",
			Explanation: "In einer frischen Sitzung hat der Browser, bevor jemand den Hinweis berührt hat, Anfragen an bekannte Statistik- oder Werbedienste geschickt. Jede verrät ihnen die Adresse der Person und die Seite.",
			Remedy:      "Solche Anfragen bis zur Einwilligung zurückhalten; Schriften, Bibliotheken und Ähnliches selbst ausliefern.",
		},
		Observable: needVisits(ChoiceNone),
		Decide: func(s *Subject) []Hit {
			found := s.visit(ChoiceNone).trackers()
			if len(found) == 0 {
				return nil
			}
			return []Hit{{Confidence: knownHost, Evidence: []string{"Before any choice: " + list(hostNames(found)) + "."}}}
		},
	}
}

func rejectIgnored() Rule {
	return Rule{
		ID: "reject-ignored", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   europe(consent.SeverityHigh),
		References: []Reference{refEPD, refPECR, refGDPR6, refGDPR7_3},
		English: Wording{
			Title:       "A refusal is not obeyed",
			Explanation: "After everything was refused, the site still kept storage or sent requests that need consent.",
			Remedy:      "Let the refusal reach every script, delete what was stored before, and stop requests to services that need consent.",
		},
		German: Wording{
			Title:       "Eine Ablehnung wird nicht beachtet",
			Explanation: "Nachdem alles abgelehnt war, hat die Seite weiter einwilligungspflichtige Daten gespeichert gehalten oder Anfragen geschickt.",
			Remedy:      "Die Ablehnung an jedes Skript weitergeben, vorher Gespeichertes löschen und einwilligungspflichtige Anfragen unterlassen.",
		},
		Observable: needVisits(ChoiceReject),
		Decide: func(s *Subject) []Hit {
			v := s.visit(ChoiceReject)
			hit := Hit{}
			if stored := v.tracking(); len(stored) > 0 {
				hit.Confidence = surestStored(stored)
				hit.Evidence = append(hit.Evidence, "Stored after the refusal: "+list(storedNames(stored))+".")
			}
			if hosts := v.trackers(); len(hosts) > 0 {
				hit.Confidence = max(hit.Confidence, knownHost)
				hit.Evidence = append(hit.Evidence, "Requested after the refusal: "+list(hostNames(hosts))+".")
			}
			if len(hit.Evidence) == 0 {
				return nil
			}
			return []Hit{hit}
		},
	}
}

func gpcIgnored() Rule {
	return Rule{
		ID: "gpc-ignored", Part: consent.PartBehaviour, Needs: []consent.Need{consent.NeedLive},
		Severity:   Severities{consent.JurisdictionUSCA: consent.SeverityHigh},
		References: []Reference{ccpa("7025"), ccpa("7026")},
		English: Wording{
			Title:       "The opt-out signal of the browser changes nothing",
			Explanation: "A browser that sends Sec-GPC: 1 was served the same advertising cookies or requests as one that does not. The signal is a valid request to opt out of sale and sharing.",
			Remedy:      "Read Sec-GPC (navigator.globalPrivacyControl) before anything is loaded, and treat it as an opt-out of sale and sharing.",
		},
		German: Wording{
			Title:       "Das Widerspruchssignal des Browsers ändert nichts",
			Explanation: "Ein Browser, der Sec-GPC: 1 sendet, bekam dieselben Werbecookies oder Anfragen wie einer ohne das Signal. Das Signal ist ein gültiger Widerspruch gegen Verkauf und Weitergabe.",
			Remedy:      "Sec-GPC (navigator.globalPrivacyControl) vor jedem Laden auswerten und als Widerspruch gegen Verkauf und Weitergabe behandeln.",
		},
		Observable: needVisits(ChoiceNone, ChoiceGPC),
		Decide: func(s *Subject) []Hit {
			plain, signal := advertised(s.visit(ChoiceNone)), advertised(s.visit(ChoiceGPC))
			if len(signal) == 0 || len(signal) < len(plain) {
				return nil
			}
			return []Hit{{Confidence: 0.9, Evidence: []string{fmt.Sprintf("Advertising with the signal: %s; without it: %d.", list(signal), len(plain))}}}
		},
	}
}

// advertised names the advertising cookies and hosts of a visit.
func advertised(v *Visit) []string {
	var out []string
	for _, s := range v.Stored {
		if s.Category == consent.CategoryAdvertising {
			out = append(out, s.Name)
		}
	}
	for _, r := range v.Requests {
		if r.Category == consent.CategoryAdvertising {
			out = append(out, r.Host)
		}
	}
	return out
}
