package learn

import (
	_ "embed"
	"strings"

	"microconsent/internal/detect/purposes"
)

//go:embed unseen.txt
var unseenText string

// Unseen are elements of the framework in languages that no weights were trained on.
func Unseen() []Text {
	var out []Text
	for line := range strings.Lines(unseenText) {
		if id, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(id, "#") {
			out = append(out, Text{Label: id, Text: text})
		}
	}
	return out
}

// UnseenAccuracy is the share of Unseen that the shipped weights tell right, and what they
// got wrong.
func UnseenAccuracy() (accuracy float64, wrong []Text) {
	all := Unseen()
	for _, each := range all {
		if got := purposes.Guess(each.Text).TCF; len(got) == 0 || got[0] != each.Label {
			wrong = append(wrong, each)
		}
	}
	return 1 - float64(len(wrong))/float64(len(all)), wrong
}
