package surfaces

import (
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// listed writes the controls of a kind as "role text; …".
func listedAs(kind consent.Surface, body string) string {
	var out []string
	for _, f := range find(body) {
		if f.Kind != kind {
			continue
		}
		for _, i := range f.Items {
			out = append(out, string(i.Guess.Role)+" "+i.Text)
		}
	}
	return strings.Join(out, "; ")
}

func TestOneClausePerToggle(t *testing.T) {
	t.Parallel()
	for inner, want := range map[string]string{
		`<input type=checkbox id=m><label for=m>Marketing</label>`:                                         "purpose_toggle Marketing",
		`<label>Marketing <input type=checkbox><span role=switch></span></label>`:                          "purpose_toggle Marketing",
		`<div><input type=checkbox id=m><span role=switch></span></div><label for=m>Marketing</label>`:     "purpose_toggle Marketing",
		`<button role=switch aria-checked=true>Marketing</button>`:                                         "purpose_toggle Marketing",
		`<label for=absent>Marketing</label><input type=checkbox id=s><label for=s>Statistik</label>`:      "purpose_toggle Marketing; purpose_toggle Statistik",
		`<input type=checkbox id=m><label id=face for=m></label>`:                                          "purpose_toggle ; purpose_toggle ",
		`<input type=checkbox id=m><label for=m>on</label><label for=m></label>`:                           "purpose_toggle on",
		`<div><input type=checkbox aria-label=Ads><input type=checkbox aria-label=Maps></div>`:             "purpose_toggle Ads; purpose_toggle Maps",
		`<div><input type=checkbox aria-label=Ads><span role=switch aria-checked=true>Maps</span></div>`:   "purpose_toggle Ads; purpose_toggle Maps",
		`<div><button aria-expanded=false>Präferenzen</button><input type=checkbox aria-label=Show></div>`: "other Präferenzen; purpose_toggle Show",
		`<button>Statistiken</button><input type=checkbox aria-label=Statistiken>`:                         "other Statistiken; purpose_toggle Statistiken",
		`<button role=tab>Privacy Overview</button><input type=checkbox aria-label=Ads>`:                   "other Privacy Overview; purpose_toggle Ads",
		`<button aria-expanded=false>Einstellungen</button><input type=checkbox aria-label=Ads>`:           "settings Einstellungen; purpose_toggle Ads",
	} {
		got := listedAs(consent.SurfaceBanner, `<div id="cookie-notice"><p>We use cookies on this website.</p>`+inner+`<button>Accept all</button></div>`)
		if got != want+"; accept_all Accept all" {
			t.Errorf("%s\n got %s\nwant %s", inner, got, want)
		}
	}
}

func TestStayingSignedInIsNoConsent(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"Keep me signed in. I agree to a cookie.": "",
		"Angemeldet bleiben (Cookie)":             "",
		"I agree to the privacy policy":           "form_checkbox I agree to the privacy policy",
	} {
		if got := listedAs(consent.SurfaceFormConsent, `<form><input id=a type=checkbox><label for=a>`+label+`</label></form>`); got != want {
			t.Errorf("%s: got %q, want %q", label, got, want)
		}
	}
}

func TestTitlesOfTheLaw(t *testing.T) {
	t.Parallel()
	for _, title := range []string{"Your Privacy Choices", "Your California Privacy Choices", "Do Not Sell or Share My Personal Information",
		"Limit the Use of My Sensitive Personal Information"} {
		if got := listedAs(consent.SurfacePage, `<footer><a href="/choices">`+title+`</a></footer>`); got != "do_not_sell "+title {
			t.Errorf("%s: %q", title, got)
		}
	}
}

func TestNoticeInTheFootOfThePage(t *testing.T) {
	t.Parallel()
	found := notices(`<div id="foot"><p>© 2024 Example</p><a href="/privacy">Privacy</a> <a href="/contact">Contact</a> <a href="/imprint">Imprint</a>
		<div id="cookie-bar"><p>We use cookies on this website.</p><a class="btn" href="#">Accept all</a></div>
		<div id="cookie-again"><span>About cookies</span></div>
		<div role="dialog" class="panel"><div><a data-toggle="x-tab">non-necessary</a><label><input type=checkbox checked><span></span></label></div></div></div>`)
	if len(found) != 2 || !found[0].Primary || !strings.HasPrefix(found[0].Text, "We use cookies") || strings.Contains(found[0].Text, "Imprint") {
		t.Fatalf("%d notices: %+v", len(found), found)
	}
	items := found[1].Items
	if last := items[len(items)-1]; last.Guess.Role != consent.ClausePurposeToggle || last.Text != "non-necessary" {
		t.Errorf("toggle %+v", last)
	}
	if found := notices(`<div><div id="cookie-bar"><p>We use cookies on this website.</p><button>Accept all</button></div></div>
		<section><div role="dialog"><input type=checkbox aria-label="Only in stock"></div></section>`); len(found) != 1 {
		t.Errorf("%d notices, want 1: a dialog elsewhere", len(found))
	}
}

func TestPartsOfAModalAreNoFurtherLayer(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`<div id="cookie-modal"><div class="modal-body"><p>We use cookies on this website.</p><button>Reject all</button></div><div class="modal-footer"><button>Accept all</button></div></div>`:                         true,
		`<div id="cookie-modal" role="dialog"><div class="m-modal__content"><p>We use cookies on this website.</p><button>Accept all</button></div><div class="m-modal__actions"><button>Reject all</button></div></div>`: true,
		`<div id="cookie-notice"><div aria-hidden="true"><p>We use cookies on this website.</p><button>Reject all</button></div></div>`:                                                                                   true,
		`<div id="cookie-notice"><p>We use cookies on this website.</p><button>Accept all</button><div class="modal"><div class="modal-body"><button>Reject all</button></div></div></div>`:                               false,
		`<div id="cookie-modal"><p>We use cookies on this website.</p><button>Accept all</button><div class="modal-preferences"><button>Reject all</button></div></div>`:                                                  false,
		`<div id="cookie-notice"><p>We use cookies on this website.</p><button>Accept all</button><div aria-hidden="true"><button>Reject all</button></div></div>`:                                                        false,
	} {
		found := notices(body)
		if len(found) != 1 || found[0].FirstLayerReject != want {
			t.Errorf("want %v: %s: %+v", want, body, found)
		}
	}
}
