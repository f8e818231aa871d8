// Command train makes the weights of package purposes and prints their figures.
//
//	go run ./internal/detect/purposes/train -data DIR -out internal/detect/purposes
//
// DIR holds tcf_purposes.csv and purpose_texts.csv. The same input always gives the same
// bytes.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"microconsent/internal/detect/purposes/learn"
)

func main() {
	data := flag.String("data", "", "folder of labelled texts")
	out := flag.String("out", "", "folder to write to; empty only measures")
	verbose := flag.Bool("v", false, "print what was wrong")
	flag.Parse()
	if err := run(*data, *out, *verbose); err != nil {
		log.Fatal(err)
	}
}

func run(data, out string, verbose bool) error {
	figures, err := learn.Evaluate(data)
	if err != nil {
		return err
	}
	figures.Print(os.Stdout)
	if verbose {
		for _, w := range figures.Wrong {
			fmt.Fprintln(os.Stdout, w)
		}
	}
	if out == "" {
		return nil
	}
	tcf, category, err := learn.Train(data)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "weights: %d and %d bytes\n", len(tcf), len(category))
	if err := os.WriteFile(filepath.Join(out, "tcf.bin"), tcf, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "category.bin"), category, 0o644)
}
