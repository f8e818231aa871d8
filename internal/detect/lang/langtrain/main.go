// Command langtrain makes the weights of package lang.
//
//	go run ./internal/detect/lang/langtrain -lingua DIR -out internal/detect/lang/weights.bin
//
// DIR is the folder language-models of the module github.com/pemistahl/lingua-go
// (Apache-2.0): letter n-grams of up to a million news sentences a language. Maltese is
// not among them and is counted from maltese.txt, which is written by hand. The same
// input always gives the same bytes.
package main

import (
	"cmp"
	_ "embed"
	"flag"
	"fmt"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/linear"
)

//go:embed maltese.txt
var maltese string

// sources maps a language to folders of lingua; several are averaged.
func sources(code string) []string {
	switch code {
	case "no":
		return []string{"nb", "nb", "nb", "nn"}
	case "hr":
		return []string{"hr", "hr", "hr", "bs"}
	}
	return []string{code}
}

func main() {
	folder := flag.String("lingua", "", "folder language-models of lingua-go")
	out := flag.String("out", "", "file to write")
	keep := flag.Int("keep", 600, "n-grams kept a language and length")
	flag.Parse()
	if err := run(*folder, *out, *keep); err != nil {
		log.Fatal(err)
	}
}

func run(folder, out string, keep int) error {
	grams := map[string]map[string]float64{}
	for _, code := range lang.ModelCodes() {
		g, err := probabilities(folder, code)
		if err != nil {
			return err
		}
		grams[code] = g
	}
	data, err := encode(lang.ModelCodes(), grams, chosen(grams, keep))
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "%d bytes\n", len(data))
	return os.WriteFile(out, data, 0o644)
}

func probabilities(folder, code string) (map[string]float64, error) {
	if code == "mt" {
		return count(maltese), nil
	}
	out := map[string]float64{}
	parts := sources(code)
	for _, part := range parts {
		g, err := joint(filepath.Join(folder, part))
		if err != nil {
			return nil, err
		}
		for k, p := range g {
			out[k] += p / float64(len(parts))
		}
	}
	return out, nil
}

// fewTexts lowers what was counted on one page of text: its frequent n-grams are the
// subject's more than the language's.
const fewTexts = 0.25

// count counts n-grams inside words as lingua does.
func count(text string) map[string]float64 {
	out := map[string]float64{}
	var totals [5]float64
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" .,?'’-:\n", r) }) {
		runes := []rune(word)
		for n := 1; n <= 4; n++ {
			for i := 0; i+n <= len(runes); i++ {
				out[string(runes[i:i+n])]++
				totals[n]++
			}
		}
	}
	for g, c := range out {
		if out[g] = c / totals[len([]rune(g))]; len([]rune(g)) > 2 {
			out[g] = (c - 0.7) / totals[len([]rune(g))] * fewTexts
		}
	}
	return out
}

// chosen lists the n-grams that tell a language best from the others: frequent in it and
// rarer on average. Single letters are taken where they are not of the basic alphabet.
func chosen(grams map[string]map[string]float64, keep int) []string {
	mean := map[string]float64{}
	for _, g := range grams {
		for k, p := range g {
			mean[k] += p / float64(len(grams))
		}
	}
	set := map[string]bool{}
	for _, g := range grams {
		for n := 3; n <= 4; n++ {
			for _, k := range best(g, mean, n, keep) {
				set[k] = true
			}
		}
		for k, p := range g {
			if len([]rune(k)) == 1 && len(k) > 1 && p > 1e-5 {
				set[k] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func best(grams, mean map[string]float64, n, keep int) []string {
	var list []string
	gain := map[string]float64{}
	for g, p := range grams {
		if len([]rune(g)) == n {
			list = append(list, g)
			gain[g] = p * math.Log((p+absentGram)/(mean[g]+absentGram))
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(gain[b], gain[a]), cmp.Compare(a, b)) })
	return list[:min(keep, len(list))]
}

// Smoothing: the probability below which an n-gram or a listed word counts as absent, and
// the probability given to a listed word.
const (
	absentGram   = 2e-5
	absentLetter = 2e-4
	absentWord   = 1e-3
	listedWord   = 1e-2
)

func encode(codes []string, grams map[string]map[string]float64, list []string) ([]byte, error) {
	n := len(codes)
	weights := make([]float32, n<<lang.Bits)
	for _, g := range list {
		row := int(lang.GramID(g)&(1<<lang.Bits-1)) * n
		for c, code := range codes {
			absent := absentGram
			if len([]rune(g)) == 1 {
				absent = absentLetter
			}
			weights[row+c] = max(weights[row+c], rounded((grams[code][g]+absent)/absent))
		}
	}
	for c, code := range codes {
		for _, word := range lang.Words(code) {
			row := int(lang.WordID(word)&(1<<lang.Bits-1)) * n
			weights[row+c] = max(weights[row+c], rounded((listedWord+absentWord)/absentWord))
		}
	}
	model, err := linear.New(codes, linear.Softmax, lang.Bits, weights, make([]float32, n), 0.04)
	if err != nil {
		return nil, err
	}
	return model.Encode()
}

// rounded is a ratio's logarithm in steps of a quarter, which packs well.
func rounded(ratio float64) float32 { return float32(math.Round(math.Log(ratio)*4) / 4) }
