package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
)

func newAudit(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Verify or export the audit log", Example: "  microconsent audit verify"}
	cmd.AddCommand(newAuditVerify(c), newAuditExport(c))
	return cmd
}

func newAuditVerify(c *cli) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the hash chain of the audit log of every workspace; exit 1 when one is broken",
		Long: "Reads the whole audit log. Each event holds the hash of the one before it: the first event that was changed or is missing\n" +
			"is named. The hash of the last event, noted somewhere else, fixes the log up to there.",
		Example: "  microconsent audit verify\n  microconsent audit verify --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd, func(a *app.App) error {
				reports, err := a.VerifyAllAudits(cmd.Context(), operator())
				if err != nil {
					return err
				}
				return c.printReports(reports, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a workspace")
	return cmd
}

func (c *cli) printReports(reports []consent.AuditReport, asJSON bool) error {
	broken := 0
	for _, r := range reports {
		if r.Break != nil {
			broken++
		}
		if asJSON {
			if err := json.NewEncoder(c.std.out).Encode(r); err != nil {
				return err
			}
			continue
		}
		printReport(c.std.out, r)
	}
	if broken > 0 {
		return exit{exitFailed, fmt.Sprintf("the audit log of %d workspace(s) was changed", broken)}
	}
	return nil
}

func printReport(w io.Writer, r consent.AuditReport) {
	if r.Break != nil {
		fmt.Fprintf(w, "workspace %s: BROKEN: %s", r.WorkspaceID, r.Break.Reason)
		if r.Break.ID != "" {
			fmt.Fprintf(w, " (id %s)", r.Break.ID)
		}
		fmt.Fprintln(w)
		return
	}
	fmt.Fprintf(w, "workspace %s: ok, %d events, last %d, hash %s", r.WorkspaceID, r.Events, r.Last, r.Hash)
	if r.Redacted > 0 {
		fmt.Fprintf(w, ", %d anonymised", r.Redacted)
	}
	if r.Checkpoint > 0 {
		fmt.Fprintf(w, ", %d removed by retention", r.Checkpoint)
	}
	fmt.Fprintln(w)
}

func newAuditExport(c *cli) *cobra.Command {
	var format, filter, out string
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Write the audit log, or what a filter selects, as CSV or NDJSON",
		Example: "  microconsent audit export --format ndjson --filter 'action=user&since=2026-11-01' --out audit.ndjson",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := export.ParseAuditFormat(format)
			if err != nil {
				return asUsage(err)
			}
			query, err := parseQuery(filter)
			if err != nil {
				return asUsage(err)
			}
			f, err := consent.ParseAuditFilter(query)
			if err != nil {
				return asUsage(err)
			}
			return c.withApp(cmd, func(a *app.App) error {
				return c.writeTo(out, func(w io.Writer) error {
					return export.AuditEvents(w, chosen, a.ExportAudit(cmd.Context(), operator(), f, format))
				})
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "csv", "csv or ndjson")
	cmd.Flags().StringVar(&filter, "filter", "", "which events, such as 'action=user&since=2026-11-01' (default all)")
	cmd.Flags().StringVar(&out, "out", "-", "the file to write; - is standard output")
	return cmd
}
