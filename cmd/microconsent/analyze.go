package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"microconsent/internal/app"
	"microconsent/internal/boot"
	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/suppress"
)

type analyzeFlags struct {
	format, failOn, jurisdiction string
	report, lang, suppressions   string
	minConfidence                float64
	render, save, policy         bool
}

func newAnalyze(c *cli) *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "analyze SOURCE...",
		Short: "Analyse files, folders, URLs or standard input without a server",
		Long: "Analyse each SOURCE: a file, a folder (every file in it), a .gz file, an http or https URL, or - for standard input.\n" +
			"Exit status: 0 fine, 1 some source failed (the others are still printed), 2 usage, 3 --fail-on was met.\n\n" +
			"Findings that a file named .microconsent.yml in this folder sets aside are printed as dismissed and do not count\n" +
			"for --fail-on; docs/triage.md describes the file. With --save, findings that were decided about on the same site\n" +
			"before are decided again.",
		Example: "  microconsent analyze page.html\n  microconsent analyze --format ndjson pages/ > results.ndjson\n  microconsent analyze --fail-on high https://example.com/\n" +
			"  microconsent analyze --format sarif --report report.html page.html > findings.sarif",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return c.analyze(cmd.Context(), f, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "", "json, ndjson, csv, table, sarif, markdown, or html for one source (default table on a terminal, else json)")
	flags.StringVar(&f.report, "report", "", "also write an HTML report of the one source to this file")
	flags.StringVar(&f.lang, "lang", "en", "language of the HTML report: en or de")
	flags.StringVar(&f.suppressions, "suppressions", "", "file of suppressions (default .microconsent.yml, where there is one)")
	flags.Float64Var(&f.minConfidence, "min-confidence", 0, "leave out clauses below this confidence, 0 to 1")
	flags.BoolVar(&f.render, "render", false, "drive a browser (not in this version)")
	flags.BoolVar(&f.policy, "policy", false, "also read the policy that the page links to")
	flags.BoolVar(&f.save, "save", false, "store the results in the database")
	flags.StringVar(&f.failOn, "fail-on", "", "exit 3 on a finding of this severity or worse (high, medium, low) or a grade at or below grade:C")
	flags.StringVar(&f.jurisdiction, "jurisdiction", "", "eu, uk or us-ca (default eu)")
	return cmd
}

func (c *cli) analyze(ctx context.Context, f analyzeFlags, args []string) error {
	gate, err := parseGate(f.failOn)
	if err != nil {
		return err
	}
	options, err := f.options()
	if err != nil {
		return asUsage(err)
	}
	aside, err := c.suppressions(f.suppressions)
	if err != nil {
		return asUsage(err)
	}
	sources, err := expand(args)
	if err != nil {
		return err
	}
	out, err := c.writer(f, sources)
	if err != nil {
		return asUsage(err)
	}
	judge, done, err := c.judge(ctx, f.save)
	if err != nil {
		return err
	}
	defer done()
	work := func(ctx context.Context, s source) (consent.Document, error) {
		in, err := s.read(c.std.in, c.cfg.MaxPayloadBytes)
		if err != nil {
			return consent.Document{}, err
		}
		in.Options = options
		analysis, err := judge(ctx, in)
		return suppress.Apply(aside, consent.NewDocument(analysis), boot.Clock{}.Now()), err
	}
	return c.report(ctx, sources, out, &tally{gate: gate}, work)
}

// report writes each outcome as soon as its turn has come: documents to the output,
// failures and the progress to standard error.
func (c *cli) report(ctx context.Context, sources []source, out export.Writer, tally *tally, work func(context.Context, source) (consent.Document, error)) error {
	bar := c.progress(len(sources))
	err := inOrder(ctx, sources, work, func(s source, d consent.Document, err error) error {
		_ = bar.Clear() // what is printed now would end up behind it
		if tally.count(d, err); err != nil {
			fmt.Fprintf(c.std.err, "microconsent: %s: %s\n", export.Printable(s.path), consent.MessageOf(err))
			c.logFailure(ctx, s, err)
		} else if err := out.Write(d); err != nil {
			return err
		}
		_ = bar.Add(1)
		return nil
	})
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	return tally.verdict()
}

// logFailure keeps what the message leaves out: always for our own faults, else on demand.
func (c *cli) logFailure(ctx context.Context, s source, err error) {
	level := slog.LevelDebug
	if consent.CodeOf(err) == consent.Internal {
		level = slog.LevelError
	}
	c.log.Log(ctx, level, "source failed", "source", s.path, "error", err)
}

func (f analyzeFlags) options() (consent.Options, error) {
	return app.CheckOptions(consent.Options{MinConfidence: f.minConfidence, Jurisdiction: consent.Jurisdiction(f.jurisdiction), Render: f.render, Policy: f.policy})
}

// judge returns what runs the engine: with or without the database behind it.
func (c *cli) judge(ctx context.Context, save bool) (func(context.Context, app.Submission) (consent.Analysis, error), func(), error) {
	if !save {
		return boot.Inspector(c.cfg).Inspect, func() {}, nil
	}
	instance, err := boot.OpenReady(ctx, c.cfg, c.log)
	if err != nil {
		return nil, nil, err
	}
	actor := consent.SystemActor(consent.DefaultWorkspaceID, "command line")
	return func(ctx context.Context, in app.Submission) (consent.Analysis, error) {
		return instance.App.AnalyzeNow(ctx, actor, in)
	}, instance.Close, nil
}

// progress draws on standard error when that is a terminal and there is more than one
// source.
func (c *cli) progress(n int) *progressbar.ProgressBar {
	if n < 2 || !isTerminal(c.std.err) {
		return progressbar.DefaultSilent(int64(n))
	}
	return progressbar.NewOptions(n, progressbar.OptionSetWriter(c.std.err), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("pages"), progressbar.OptionClearOnFinish())
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// gate is a parsed --fail-on.
type gate struct {
	severities map[consent.Severity]bool
	grade      string
}

func parseGate(s string) (gate, error) {
	if s == "" {
		return gate{}, nil
	}
	if grade, ok := strings.CutPrefix(s, "grade:"); ok && len(grade) == 1 && strings.Contains("ABCDEF", strings.ToUpper(grade)) {
		return gate{grade: strings.ToUpper(grade)}, nil
	}
	g := gate{severities: map[consent.Severity]bool{}}
	for _, severity := range []consent.Severity{consent.SeverityHigh, consent.SeverityMedium, consent.SeverityLow} {
		g.severities[severity] = true
		if string(severity) == s {
			return g, nil
		}
	}
	return gate{}, exit{exitUsage, "--fail-on must be high, medium, low or grade:A to grade:F"}
}

// met says whether a finding that nobody set aside is as severe, or the grade as bad, as the
// gate names. An accepted one counts: it is true and not mended.
func (g gate) met(d consent.Document) bool {
	if g.grade != "" {
		return d.Score != nil && d.Score.Grade >= g.grade
	}
	for _, f := range d.Findings {
		if g.severities[f.Severity] && !f.Status.Suppresses() {
			return true
		}
	}
	return false
}

type tally struct {
	gate        gate
	failed, met int
}

func (t *tally) count(d consent.Document, err error) {
	switch {
	case err != nil:
		t.failed++
	case t.gate.met(d):
		t.met++
	}
}

func (t *tally) verdict() error {
	switch {
	case t.failed > 0:
		return exit{exitFailed, fmt.Sprintf("%d source(s) failed", t.failed)}
	case t.met > 0:
		return exit{exitVerdict, fmt.Sprintf("%d source(s) met --fail-on", t.met)}
	}
	return nil
}
