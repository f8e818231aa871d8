package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"microconsent/internal/boot"
	"microconsent/internal/consent"
)

func newBackup(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write database and stored sources into one file",
		Long: "Writes the whole installation, as it is at one moment, into one compressed file, while it goes on working. The file\n" +
			"appears under its name only when it is whole; - is standard output. It can be restored into SQLite and PostgreSQL,\n" +
			"whichever it came from. It holds password hashes: keep it as safe as the database.",
		Example: "  microconsent backup microconsent-2026-11-25.mcb\n  microconsent backup - | ssh backup.example.com 'cat > microconsent.mcb'",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var done consent.ArchiveSummary
			report := c.std.out
			if args[0] == "-" {
				if isTerminal(c.std.out) {
					return exit{exitUsage, "a backup does not go to a terminal; name a file"}
				}
				report = c.std.err
			}
			err := c.writeTo(args[0], func(w io.Writer) (err error) {
				done, err = boot.Backup(cmd.Context(), c.cfg, c.log, operator(), w)
				return err
			})
			if err != nil {
				return err
			}
			return printArchive(report, "written", done)
		},
	}
}

func newRestore(c *cli) *cobra.Command {
	var force, yes bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Fill an empty database, and the store of sources, from a backup",
		Long: "Reads a backup into an empty database (the schema is made when it is missing) in one transaction, reads it back and\n" +
			"compares counts and digests. A file that is foreign, cut off or changed is refused, and the database stays as it was.\n" +
			"--force removes what the database holds first. Stop all processes before. - is standard input.",
		Example: "  microconsent restore microconsent-2026-11-25.mcb\n  microconsent restore --force --yes microconsent-2026-11-25.mcb",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if force {
				if err := c.confirm(yes, "restore --force replaces everything", "This replaces everything in the database by the backup."); err != nil {
					return err
				}
			}
			in, done, err := c.openIn(args[0])
			if err != nil {
				return err
			}
			defer done()
			summary, err := boot.Restore(cmd.Context(), c.cfg, c.log, operator(), in, force)
			if err != nil {
				return err
			}
			return printArchive(c.std.out, "restored and compared", summary)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace what the database holds")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func (c *cli) openIn(path string) (io.Reader, func(), error) {
	if path == "-" {
		return c.std.in, func() {}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, consent.Wrap(err, consent.Invalid, "The file %s cannot be read.", path)
	}
	return file, func() { _ = file.Close() }, nil
}

// printArchive lists counts and digests, so that two runs can be compared by eye or diff.
func printArchive(w io.Writer, what string, s consent.ArchiveSummary) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "TABLE\tROWS\tSHA-256")
	rows := int64(0)
	for _, each := range s.Tables {
		fmt.Fprintf(t, "%s\t%d\t%s\n", each.Name, each.Rows, each.SHA256)
		rows += each.Rows
	}
	fmt.Fprintf(t, "blobs\t%d\t%s\n", s.Blobs, s.BlobsHash)
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %d rows in %d tables, %d blobs of %d bytes\n", what, rows, len(s.Tables), s.Blobs, s.BlobBytes)
	if s.Missing > 0 {
		fmt.Fprintf(w, "warning: the bytes of %d stored sources were not there; see microconsent doctor\n", s.Missing)
	}
	return nil
}
