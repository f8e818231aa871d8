package surfaces

import (
	"strings"
	"testing"

	"microconsent/internal/consent"
)

type nobody struct{}

func (nobody) Reset() {}

func (nobody) ID(string)                {}
func (nobody) Class(string)             {}
func (nobody) URL(string)               {}
func (nobody) Attribute(string, string) {}
func (nobody) Script(string)            {}

func find(body string) []Found { return Find(Read([]byte("<body>"+body), nobody{})) }

// notices are the consent notices of a page.
func notices(body string) []Found {
	var out []Found
	for _, f := range find(body) {
		if f.Kind == consent.SurfaceBanner {
			out = append(out, f)
		}
	}
	return out
}

func TestNotices(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		`<div><p>We use cookies on this website.</p><button>Accept all</button></div>`:                                                         1,
		`<div class="x y-cookie-bar">Hallo <button>OK</button></div>`:                                                                          1,
		`<div id="gdpr-popup" role="dialog"><p>Some text about you.</p><button>Agree</button><a href="/privacy">Privacy</a></div>`:             1,
		`<main><article><p>We use cookies in this recipe.</p><a href="/next">Continue</a></article></main>`:                                    0,
		`<footer><p>This site uses cookies.</p><a href="/privacy">Privacy policy</a></footer>`:                                                 0,
		`<li class="menu-cookie-settings"><a href="#">Cookie settings</a></li>`:                                                                0,
		`<div class="sticky-starter"><p>Lorem ipsum dolor</p><button>Save</button></div>`:                                                      0,
		`<div class="cmp-text"><p>Lorem ipsum dolor sit amet</p><a href="/privacy">Privacy</a><button>Send</button></div>`:                     0,
		`<div id="cookie-login"><form><p>Cookies must be enabled</p><input type="password"><button>Log in</button></form></div>`:               0,
		`<div class="cookie-a">We use cookies <button>OK</button></div><p>x</p><div class="cookie-b">We use cookies <button>OK</button></div>`: 2,
		`<div class="cookie-wrap"><div class="cookie-bar">We use cookies <button>OK</button></div></div>`:                                      1,
	} {
		if got := len(notices(body)); got != want {
			t.Errorf("%d notices, want %d: %s", got, want, body)
		}
	}
}

func TestFirstLayer(t *testing.T) {
	t.Parallel()
	const begin = `<div id="cookie-notice"><p>We use cookies on this website.</p><button>Accept all</button>`
	for end, want := range map[string]bool{
		`<button>Reject all</button></div>`:                                                           true,
		`<button>Settings</button></div>`:                                                             false,
		`<div class="preferences-panel"><button>Reject all</button></div></div>`:                      false,
		`<div style="display:none"><button>Reject all</button></div></div>`:                           false,
		`<div role="tabpanel"><button>Reject all</button></div></div>`:                                false,
		`<div class="late"><button>Reject all</button></div></div><style>.late{display:none}</style>`: false,
		`<div class="buttons"><a class="btn" href="#">Continue without accepting</a></div></div>`:     true,
	} {
		found := notices(begin + end)
		if len(found) != 1 || !found[0].Primary || found[0].FirstLayerReject != want {
			t.Errorf("want %v: %+v", want, found)
		}
	}
}

func TestImplied(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"By continuing to browse this site you agree to our use of cookies.":                      true,
		"If you continue to use this site we will assume that you are happy with it.":             true,
		"By clicking “Accept all”, you agree to our use of cookies.":                              false,
		"We use cookies. You can withdraw your consent at any time.":                              false,
		"Durch die weitere Nutzung der Website stimmen Sie der Verwendung von Cookies zu.":        true,
		"Mit Klick auf „Alles annehmen“ stimmen Sie der Verwendung von Cookies zu.":               false,
		"Wir verwenden Cookies, um die Nutzung der Website zu analysieren. Sie können zustimmen.": false,
		"En poursuivant votre navigation sur ce site, vous acceptez l'utilisation de cookies.":    true,
		"Vous pouvez accepter ou refuser les cookies.":                                            false,
		"Si continúa navegando, consideramos que acepta su uso.":                                  true,
		"Proseguendo la navigazione acconsenti all'uso dei cookie.":                               true,
		"Door verder gebruik te maken van deze website gaat u akkoord met cookies.":               true,
		"Korzystając ze strony zgadzasz się na ich użycie.":                                       true,
		"Ao continuar a navegar, está a concordar com a utilização de cookies.":                   true,
		"Genom att fortsätta använda webbplatsen godkänner du cookies.":                           true,
		"Jatkamalla sivuston käyttöä hyväksyt evästeet.":                                          true,
		"Pokračováním v prohlížení souhlasíte s používáním cookies.":                              true,
		"Продолжая пользоваться сайтом, вы соглашаетесь с использованием файлов cookie.":          true,
		"Sitemizi kullanarak çerez kullanımını kabul etmiş olursunuz.":                            true,
		"サイトの利用を続けることで、クッキーの使用に同意したものとみなします。":                                                     true,
		"继续使用本网站即表示您同意使用Cookie。":                                                                  true,
		"Staying on these pages means you are fine with cookies.":                                 true,
		"If you leave without accepting, we keep going without cookies you would have to accept.": false,
		"Wer auf unserer Website bleibt oder weitersurft, erklärt sich einverstanden.":            true,
		"Chiudendo la finestra restano le impostazioni predefinite. Acconsento":                   false,
		"Kliknutím na tlačítko souhlasíte s používáním souborů cookie.":                           false,
		"Klikając przycisk, zgadzasz się na korzystanie z ciasteczek.":                            false,
		"버튼을 클릭하면 동의한 것으로 간주됩니다.":                                                                 false,
		"Als je op deze site blijft surfen, ga je akkoord met cookies.":                           true,
		"Rămânând aici, sunteți de acord cu modulele cookie.":                                     true,
		"המשך הגלישה כאן הוא הסכמה לעוגיות.":                                                      true,
		"Jei ir toliau lankysitės, sutinkate su slapukais.":                                       true,
		"": false,
	} {
		if got := Implied(text); got != want {
			t.Errorf("%v: %s", got, text)
		}
	}
}

func TestNoticesThatNameNoCookies(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		`We use analytics to learn which pages help.</p><button>Accept</button><button>Reject</button>`:                      1,
		`Ein Analyse-Werkzeug zählt die Besuche.</p><button>Akzeptieren</button><button>Ablehnen</button>`:                   1,
		`Des outils de mesure comptent les visites.</p><button>Accepter</button><button>Refuser</button>`:                    1,
		`We use analytics to learn which pages help.</p><a href="/help">Help</a>`:                                            0,
		`Somebody invites you to the group of testers.</p><button>Accept</button><button>Reject</button>`:                    0,
		`Your privacy matters. Get our letter?</p><input type="email"><button>Subscribe</button><button>No, thanks</button>`: 0,
	} {
		if found := notices(`<div class="card"><p>` + text + `</div>`); len(found) != want {
			t.Errorf("%d notices, want %d: %s", len(found), want, text)
		}
	}
}

func TestQuoted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"indem Du auf „OK“ klickst. OK", "OK", true},
		{`By clicking "Accept" you agree`, "Accept", true},
		{"en cliquant sur « Accepter », vous", "Accepter", true},
		{"Press OK to close", "OK", false},
		{"", "OK", false},
		{"x", "", false},
	} {
		if got := quoted(c.text, c.name); got != c.want {
			t.Errorf("quoted(%q, %q) = %v", c.text, c.name, got)
		}
	}
}

func TestFormConsents(t *testing.T) {
	t.Parallel()
	found := find(`<form><input id=a type=checkbox><label for=a>I agree to the <a href="/terms">terms</a></label>
		<label><input type=checkbox> Blue</label><input id=c name="wp-cookies-consent" type=checkbox><label for=c>Remember me</label></form>`)
	var texts []string
	for _, f := range found {
		if f.Kind == consent.SurfaceFormConsent {
			for _, i := range f.Items {
				texts = append(texts, string(i.Guess.Role)+" "+i.Text)
			}
		}
	}
	got := strings.Join(texts, "; ")
	if strings.Contains(got, "Blue") || !strings.Contains(got, "form_checkbox I agree to the terms") || !strings.Contains(got, "policy_link terms") ||
		!strings.Contains(got, "form_checkbox Remember me") {
		t.Errorf("found %s", got)
	}
}

func TestEmbeds(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`<div><p>YouTube sets cookies when the video starts.</p><button>Load video</button></div>`: true,
		`<div class="two-click-consent"><button>Video laden</button></div>`:                        true,
		`<div><p>Our best film.</p><button>Play video</button></div>`:                              false,
		`<div><p>See our privacy policy.</p><a href="/video">Load video</a></div>`:                 false,
	} {
		got := false
		for _, f := range find(body) {
			got = got || f.Kind == consent.SurfaceEmbedConsent
		}
		if got != want {
			t.Errorf("placeholder %v: %s", got, body)
		}
	}
}

func TestLooseLinks(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]consent.ClauseRole{
		`<a href="/p">Privacy policy</a>`:                      consent.ClausePolicyLink,
		`<a href="/i">Impressum</a>`:                           consent.ClausePolicyLink,
		`<a href="/agb">AGB</a>`:                               consent.ClausePolicyLink,
		`<button>Cookie settings</button>`:                     consent.ClauseWithdraw,
		`<a href="#">Cookie-Einstellungen</a>`:                 consent.ClauseWithdraw,
		`<a href="/c">Do Not Sell My Personal Information</a>`: consent.ClauseDoNotSell,
		`<a href="/m">Learn more</a>`:                          "",
		`<a href="/s">Settings</a>`:                            "",
		`<button>Accept all</button>`:                          "",
	} {
		var got consent.ClauseRole
		for _, f := range find("<p>x</p>" + body) {
			for _, i := range f.Items {
				got = i.Guess.Role
			}
		}
		if got != want {
			t.Errorf("%q, want %q: %s", got, want, body)
		}
	}
}
