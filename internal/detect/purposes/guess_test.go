package purposes

import (
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
)

func TestGuessCategories(t *testing.T) {
	t.Parallel()
	cases := map[consent.Category][]string{
		consent.CategoryNecessary: {"Essenziell", "Essenziell (1)", "Strictly necessary cookies", "Nur für die Funktionsweise der Seite erforderliche Cookies zulassen",
			"Hier klicken, um notwendige Cookies zu aktivieren/deaktivieren.", "essential", "Strikt noodzakelijk", "Nezbytné", "必要なクッキー", "Strettamente necessari"},
		consent.CategoryFunctional: {"Komfort", "Vorlieben", "Preferences", "Funcionales", "Functionele cookies", "Preferenze"},
		consent.CategoryAnalytics: {"Statistik", "Statistiken (1)", "statistics", "Analyse Cookies", "Google Analytics", "google-analytics", "Matomo",
			"Performance cookies", "Mesure d'audience", "Statistische cookies", "Analityczne", "Hier klicken, um Google Analytics zu aktivieren/deaktivieren.",
			"Switch zum Einwilligen bzw. Ablehnen der Kategorie Analyse / Statistik", "Аналитика", "统计"},
		consent.CategoryAdvertising: {"Marketing", "Marketing (1)", "Werbung (Facebook, Google Tag Manager)", "Marketing, Personalisierung und Profilbildung",
			"Google AdManager", "google-adsense", "Targeting cookies", "Publicité", "Reklamní", "広告"},
		consent.CategoryExternalMedia: {"Externe Medien", "external-media", "Externe Medien (7)", "Google Maps", "googlemaps", "YouTube", "Vimeo", "OpenStreetMap",
			"Hier klicken, um Google Webfonts zu aktivieren/deaktivieren.", "Hier klicken, um Videoeinbettungen zu aktivieren/deaktivieren.", "Médias externes"},
		consent.CategorySocialMedia: {"Soziale Medien", "Social media", "Réseaux sociaux"},
		consent.CategoryPrivacy:     {"Do not sell my personal information"},
		consent.CategoryOther:       {"", "  ", "Sonstige", "Unclassified"},
	}
	for want, texts := range cases {
		for _, text := range texts {
			if got := Guess(text); got.Category != want || got.Text != text || got.TCF == nil {
				t.Errorf("%q: got %+v, want %s", text, got, want)
			}
		}
	}
}

func TestLabelsNameTheFrameworksPurposes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"Statistik": "purposes:9", "Externe Medien": "", "Essenziell": ""} {
		if got := strings.Join(Guess(text).TCF, " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got := Guess("Marketing").TCF; len(got) != 4 || !slices.Contains(got, "purposes:4") {
		t.Errorf("Marketing: got %v", got)
	}
}

func TestMapping(t *testing.T) {
	t.Parallel()
	if n := len(TCFElements()); n != 19 {
		t.Errorf("%d elements", n)
	}
	for id, want := range map[string]consent.Category{"purposes:4": consent.CategoryAdvertising, "purposes:9": consent.CategoryAnalytics,
		"specialPurposes:1": consent.CategoryNecessary, "purposes:99": consent.CategoryOther, "": consent.CategoryOther} {
		if got := OfTCF(id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	for _, c := range consent.Categories() {
		for _, id := range ToTCF(c) {
			if OfTCF(id) != c {
				t.Errorf("%s goes to %s and comes back as %s", c, id, OfTCF(id))
			}
		}
		for _, name := range GoogleTypes(c) {
			if OfGoogle(name) == consent.CategoryOther {
				t.Errorf("%s goes to the unknown type %s", c, name)
			}
		}
	}
	for class, want := range map[int]consent.Category{1: consent.CategoryNecessary, 4: consent.CategoryAdvertising, 9: consent.CategoryOther} {
		if OfICC(class) != want {
			t.Errorf("ICC class %d", class)
		}
	}
	if OfGoogle("x") != consent.CategoryOther {
		t.Error("an unknown type has a category")
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"[x]\nshop word", "[en]\nad =ad\n[de]\nadd werb"} {
		if _, err := parseSet(text, conceptNames(), true); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	for name, data := range map[string][]byte{"tcf.bin": tcfWeights, "category.bin": categoryWeights} {
		if _, err := linear.Decode(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !slices.Equal(tcfModel().Classes(), TCFElements()) || !slices.Equal(categoryModel().Classes(), CategoryClasses()) {
		t.Error("the weights are for other classes")
	}
	concepts()
	services()
}

func BenchmarkGuess(b *testing.B) {
	for b.Loop() {
		Guess("Statistik-Cookies helfen zu verstehen, wie Besucher mit Webseiten interagieren")
	}
}

func FuzzGuess(f *testing.F) {
	f.Add("Statistik")
	f.Add("\xff Auswahl einfacher Anzeigen")
	f.Fuzz(func(t *testing.T, text string) {
		g := Guess(text)
		if g.Confidence < 0 || g.Confidence > 1 || !slices.Contains(consent.Categories(), g.Category) || g.TCF == nil {
			t.Fatalf("%+v", g)
		}
	})
}
