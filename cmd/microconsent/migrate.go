package main

import (
	"bufio"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"microconsent/internal/boot"
)

func newMigrate(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "migrate", Short: "Bring the database schema up or down, or show where it stands",
		Example: "  microconsent migrate up\n  microconsent migrate status"}
	step := func(use, short string, run func(*cobra.Command, *boot.Schema) error) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Example: "  microconsent migrate " + use, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			schema, err := boot.OpenSchema(cmd.Context(), c.cfg)
			if err != nil {
				return err
			}
			defer func() { _ = schema.Close() }()
			return run(cmd, schema)
		}}
	}
	cmd.AddCommand(
		step("up", "Apply all pending migrations", func(cmd *cobra.Command, s *boot.Schema) error {
			if err := s.Migrate(cmd.Context()); err != nil {
				return err
			}
			return c.printStatus(cmd, s)
		}),
		step("down", "Take the newest group of migrations back", func(cmd *cobra.Command, s *boot.Schema) error {
			if err := s.MigrateDown(cmd.Context()); err != nil {
				return err
			}
			return c.printStatus(cmd, s)
		}),
		step("status", "Show each migration and when it was applied", func(cmd *cobra.Command, s *boot.Schema) error { return c.printStatus(cmd, s) }),
	)
	return cmd
}

func (c *cli) printStatus(cmd *cobra.Command, s *boot.Schema) error {
	states, err := s.MigrationStatus(cmd.Context())
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(c.std.out, 0, 4, 2, ' ', 0)
	for _, m := range states {
		applied := "pending"
		if m.AppliedAt != nil {
			applied = m.AppliedAt.UTC().Format("2006-01-02 15:04:05Z")
		}
		fmt.Fprintf(t, "%s\t%s\n", m.Name, applied)
	}
	return t.Flush()
}

func newInit(c *cli) *cobra.Command {
	var seed, force, yes bool
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Make the schema and, with --seed, load sample analyses",
		Example: "  microconsent init --seed\n  microconsent init --force --yes",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if force {
				if err := c.confirm(yes, "init --force drops everything", "This drops every table and all analyses in the database."); err != nil {
					return err
				}
			}
			return boot.Init(cmd.Context(), c.cfg, c.log, c.std.out, boot.InitOptions{Drop: force, Seed: seed})
		},
	}
	cmd.Flags().BoolVar(&seed, "seed", false, "load sample analyses when there is none yet")
	cmd.Flags().BoolVar(&force, "force", false, "drop everything in the database first")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// confirm asks on a terminal and needs --yes anywhere else. what is "COMMAND does something".
func (c *cli) confirm(yes bool, what, question string) error {
	if yes {
		return nil
	}
	if !isTerminal(c.std.in) {
		return exit{exitUsage, what + "; add --yes to do so without a terminal"}
	}
	fmt.Fprint(c.std.err, question+" Type yes to go on: ")
	answer, _ := bufio.NewReader(c.std.in).ReadString('\n')
	if strings.TrimSpace(answer) != "yes" {
		return exit{exitFailed, "nothing was changed"}
	}
	return nil
}
