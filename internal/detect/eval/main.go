// Command eval measures the engine on labelled pages and texts and prints every figure
// with the mark that it must reach. It fails when a mark is missed.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

func main() {
	var o options
	flag.StringVar(&o.corpus, "corpus", "", "folder with labels.jsonl and pages/; empty leaves pages out")
	flag.StringVar(&o.data, "data", "", "folder with the labelled texts; empty leaves texts out")
	flag.StringVar(&o.heldOut, "heldout", "internal/detect/lexicon/testdata/heldout.csv", "texts in many languages that nothing was trained on")
	flag.StringVar(&o.dump, "dump", "", "write one analysis document a line to this file")
	flag.StringVar(&o.doc, "doc", "", "document to write the table of figures into")
	flag.BoolVar(&o.verbose, "v", false, "print every disagreement about a page")
	flag.Parse()
	if o.corpus == "" && o.data == "" {
		fmt.Fprintln(os.Stderr, "eval: name a folder with -corpus or -data")
		os.Exit(2)
	}
	failures, err := run(context.Background(), o, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
	if failures > 0 {
		fmt.Fprintf(os.Stderr, "eval: %d figures miss what they must reach\n", failures)
		os.Exit(1)
	}
}

type options struct {
	corpus, data, heldOut, dump, doc string
	verbose                          bool
}

// run measures and prints, and returns how many figures miss their mark.
func run(ctx context.Context, o options, w io.Writer) (int, error) {
	var figures []figure
	if o.corpus != "" {
		s, err := score(ctx, o, w)
		if err != nil {
			return 0, err
		}
		figures = s.figures()
	}
	if o.data != "" {
		for _, m := range measurements() {
			more, err := m(ctx, o.data, o.heldOut)
			if err != nil {
				return 0, err
			}
			figures = append(figures, more...)
		}
	}
	printTable(w, figures)
	if o.doc != "" {
		if err := writeDoc(o.doc, figures); err != nil {
			return 0, err
		}
	}
	return failed(figures), nil
}

// score analyses every labelled page.
func score(ctx context.Context, o options, w io.Writer) (*scorer, error) {
	labels, err := readLabels(filepath.Join(o.corpus, "labels.jsonl"))
	if err != nil {
		return nil, err
	}
	verbose := io.Discard
	if o.verbose {
		verbose = w
	}
	s := newScorer(verbose)
	var docs []consent.Document
	for _, l := range labels {
		r, err := analyze(ctx, pagePath(o.corpus, l.File))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.File, err)
		}
		s.page(l, r)
		docs = append(docs, document(l.File, r))
	}
	if o.dump != "" {
		return s, writeDocs(o.dump, docs)
	}
	return s, nil
}

func document(name string, r detect.Result) consent.Document {
	return consent.NewDocument(consent.Analysis{Source: consent.SourceRef{Name: name}, Language: r.Language, CMPs: r.CMPs, Banner: r.Banner,
		Clauses: r.Clauses, Findings: r.Findings, Score: r.Score})
}

func writeDocs(path string, docs []consent.Document) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	for _, d := range docs {
		if err := enc.Encode(d); err != nil {
			return err
		}
	}
	return f.Close()
}
