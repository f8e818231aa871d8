package stems

import (
	"fmt"
	"strings"
	"testing"
)

func hits(s *Set, text string) string {
	var out []string
	folded := Fold(nil, text)
	s.Scan(folded, func(concept, start, end int) {
		out = append(out, fmt.Sprintf("%d:%s", concept, Word(folded, start, end)))
	})
	return strings.Join(out, " ")
}

func TestScan(t *testing.T) {
	t.Parallel()
	s := New()
	s.Add(1, "profil =ad third_part")
	s.Add(2, "^retain werb 广告 реклам")
	s.Add(3, "prof")
	cases := []struct{ text, want string }{
		{"A personal PROFILE", "3:profile 1:profile"},
		{"Werbeprofil", "2:werbeprofil 1:werbeprofil"},
		{"Bewerbung", ""},
		{"an ad", "1:ad"},
		{"advertise", ""},
		{"bad", ""},
		{"third-party, third parties; third  part", "1:third party 1:third parties 1:third part"},
		{"retained, unretained", "2:retained"},
		{"显示广告内容", "2:显示广告内容"},
		{"Персонализированная РЕКЛАМА", "2:реклама"},
		{"pro\u00adfil", "3:profil 1:profil"},
		{"", ""},
		{"\xff ad \xff", "1:ad"},
	}
	for _, c := range cases {
		if got := hits(s, c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": " ", "  A–B  ": " a b ", "Ä1!": " ä1 ", "...": " "} {
		if got := string(Fold(nil, text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	s := New()
	for i, w := range strings.Fields("profil anzeig werbung inhalt personali messen leistung auswahl speicher gerät") {
		s.Add(i, w)
	}
	text := strings.Repeat("Personalisierte Anzeigen können Ihnen basierend auf einem Profil eingeblendet werden. ", 100)
	b.SetBytes(int64(len(text)))
	var folded []byte
	for b.Loop() {
		folded = Fold(folded[:0], text)
		s.Scan(folded, func(int, int, int) {})
	}
}

func FuzzScan(f *testing.F) {
	f.Add("profil =ad", "an ad profile")
	f.Fuzz(func(t *testing.T, list, text string) {
		s := New()
		s.Add(1, strings.ToLower(list))
		folded := Fold(nil, text)
		s.Scan(folded, func(_, start, end int) {
			if start < 1 || end <= start || end > len(folded) {
				t.Fatalf("hit at %d to %d of %d", start, end, len(folded))
			}
			_ = Word(folded, start, end)
		})
	})
}
