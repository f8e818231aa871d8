package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func newAnonymize(c *cli) *cobra.Command {
	var in app.Anonymizing
	var olderThan string
	cmd := &cobra.Command{
		Use:   "anonymize",
		Short: "Take network addresses out of the audit log, or personal data out of stored texts",
		Long: "Without --personal-data: network addresses of events that are older than --older-than are taken out of the audit log.\n" +
			"A keyed digest stays, which shows whether two events came from one address, and the chain still holds.\n" +
			"--personal-data: e-mail addresses, phone numbers and IBANs in the texts of analyses, notes and decisions are masked, and the\n" +
			"details of old events that hold any are taken out. Stored bytes that hold any are counted; --sources drops them: their\n" +
			"digest is evidence, so that they cannot be masked.",
		Example: "  microconsent anonymize --older-than 30d\n  microconsent anonymize --personal-data --dry-run",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if in.Sources && !in.PersonalData {
				return exit{exitUsage, "--sources goes with --personal-data"}
			}
			age, err := parseAge("older-than", olderThan)
			if err != nil {
				return asUsage(err)
			}
			in.OlderThan, in.Addresses = age, !in.PersonalData
			return c.withApp(cmd, func(a *app.App) error {
				out, err := a.Anonymize(cmd.Context(), operator(), in)
				c.printAnonymized(in, out)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&olderThan, "older-than", "30d", "age of the events of the audit log, such as 30d or 12h")
	cmd.Flags().BoolVar(&in.PersonalData, "personal-data", false, "mask personal data in stored texts instead")
	cmd.Flags().BoolVar(&in.Sources, "sources", false, "with --personal-data: drop stored bytes that hold any")
	cmd.Flags().BoolVar(&in.Dry, "dry-run", false, "count only")
	return cmd
}

func (c *cli) printAnonymized(in app.Anonymizing, out app.Anonymized) {
	done, dropped := "masked", "dropped"
	if out.Dry {
		done = "to mask"
	}
	if out.Dry || !in.Sources {
		dropped = "kept; --sources drops them"
	}
	if in.Addresses {
		fmt.Fprintf(c.std.out, "addresses of events: %d %s\n", out.Addresses, done)
		return
	}
	for _, kind := range consent.PersonalKinds() {
		fmt.Fprintf(c.std.out, "%s: %d %s\n", kind, out.Found[kind], done)
	}
	fmt.Fprintf(c.std.out, "in %d analyses, %d notes, %d decisions and %d lines of batches; details of %d events; %d stored sources hold some (%s)\n", out.Analyses, out.Notes, out.Triage, out.Lines, out.Facts, out.Sources, dropped)
}
