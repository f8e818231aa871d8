package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func newRetention(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "retention", Short: "Show, set or run how long what is kept", Example: "  microconsent retention run --dry-run"}
	cmd.AddCommand(newRetentionShow(c), newRetentionSet(c), newRetentionRun(c))
	return cmd
}

func newRetentionShow(c *cli) *cobra.Command {
	return &cobra.Command{Use: "show", Short: "Show what holds, where it comes from, and the last run", Example: "  microconsent retention show", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd, func(a *app.App) error {
				state, err := a.Retention(cmd.Context(), operator())
				if err == nil {
					c.printRetention(state)
				}
				return err
			})
		}}
}

func (c *cli) printRetention(state app.RetentionState) {
	from := "MICROCONSENT_RETENTION"
	if state.Own {
		from = "the workspace"
	}
	fmt.Fprintf(c.std.out, "%s (set by %s)\n", state.Effective, from)
	if state.RanAt != nil && state.Outcome != nil {
		fmt.Fprintf(c.std.out, "last run %s: %d removed", state.RanAt.Format("2006-01-02 15:04:05Z"), state.Outcome.Total())
		if state.Outcome.Error != "" {
			fmt.Fprintf(c.std.out, "; it failed: %s", state.Outcome.Error)
		}
		fmt.Fprintln(c.std.out)
	}
}

func newRetentionSet(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "set POLICY",
		Short: "Set how long the workspace keeps what",
		Long: "POLICY is off, an age of analyses (90d), ages by kind (analyses=90d,failed=7d,sources=30d,jobs=30d,batches=90d,addresses=30d,audit=365d),\n" +
			"or default: then MICROCONSENT_RETENTION holds. A kind that is not named is kept for ever.",
		Example: "  microconsent retention set analyses=90d,sources=30d,addresses=30d\n  microconsent retention set default",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var policy consent.Retention
			if args[0] != "default" {
				var err error
				if policy, err = consent.ParseRetention(args[0]); err != nil {
					return asUsage(err)
				}
			}
			return c.withApp(cmd, func(a *app.App) error {
				state, err := a.SetRetention(cmd.Context(), operator(), policy)
				if err == nil {
					c.printRetention(state)
				}
				return err
			})
		},
	}
}

func newRetentionRun(c *cli) *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:     "run",
		Short:   "Remove now what is older than it is kept; --dry-run counts only",
		Long:    "Workers do this by themselves, once a day.",
		Example: "  microconsent retention run --dry-run\n  microconsent retention run",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd, func(a *app.App) error {
				outcome, err := a.RunRetention(cmd.Context(), operator(), dry)
				c.printOutcome(outcome)
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "count only")
	return cmd
}

func (c *cli) printOutcome(o consent.RetentionOutcome) {
	done := "removed"
	if o.Dry {
		done = "would be removed"
	}
	for _, kind := range consent.RetentionKinds() {
		if n, named := o.Counts[kind]; named {
			fmt.Fprintf(c.std.out, "%s: %d %s\n", kind, n, done)
		}
	}
	if len(o.Counts) == 0 {
		fmt.Fprintln(c.std.out, "nothing: no retention is set")
	}
}

func newPurge(c *cli) *cobra.Command {
	var in app.Purge
	var yes bool
	cmd := &cobra.Command{
		Use:   "purge --site HOST",
		Short: "Remove everything about a site: analyses, jobs, decisions, stored sources",
		Long: "A registrable domain such as example.com means all of its hosts and what was decided about the site; any other host\n" +
			"only itself. The audit log keeps its events.",
		Example: "  microconsent purge --site example.com --dry-run\n  microconsent purge --site shop.example.com --yes",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !in.Dry {
				if err := c.confirm(yes, "purge removes everything about the site", "This removes everything about "+strconv.Quote(in.Host)+"."); err != nil {
					return err
				}
			}
			return c.withApp(cmd, func(a *app.App) error {
				out, err := a.PurgeSite(cmd.Context(), operator(), in)
				if err != nil {
					return err
				}
				done := "removed"
				if in.Dry {
					done = "would be removed"
				}
				_, err = fmt.Fprintf(c.std.out, "%s: %d analyses, %d decisions and %d lines of batches %s\n", out.Host, out.Analyses, out.Triage, out.Lines, done)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&in.Host, "site", "", "host or registrable domain")
	cmd.Flags().BoolVar(&in.Dry, "dry-run", false, "count only")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	_ = cmd.MarkFlagRequired("site")
	return cmd
}
