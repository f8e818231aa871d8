package roles

import (
	"testing"

	"microconsent/internal/detect/lexicon"
)

func BenchmarkText(b *testing.B) {
	texts := lexicon.Phrases("de", lexicon.AcceptAll)
	r := NewReader()
	r.Text("x")
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts[:20] {
			r.read(t)
		}
	}
}
