package lexicon

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"case and space", "  Accept \t ALL\n cookies ", "accept all cookies"},
		{"punctuation at the ends", "«OK!»", "ok"},
		{"punctuation inside", "No, thanks – really", "no thanks really"},
		{"signs between words", "Accept & close/continue", "accept close continue"},
		{"apostrophe kept and unified", "J’accepte", "j'accepte"},
		{"apostrophe at the end of a word", "partners' list", "partners list"},
		{"hyphen kept and unified", "Opt‑out", "opt-out"},
		{"middle dot kept", "Cancel·lar", "cancel·lar"},
		{"full width", "ＯＫ　Ｃｏｏｋｉｅ", "ok cookie"},
		{"ligature", "conﬁgure", "configure"},
		{"no-break space", "Tout\u00a0accepter\u202f!", "tout accepter"},
		{"soft hyphen", "Ein\u00adstellungen", "einstellungen"},
		{"zero width", "Ac\u200bcept\ufeff", "accept"},
		{"diacritics kept", "PRÉFÉRENCES", "préférences"},
		{"decomposed", "Pre\u0301fe\u0301rences", "préférences"},
		{"sharp s", "Schließen", "schliessen"},
		{"capital sharp s", "SCHLIEẞEN", "schliessen"},
		{"final sigma", "ΡΥΘΜΊΣΕΙΣ", "ρυθμισεισ"},
		{"no tonos on Greek", "Ρυθμίσεις", "ρυθμισεισ"},
		{"dialytika stays", "προϊόν", "προϊον"},
		{"Turkish capitals", "İZİN VER, AYARLARI", "izin ver ayarlari"},
		{"Turkish small letters", "izin ver, ayarları", "izin ver ayarlari"},
		{"Russian yo", "Всё", "все"},
		{"Russian short i stays", "Мой", "мой"},
		{"Ukrainian yi stays", "Її", "її"},
		{"Romanian cedilla", "Setări şi opţiuni", "setări și opțiuni"},
		{"Arabic marks and tatweel", "أُوَافِـق", "اوافق"},
		{"Arabic and Persian letters", "كوكي ي", "کوکی ی"},
		{"Persian joiner", "می\u200cپذیرم", "میپذیرم"},
		{"Hebrew points", "אִישּׁוּר", "אישור"},
		{"Japanese half width", "ｸｯｷｰ設定", "クッキー設定"},
		{"Korean", "모두 수락", "모두 수락"},
		{"symbols alone", " ✕ ", "✕"},
		{"multiplication sign", "×", "×"},
		{"digits", "18+ / 2.99 €", "18 2 99"},
		{"invalid bytes", "acc\xffept", "acc ept"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Alle akzeptieren", "J’accepte", "İ", "α\u200d\u0301", "´", "×", "ＡＢ", "e\u0308\u0301е\u0308", "ﷺ", "a\u0323\u0307"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Fold(s)
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("Fold(%q) = %q is not NFC", s, got)
		}
		if again := Fold(got); again != got {
			t.Errorf("Fold(%q) = %q, folded again %q", s, got, again)
		}
		if strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Errorf("Fold(%q) = %q has loose white space", s, got)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for _, s := range []string{"Accept all cookies", "Alle Cookies für Präferenzen", "すべてのCookieを受け入れる"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(s)
			}
		})
	}
}
