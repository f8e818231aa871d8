package main

import (
	"context"
	"fmt"
	"net/url"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func newJobs(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "jobs", Short: "List, cancel, retry and remove jobs", Example: "  microconsent jobs list --state dead\n  microconsent jobs cleanup --older-than 7d"}
	cmd.AddCommand(newJobsList(c), newJobsCancel(c), newJobsRetry(c), newJobsCleanup(c))
	return cmd
}

// jobFlags are the filter of jobs as flags.
type jobFlags map[string]*string

func addJobFlags(cmd *cobra.Command) jobFlags {
	out := jobFlags{}
	for _, f := range [][2]string{
		{"state", "queued, running, succeeded, failed, dead or canceled"}, {"queue", "high, default or low"},
		{"error", "part of the last failure's code or message"}, {"since", "created at or after this day or time"}, {"until", "created on or before this day, or before this time"},
	} {
		out[f[0]] = cmd.Flags().String(f[0], "", f[1])
	}
	return out
}

func (f jobFlags) parse() (consent.JobFilter, error) {
	values := url.Values{}
	for name, value := range f {
		if *value != "" {
			values.Set(name, *value)
		}
	}
	return consent.ParseJobFilter(values)
}

func newJobsList(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the newest jobs that a filter selects", Example: "  microconsent jobs list --state dead --error timeout", Args: cobra.NoArgs}
	flags := addJobFlags(cmd)
	limit := cmd.Flags().Int("limit", consent.DefaultLimit, "at most so many (200)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := flags.parse()
		if err != nil {
			return asUsage(err)
		}
		f.Limit = *limit
		return c.withApp(cmd, func(a *app.App) error {
			found, err := a.Jobs(cmd.Context(), operator(), f)
			if err != nil {
				return err
			}
			t := tabwriter.NewWriter(c.std.out, 0, 4, 2, ' ', 0)
			fmt.Fprintln(t, "JOB\tSTATE\tQUEUE\tATTEMPT\tSOURCE\tERROR")
			for _, j := range found.Items {
				cause := ""
				if j.LastError != nil {
					cause = string(j.LastError.Code) + ": " + j.LastError.Message
				}
				fmt.Fprintf(t, "%s\t%s\t%s\t%d/%d\t%s\t%s\n", j.ID, j.State, j.Queue, j.Attempt, j.MaxAttempts, j.Subject, cause)
			}
			return t.Flush()
		})
	}
	return cmd
}

func newJobsCancel(c *cli) *cobra.Command {
	return &cobra.Command{Use: "cancel JOB...", Short: "Cancel queued and running jobs", Example: "  microconsent jobs cancel 0197a000-0000-7000-8000-000000000001", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.eachJob(cmd, args, "canceled", (*app.App).CancelJob)
		}}
}

func newJobsRetry(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "retry [JOB...]", Short: "Queue failed, dead and canceled jobs again, by name or by filter",
		Long:    "Without names the filter selects; --dry-run counts only. Without --yes the command asks before it retries many.",
		Example: "  microconsent jobs retry --state dead --error timeout --dry-run\n  microconsent jobs retry --state dead --error timeout --yes"}
	flags := addJobFlags(cmd)
	dry := cmd.Flags().Bool("dry-run", false, "count only")
	yes := cmd.Flags().Bool("yes", false, "do not ask")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		f, err := flags.parse()
		switch {
		case err != nil:
			return asUsage(err)
		case len(args) > 0 && (*dry || !f.IsZero()):
			return asUsage(consent.Errorf(consent.Invalid, "Name jobs or give a filter, not both."))
		case len(args) > 0:
			return c.eachJob(cmd, args, "queued again", (*app.App).RetryJob)
		}
		return c.withApp(cmd, func(a *app.App) error { return c.retryMatching(cmd, a, f, *dry, *yes) })
	}
	return cmd
}

func (c *cli) retryMatching(cmd *cobra.Command, a *app.App, f consent.JobFilter, dry, yes bool) error {
	in := app.RetryJobs{Filter: f, Dry: true}
	out, err := a.RetryJobs(cmd.Context(), operator(), in)
	if err != nil {
		return err
	}
	if dry {
		_, err = fmt.Fprintf(c.std.out, "%d jobs would be queued again\n", out.Count)
		return err
	}
	if err := c.confirm(yes || out.Count == 0, "jobs retry queues many jobs again", fmt.Sprintf("This queues %d jobs again.", out.Count)); err != nil {
		return err
	}
	in.Dry, in.Expected = false, out.Count
	out, err = a.RetryJobs(cmd.Context(), operator(), in)
	fmt.Fprintf(c.std.out, "%d jobs queued again\n", out.Done)
	return err
}

// eachJob does one thing to each of the named jobs and goes on after a refusal.
func (c *cli) eachJob(cmd *cobra.Command, names []string, done string, do func(*app.App, context.Context, consent.Actor, consent.ID) (consent.Job, error)) error {
	return c.withApp(cmd, func(a *app.App) error {
		failed := 0
		for _, name := range names {
			id, err := consent.ParseID(name)
			if err == nil {
				_, err = do(a, cmd.Context(), operator(), id)
			}
			if err != nil {
				failed++
				fmt.Fprintf(c.std.err, "%s: %s\n", name, consent.MessageOf(err))
				continue
			}
			fmt.Fprintf(c.std.out, "%s %s\n", id, done)
		}
		if failed > 0 {
			return exit{exitFailed, fmt.Sprintf("%d job(s) failed", failed)}
		}
		return nil
	})
}

func newJobsCleanup(c *cli) *cobra.Command {
	var olderThan string
	cleanup := &cobra.Command{
		Use:     "cleanup --older-than 7d",
		Short:   "Remove jobs that ended longer ago than this; analyses stay",
		Example: "  microconsent jobs cleanup --older-than 7d",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			age, err := parseAge("older-than", olderThan)
			if err != nil {
				return asUsage(err)
			}
			return c.withApp(cmd, func(a *app.App) error {
				n, err := a.DeleteEndedJobs(cmd.Context(), operator(), app.Cleanup{OlderThan: age})
				if err == nil {
					fmt.Fprintf(c.std.out, "%d jobs removed\n", n)
				}
				return err
			})
		},
	}
	cleanup.Flags().StringVar(&olderThan, "older-than", "", "age such as 7d or 12h")
	_ = cleanup.MarkFlagRequired("older-than")
	return cleanup
}
