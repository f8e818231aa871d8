package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"microconsent/internal/boot"
	"microconsent/internal/consent"
)

// maxSeed is the most analyses of one run: more than a disk usually holds.
const maxSeed = 10_000_000

func newSeed(c *cli) *cobra.Command {
	n, seed := 10_000, uint64(1)
	cmd := &cobra.Command{
		Use:   "seed",
		Short: "Invent a large history to try the program with",
		Long: "Add invented analyses of made-up sites (below .example and .test), spread over the last two years, with about 20 clauses\n" +
			"each, as fast as the database takes them. The same --seed gives the same analyses, but for their times. They stand beside what\n" +
			"is there; nobody else can store an analysis meanwhile. 1,000,000 need about 25 GB in PostgreSQL.",
		Example: "  microconsent seed --analyses 100000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if n < 1 || n > maxSeed {
				return asUsage(consent.InvalidField("analyses", "The number of analyses must be from 1 to %d.", maxSeed))
			}
			bar, begun := c.progress(n), time.Now()
			err := boot.SeedHistory(cmd.Context(), c.cfg, c.log, operator(), boot.Seeding{Analyses: n, Seed: seed, Progress: func(done int) { _ = bar.Set(done) }})
			_ = bar.Finish()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.std.out, "%d analyses added in %s.\n", n, time.Since(begun).Round(time.Second))
			return err
		},
	}
	cmd.Flags().IntVar(&n, "analyses", n, "how many")
	cmd.Flags().Uint64Var(&seed, "seed", seed, "where the invention begins")
	return cmd
}
