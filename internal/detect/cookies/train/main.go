// Command train makes the weights of package cookies and prints their figures.
//
//	go run ./internal/detect/cookies/train -data DIR -out internal/detect/cookies/weights.bin
//
// DIR holds cookies_dev.csv. The same input always gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"

	"microconsent/internal/detect/cookies/learn"
)

func main() {
	data := flag.String("data", "", "folder of labelled names")
	out := flag.String("out", "", "file to write; empty only measures")
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
	weights, err := learn.Train(data)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "weights: %d bytes\n", len(weights))
	return os.WriteFile(out, weights, 0o644)
}
