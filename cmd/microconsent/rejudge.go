package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
)

func newRejudge(c *cli) *cobra.Command {
	var filter string
	var dry bool
	cmd := &cobra.Command{
		Use:   "rejudge",
		Short: "Judge stored sources again by this version's rules and print what changes",
		Long: "Judge the stored source of each analysis again, without a new visit, and print the difference. What changed is\n" +
			"stored as a new analysis that names the one before; that one stays. --filter takes the filters of the list of\n" +
			"analyses, as in its address. Exit status: 0 fine, 1 some source failed, 2 usage.",
		Example: "  microconsent rejudge --dry-run\n  microconsent rejudge --filter 'host=example.com&since=2026-01-01'",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := parseFilter(filter)
			if err != nil {
				return asUsage(err)
			}
			return c.withApp(cmd, func(a *app.App) error { return c.rejudge(cmd.Context(), a, f, !dry) })
		},
	}
	cmd.Flags().StringVar(&filter, "filter", "", "which analyses, such as 'host=example.com&severity=high' (default all)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print the difference and store nothing")
	return cmd
}

// parseFilter reads a filter that only selects: the order of the work is not asked.
func parseFilter(text string) (consent.Filter, error) {
	query, err := parseQuery(text)
	if err != nil {
		return consent.Filter{}, err
	}
	for _, key := range []string{"cursor", "limit", "sort"} {
		if query.Has(key) {
			return consent.Filter{}, consent.InvalidField("filter", "%q selects nothing here.", key)
		}
	}
	return consent.ParseFilter(query)
}

// parseQuery reads the text of --filter, which looks like the query of an address.
func parseQuery(text string) (url.Values, error) {
	query, err := url.ParseQuery(text)
	if err != nil {
		return nil, consent.InvalidField("filter", "The filter must look like host=example.com&severity=high.")
	}
	return query, nil
}

func (c *cli) rejudge(ctx context.Context, a *app.App, f consent.Filter, keep bool) error {
	found, err := selected(ctx, a, f)
	if err != nil {
		return err
	}
	bar := c.progress(len(found))
	sum := &difference{out: c.std.out, rules: map[string]*[3]int{}}
	err = inOrder(ctx, found, func(ctx context.Context, id consent.ID) (app.Compared, error) {
		return a.RejudgeNow(ctx, operator(), id, keep)
	}, func(id consent.ID, done app.Compared, err error) error {
		_ = bar.Clear()
		if sum.count(done, err); err != nil && consent.CodeOf(err) != consent.Conflict {
			fmt.Fprintf(c.std.err, "microconsent: %s: %s\n", id, consent.MessageOf(err))
		}
		_ = bar.Add(1)
		return nil
	})
	if err != nil {
		return err
	}
	return sum.print(keep)
}

// selected lists what the filter selects, newest first. Analyses that judged a source again
// themselves are left out: their source is that of another one.
func selected(ctx context.Context, a *app.App, f consent.Filter) ([]consent.ID, error) {
	var out []consent.ID
	for f.Limit = consent.MaxLimit; ; {
		page, err := a.Analyses(ctx, operator(), f)
		if err != nil {
			return nil, err
		}
		for _, each := range page.Items {
			if each.RejudgedFrom == "" {
				out = append(out, each.ID)
			}
		}
		if f.Cursor = page.Next; page.Next == nil {
			return out, nil
		}
	}
}

// difference counts what changed and prints a line for each analysis that did.
type difference struct {
	out                                    io.Writer
	judged, changed, kept, skipped, failed int
	findings                               [3]int             // new, fixed, changed
	rules                                  map[string]*[3]int // the same by rule
}

// slots are where difference counts a kind of change.
func slots() []consent.ChangeKind {
	return []consent.ChangeKind{consent.ChangeAdded, consent.ChangeRemoved, consent.ChangeChanged}
}

func (d *difference) count(done app.Compared, err error) {
	switch {
	case consent.CodeOf(err) == consent.Conflict:
		d.skipped++
		return
	case err != nil:
		d.failed++
		return
	}
	d.judged++
	if done.Head.ID != "" {
		d.kept++
	}
	if done.Change.Same() {
		return
	}
	d.changed++
	for _, f := range done.Change.Findings {
		d.note(f)
	}
	c := done.Change
	fmt.Fprintf(d.out, "%s  %s  %s → %s  %d new, %d fixed, %d changed\n", done.Base.ID, export.Printable(nameOf(done.Base)), gradeOf(done.Base), gradeOf(done.Head),
		c.Count(consent.ChangeAdded), c.Count(consent.ChangeRemoved), c.Count(consent.ChangeChanged))
}

func (d *difference) note(f consent.FindingChange) {
	at := slices.Index(slots(), f.Kind)
	if at < 0 {
		return
	}
	rule := f.Base
	if f.Head != nil {
		rule = f.Head
	}
	if d.rules[rule.Rule] == nil {
		d.rules[rule.Rule] = &[3]int{}
	}
	d.rules[rule.Rule][at]++
	d.findings[at]++
}

// print sums up. The table of rules is left out where no finding changed.
func (d *difference) print(keep bool) error {
	if len(d.rules) > 0 {
		t := tabwriter.NewWriter(d.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(t, "\nrule\tnew\tfixed\tchanged")
		for _, rule := range slices.Sorted(maps.Keys(d.rules)) {
			n := d.rules[rule]
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\n", rule, n[0], n[1], n[2])
		}
		fmt.Fprintln(t)
		if err := t.Flush(); err != nil {
			return err
		}
	}
	fmt.Fprintf(d.out, "%d judged again: %d changed, %d the same. Findings: %d new, %d fixed, %d changed.\n", d.judged, d.changed, d.judged-d.changed,
		d.findings[0], d.findings[1], d.findings[2])
	if d.skipped > 0 {
		fmt.Fprintf(d.out, "%d left out: no stored source or no result yet.\n", d.skipped)
	}
	switch {
	case !keep:
		fmt.Fprintln(d.out, "Nothing was stored (--dry-run).")
	default:
		fmt.Fprintf(d.out, "%d stored as new analyses.\n", d.kept)
	}
	if d.failed > 0 {
		return exit{exitFailed, fmt.Sprintf("%d source(s) failed", d.failed)}
	}
	return nil
}

func nameOf(a consent.Analysis) string {
	for _, name := range []string{a.Source.URL, a.Source.Name, a.Source.Title} {
		if name != "" {
			return name
		}
	}
	return "(no name)"
}

func gradeOf(a consent.Analysis) string {
	if a.Score == nil {
		return "no grade"
	}
	return fmt.Sprintf("%s %d", a.Score.Grade, a.Score.Value)
}
