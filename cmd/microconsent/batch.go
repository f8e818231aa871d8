package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/intake"
)

func newBatch(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "batch", Short: "Hand in up to 10,000 sources together, and follow them", Example: "  microconsent batch submit sites.csv\n  microconsent batch show BATCH"}
	cmd.AddCommand(newBatchSubmit(c), newBatchShow(c), newBatchErrors(c), newBatchCancel(c))
	return cmd
}

func newBatchSubmit(c *cli) *cobra.Command {
	var priority, jurisdiction string
	cmd := &cobra.Command{Use: "submit FILE", Short: "Queue addresses by line, a CSV table with a column url, or a zip of HTML files; - is standard input",
		Long: "Prints the batch's id and what was refused, by line; exit 1 when anything was. A server or worker runs the jobs.\n" +
			"The results: microconsent export --filter batch=ID.",
		Example: "  microconsent batch submit sites.csv\n  microconsent batch submit --priority default pages.zip\n  printf 'https://example.com\\n' | microconsent batch submit -",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withApp(cmd, func(a *app.App) error {
				in := app.NewBatch{Priority: consent.Priority(priority), Options: consent.Options{Jurisdiction: consent.Jurisdiction(jurisdiction)}}
				return c.submitBatch(cmd, a, args[0], in)
			})
		}}
	cmd.Flags().StringVar(&priority, "priority", "low", "high, default or low")
	cmd.Flags().StringVar(&jurisdiction, "jurisdiction", "", "eu, uk or us-ca (default eu)")
	return cmd
}

func (c *cli) submitBatch(cmd *cobra.Command, a *app.App, file string, in app.NewBatch) error {
	source, name := c.std.in, ""
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return consent.Wrap(err, consent.Invalid, "The file %s cannot be read.", file)
		}
		defer opened.Close()
		source, name = opened, filepath.Base(file)
	}
	upload, err := intake.Spool(source, name, "", intake.Limits{Upload: 8 * c.cfg.MaxPayloadBytes, Source: c.cfg.MaxPayloadBytes})
	if err != nil {
		return err
	}
	defer func() { _ = upload.Close() }()
	in.Name, in.Kind = upload.Name, upload.Kind
	if in.Total, err = upload.Count(); err != nil {
		return err
	}
	batch, err := a.SubmitBatch(cmd.Context(), operator(), in, upload.Items())
	if err != nil {
		return err
	}
	fmt.Fprintf(c.std.out, "%s: %d accepted, %d refused of %d\n", batch.ID, batch.Accepted, batch.Refused, batch.Total)
	if batch.Refused > 0 {
		if err := writeBatchErrors(cmd, a, batch.ID, c.std.err); err != nil {
			return err
		}
	}
	switch {
	case batch.Failure != nil:
		return exit{exitFailed, batch.Failure.Message}
	case batch.Refused > 0:
		return exit{exitFailed, fmt.Sprintf("%d source(s) refused", batch.Refused)}
	}
	return nil
}

func writeBatchErrors(cmd *cobra.Command, a *app.App, id consent.ID, to io.Writer) error {
	return export.BatchErrors(to, a.BatchErrors(cmd.Context(), operator(), id, 0))
}

// onBatch is a command about one batch.
func onBatch(c *cli, verb, short string, do func(*cobra.Command, *app.App, consent.ID) error) *cobra.Command {
	return &cobra.Command{Use: verb + " BATCH", Short: short, Example: "  microconsent batch " + verb + " 0197a000-0000-7000-8000-000000000001", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := consent.ParseID(args[0])
			if err != nil {
				return err
			}
			return c.withApp(cmd, func(a *app.App) error { return do(cmd, a, id) })
		}}
}

func newBatchShow(c *cli) *cobra.Command {
	return onBatch(c, "show", "Show how far a batch is", func(cmd *cobra.Command, a *app.App, id consent.ID) error {
		b, err := a.Batch(cmd.Context(), operator(), id)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.std.out, "%s: %d of %d ended (%d completed, %d failed, %d canceled), %d refused", b.State, b.Ended(), b.Accepted,
			b.Counts.ByStatus[consent.StatusCompleted], b.Counts.ByStatus[consent.StatusFailed], b.Counts.ByStatus[consent.StatusCanceled], b.Refused)
		if b.Left > 0 {
			fmt.Fprintf(c.std.out, "; %.1f a second, %s left", b.Rate, b.Left)
		}
		_, err = fmt.Fprintln(c.std.out)
		return err
	})
}

func newBatchErrors(c *cli) *cobra.Command {
	return onBatch(c, "errors", "Print what was refused of a batch as CSV: line, text, why", func(cmd *cobra.Command, a *app.App, id consent.ID) error {
		return writeBatchErrors(cmd, a, id, c.std.out)
	})
}

func newBatchCancel(c *cli) *cobra.Command {
	return onBatch(c, "cancel", "Cancel the analyses of a batch that wait or run", func(cmd *cobra.Command, a *app.App, id consent.ID) error {
		n, err := a.CancelBatch(cmd.Context(), operator(), id)
		if err == nil {
			fmt.Fprintf(c.std.out, "%d analyses canceled\n", n)
		}
		return err
	})
}
