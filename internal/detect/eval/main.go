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
	corpus := flag.String("corpus", "", "folder with labels.jsonl and pages/")
	dump := flag.String("dump", "", "write one analysis document a line to this file")
	verbose := flag.Bool("v", false, "print every disagreement")
	flag.Parse()
	if err := run(context.Background(), *corpus, *dump, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, corpus, dump string, verbose bool) error {
	labels, err := readLabels(filepath.Join(corpus, "labels.jsonl"))
	if err != nil {
		return err
	}
	var out io.Writer = io.Discard
	if verbose {
		out = os.Stdout
	}
	s := newScorer(out)
	var docs []consent.Document
	for _, l := range labels {
		r, err := analyze(ctx, pagePath(corpus, l.File))
		if err != nil {
			return fmt.Errorf("%s: %w", l.File, err)
		}
		s.page(l, r)
		docs = append(docs, document(l.File, r))
	}
	s.print(os.Stdout)
	if dump != "" {
		return writeDocs(dump, docs)
	}
	return nil
}

func (s *scorer) print(w io.Writer) {
	fmt.Fprintf(w, "banner F1 %.4f\nclean negatives %.4f\nrole micro-F1 %.4f\nrole macro-F1 %.4f\nfirst-layer reject %.4f\nimplied consent %.4f\ntoggle category %.4f\ncmp F1 %.4f\nlanguage %.4f\n",
		s.banner.f1(), s.clean.value(), s.micro(), s.macro(), s.reject.value(), s.implied.value(), s.category.value(), s.cmp.f1(), s.language.value())
	for _, r := range controlRoles() {
		if t := s.roles[r]; t.tp+t.fn+t.fp > 0 {
			fmt.Fprintf(w, "%s %.2f (%d) ", r, t.f1(), t.tp+t.fn)
		}
	}
	fmt.Fprintln(w)
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
