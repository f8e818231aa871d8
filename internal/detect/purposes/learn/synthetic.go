package learn

import (
	"math/rand/v2"
	"slices"
	"strings"

	"microconsent/internal/detect/linear"
	"microconsent/internal/detect/linear/train"
	"microconsent/internal/detect/purposes"
)

// recipes say which concepts each element of the framework is made of, in any language:
// those before the bar are always there, those behind it sometimes.
func recipes() [][2]string {
	return [][2]string{
		{"purposes:1", "store device | identify"}, {"purposes:1", "store | device"},
		{"purposes:2", "select ad basic |"}, {"purposes:2", "ad basic | select"},
		{"purposes:2", "ad device location content | personal"}, {"purposes:2", "ad device location content product |"},
		{"purposes:3", "create ad profile personal |"}, {"purposes:3", "create ad profile |"}, {"purposes:3", "ad profile create personal interests |"}, {"purposes:3", "ad profile personal interests |"},
		{"purposes:4", "select ad personal | profile"}, {"purposes:4", "ad personal profile |"}, {"purposes:4", "ad personal select |"},
		{"purposes:5", "create content profile personal |"}, {"purposes:5", "create content profile |"}, {"purposes:5", "content profile personal interests | create"},
		{"purposes:6", "select content personal | profile"}, {"purposes:6", "content personal profile |"},
		{"purposes:7", "measure ad performance |"}, {"purposes:7", "measure ad |"}, {"purposes:7", "ad performance |"},
		{"purposes:8", "measure content performance |"}, {"purposes:8", "content performance |"}, {"purposes:8", "measure content |"},
		{"purposes:9", "audience | create"}, {"purposes:9", "audience ad product |"}, {"purposes:9", "audience combine source | link"},
		{"purposes:10", "develop product |"}, {"purposes:10", "develop | product"},
		{"purposes:11", "select content basic |"}, {"purposes:11", "content basic |"},
		{"specialPurposes:1", "security | identify product"},
		{"specialPurposes:2", "deliver ad content | device"},
		{"specialPurposes:3", "choices | store"},
		{"features:1", "combine source |"}, {"features:1", "source | combine"}, {"features:1", "combine |"},
		{"features:2", "link device |"}, {"features:2", "link | device identify"},
		{"features:3", "identify automatic device | characteristics"}, {"features:3", "automatic device | identify"},
		{"specialFeatures:1", "location precise |"}, {"specialFeatures:1", "location precise | device"},
		{"specialFeatures:2", "scan device characteristics | identify"}, {"specialFeatures:2", "identify device characteristics |"},
	}
}

// concepts lists the names of the concepts in their order.
func concepts() []string {
	return strings.Fields("store device ad content profile select create personal measure performance audience develop product basic " +
		"security deliver choices combine source link identify automatic location precise scan characteristics interests")
}

// noise is how likely each sometimes-concept is, and how likely one foreign one is: stems
// of one language also stand in words of others.
const (
	sometimes = 0.5
	foreign   = 0.25
	copies    = 12
)

// synthetic makes examples that hold concepts only.
func synthetic(classes []string) []train.Example {
	random := rand.New(rand.NewPCG(7, 11))
	var out []train.Example
	for _, r := range recipes() {
		always, maybe, _ := strings.Cut(r[1], "|")
		for range copies {
			var present [32]bool
			for _, name := range strings.Fields(always) {
				present[slices.Index(concepts(), name)] = true
			}
			for _, name := range strings.Fields(maybe) {
				present[slices.Index(concepts(), name)] = random.Float64() < sometimes
			}
			if random.Float64() < foreign {
				present[random.IntN(len(concepts()))] = true
			}
			var v linear.Vector
			purposes.ConceptFeatures(&v, present)
			out = append(out, train.Example{Features: v, Labels: []int{slices.Index(classes, r[0])}, Group: "recipe", Weight: 0.5})
		}
	}
	return out
}
