package claims

import "testing"

func TestOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Claim{
		"This website does not use cookies.":                                                                     NoCookies,
		"Diese Website verwendet keine Cookies.":                                                                 NoCookies,
		"Ce site n’utilise pas de cookies.":                                                                      NoCookies,
		"Esta web no utiliza cookies.":                                                                           NoCookies,
		"Questo sito non utilizza cookie.":                                                                       NoCookies,
		"Deze site gebruikt geen cookies.":                                                                       NoCookies,
		"Nie używamy plików cookie.":                                                                             NoCookies,
		"We do not track you and do not use Google Analytics.":                                                   NoTracking,
		"Ein Tracking findet nicht statt, wir verwenden kein Tracking.":                                          NoTracking,
		"We do not display advertising.":                                                                         NoAdvertising,
		"We do not share your personal data with third parties.":                                                 NoSharing,
		"Ihre Daten geben wir nicht an Dritte weiter.":                                                           NoSharing,
		"Vos données ne sont pas transmises à des tiers.":                                                        NoSharing,
		"No cedemos sus datos a terceros.":                                                                       NoSharing,
		"By continuing to use this website you agree to our use of cookies.":                                     UseIsConsent,
		"Durch die weitere Nutzung der Website stimmen Sie der Verwendung von Cookies zu.":                       UseIsConsent,
		"We do not use cookies to collect personal information.":                                                 0,
		"We do not share your data with third parties without your consent.":                                     0,
		"We do not share your personal data, except as described below.":                                         0,
		"Wir verwenden keine Cookies, die Sie persönlich erkennen.":                                              0,
		"Ohne Ihre Einwilligung geben wir Ihre Daten nicht an Dritte weiter.":                                    0,
		"Nous n'utilisons pas de cookies pour vous identifier.":                                                  0,
		"If you do not use cookies, parts of the site may not work.":                                             0,
		"We use cookies and share data with our partners.":                                                       0,
		"We do not sell or share your personal information for money.":                                           0,
		"You can set your browser so that it does not accept cookies. Your browser is yours to use as you like.": 0,
		"Wir speichern Ihre Bestelldaten zehn Jahre und löschen sie dann.":                                       KeepsFor,
		"Nous conservons ces données pendant dix ans.":                                                           KeepsFor,
		"We keep your data for as long as necessary, unless you ask us to delete it.":                            KeepsFor,
		"Daten werden gelöscht, sobald sie nicht mehr erforderlich sind.":                                        KeepsFor,
		"We answer within 30 days.":                                                                              0,
		"You can delete your account in the settings.":                                                           0,
		"": 0,
	} {
		if got := Of(text); got != want {
			t.Errorf("Of(%q) = %b, want %b", text, got, want)
		}
	}
}

func TestParseRefusesWhatItCannotLookFor(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"[no such]\nabcd", "[no cookies]\nabc"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	if all, err := parse(claimsText); err != nil || len(all) < 200 {
		t.Errorf("%d phrases, %v", len(all), err)
	}
}

func FuzzOf(f *testing.F) {
	f.Add("We do not use cookies.")
	f.Add("keine Cookies, die \xff")
	f.Fuzz(func(t *testing.T, text string) {
		if got := Of(text); got&ofWords != 0 {
			t.Errorf("Of(%q) = %b", text, got)
		}
	})
}
