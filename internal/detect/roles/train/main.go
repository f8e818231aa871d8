// Command train makes the weights of package roles: deterministic, from the lexicon and
// two files of labelled button texts (see docs/model.md).
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/roles/learn"
)

const folds = 5

func main() {
	data := flag.String("data", "", "folder with button_roles_dev.csv and button_words.csv")
	out := flag.String("out", "internal/detect/roles/weights.bin", "where the weights go")
	heldOut := flag.String("heldout", "internal/detect/lexicon/testdata/heldout.csv", "texts in many languages to measure on")
	quick := flag.Bool("quick", false, "judge one fold only")
	verbose := flag.Bool("v", false, "print every wrong judgement")
	flag.Parse()
	if err := run(*data, *out, *heldOut, *quick, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(data, out, heldOut string, quick, verbose bool) error {
	set, err := learn.Load(data)
	if err != nil {
		return err
	}
	most := folds
	if quick {
		most = 1
	}
	judged, err := set.CrossValidate(folds, most, learn.Config())
	if err != nil {
		return err
	}
	f := learn.Measure(judged, learn.Temperature(judged))
	fmt.Fprintf(os.Stdout, "cross-validated, %d of %d folds: macro-F1 %.4f, accuracy %.4f, ECE %.4f, temperature %.2f\n%v\n",
		most, folds, f.Macro, f.Micro, f.ECE, learn.Temperature(judged), f.F1)
	if verbose {
		fmt.Fprintln(os.Stdout, strings.Join(f.Wrong, "\n"))
	}
	model, err := set.Build(learn.Config(), judged)
	if err != nil {
		return err
	}
	texts, err := learn.ReadHeldOut(heldOut)
	if err != nil {
		return err
	}
	same := func(r consent.ClauseRole) string { return string(r) }
	for _, class := range []func(consent.ClauseRole) string{learn.Four, same} {
		h := learn.MeasureHeldOut(model, texts, class)
		fmt.Fprintf(os.Stdout, "held out, all languages: macro-F1 %.4f, accuracy %.4f, ECE %.4f %v\n", h.Macro, h.Micro, h.ECE, h.F1)
		if verbose {
			fmt.Fprintln(os.Stdout, strings.Join(h.Wrong, "\n"))
		}
	}
	packed, err := model.Encode()
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "%d bytes\n", len(packed))
	return os.WriteFile(out, packed, 0o644)
}
