package lang

import (
	"os"
	"strings"
	"testing"

	"microconsent/internal/detect/linear"
)

func sentences(t *testing.T) [][2]string {
	t.Helper()
	data, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out [][2]string
	for line := range strings.Lines(string(data)) {
		if code, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			out = append(out, [2]string{code, text})
		}
	}
	return out
}

func TestSentences(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range sentences(t) {
		seen[s[0]] = true
		if got, c := Detect(s[1], ""); got != s[0] || c < 0.5 || c > 1 {
			t.Errorf("%s: got %s at %.2f: %s", s[0], got, c, s[1])
		}
	}
	for _, code := range Codes() {
		if !seen[code] {
			t.Errorf("no sentence in %s", code)
		}
	}
	if len(Codes()) < 39 {
		t.Errorf("%d languages", len(Codes()))
	}
}

// TestWrongHint gives every sentence with a wrong claim: the text must outweigh it.
func TestWrongHint(t *testing.T) {
	t.Parallel()
	for _, s := range sentences(t) {
		hint := "en-US"
		if s[0] == "en" {
			hint = "de"
		}
		if got, _ := Detect(s[1], hint); got != s[0] {
			t.Errorf("%s claimed to be %s: got %s: %s", s[0], hint, got, s[1])
		}
	}
}

func TestDetectEdges(t *testing.T) {
	t.Parallel()
	cases := []struct{ text, hint, want string }{
		{"", "", ""},
		{"", "fr-CA", "fr"},
		{"123 – 456 €", "", ""},
		{"×", "pl", "pl"},
		{"OK", "nb", "no"},
		{"Slažem se s korištenjem kolačića", "sr", "sr"},
		{"Slažem se s korištenjem kolačića", "", "hr"},
		{"ამ საიტზე გამოიყენება", "", ""},
		{"Cookie を使用しています", "", "ja"},
		{"我们使用 Cookies 和 Google Analytics", "en", "zh"},
		{"Utilitzem galetes pròpies i de tercers per millorar els nostres serveis i mostrar-vos publicitat", "", "ca"},
		{"ما از کوکی\u200cها برای بهبود تجربه شما در این سایت استفاده می\u200cکنیم", "", "fa"},
	}
	for _, c := range cases {
		if got, _ := Detect(c.text, c.hint); got != c.want {
			t.Errorf("%q with hint %q: got %q, want %q", c.text, c.hint, got, c.want)
		}
	}
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"de-AT": "de", "EN_us": "en", " nb ": "no", "nn-NO": "no", "iw": "he", "zh-Hant-TW": "zh",
		"": "", "x": "", "english": "", "1a": "", "{{lang}}": ""} {
		if got := Normalize(tag); got != want {
			t.Errorf("%q: got %q, want %q", tag, got, want)
		}
	}
}

func TestCovered(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"de": true, "mt": true, "th": true, "ca": false, "": false, " d": false, "g ": false, "e ": false} {
		if Covered(code) != want {
			t.Errorf("Covered(%q) is %v", code, !want)
		}
	}
}

func TestModelFitsItsTables(t *testing.T) {
	t.Parallel()
	m, err := linear.Decode(weights)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(m.Classes(), " ") != strings.Join(ModelCodes(), " ") {
		t.Errorf("the weights are for %v", m.Classes())
	}
	for _, code := range ModelCodes() {
		if len(Words(code)) < 10 {
			t.Errorf("%s has %d words", code, len(Words(code)))
		}
	}
}

func BenchmarkDetect(b *testing.B) {
	text := strings.Repeat("Wir verwenden Cookies, um Inhalte und Anzeigen zu personalisieren. ", 30)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Detect(text, "de")
	}
}

func FuzzDetect(f *testing.F) {
	f.Add("Alle akzeptieren", "de-DE")
	f.Add("\xff\xfe同意", "")
	f.Fuzz(func(t *testing.T, text, hint string) {
		code, c := Detect(text, hint)
		if c < 0 || c > 1 || len(code) != 2 && code != "" {
			t.Fatalf("%q at %v", code, c)
		}
		if again, _ := Detect(text, hint); again != code {
			t.Fatalf("%q, then %q", code, again)
		}
	})
}
