// Command train makes the weights of package clauses and prints their figures.
//
//	go run ./internal/detect/clauses/train -out internal/detect/clauses/weights.bin
//	go run ./internal/detect/clauses/train -data DIR
//
// The model is trained on the examples of package learn only. DIR holds
// policy_clauses_dev.jsonl, on which the shipped weights are measured. The same input
// always gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"

	"microconsent/internal/detect/clauses/learn"
)

func main() {
	data := flag.String("data", "", "folder of labelled segments; empty does not measure")
	out := flag.String("out", "", "file to write; empty does not train")
	verbose := flag.Bool("v", false, "print what was wrong")
	flag.Parse()
	if err := run(*data, *out, *verbose); err != nil {
		log.Fatal(err)
	}
}

func run(data, out string, verbose bool) error {
	if out != "" {
		weights, err := learn.Train()
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stdout, "weights: %d bytes\n", len(weights))
		if err := os.WriteFile(out, weights, 0o644); err != nil {
			return err
		}
	}
	if data == "" {
		return nil
	}
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
	return nil
}
