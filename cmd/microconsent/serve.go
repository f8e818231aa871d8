package main

import (
	"github.com/spf13/cobra"

	"microconsent/internal/boot"
	"microconsent/internal/consent"
)

func newServe(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "serve",
		Short:   "Run everything in one process: web, workers, sweeper",
		Long:    "Run web, workers and sweeper in one process. Without any setting it uses SQLite and an in-process queue under ./data, brings the schema up to date, and prints its address and, on first start, a one-time set-up link.",
		Example: "  microconsent serve\n  MICROCONSENT_LISTEN=127.0.0.1:9000 microconsent serve",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return boot.Run(cmd.Context(), c.cfg, c.log, c.std.out, boot.Roles{Web: true, Worker: true, Sweeper: true, Migrate: true})
		},
	}
}

func newWeb(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "web",
		Short:   "Run the pages and the API only",
		Example: "  MICROCONSENT_DATABASE_URL=postgres://… MICROCONSENT_REDIS_URL=redis://… microconsent web",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return boot.Run(cmd.Context(), c.cfg, c.log, c.std.out, boot.Roles{Web: true})
		},
	}
}

func newWorker(c *cli) *cobra.Command {
	var name string
	var queues []string
	var concurrency int
	cmd := &cobra.Command{
		Use:     "worker",
		Short:   "Run background workers and the sweeper only",
		Example: "  microconsent worker --queues high,default --concurrency 8 --name w1",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			roles := boot.Roles{Worker: true, Sweeper: true, Name: name, Concurrency: concurrency}
			for _, q := range queues {
				p, err := consent.ParsePriority(q)
				if err != nil {
					return asUsage(err)
				}
				roles.Queues = append(roles.Queues, p)
			}
			return boot.Run(cmd.Context(), c.cfg, c.log, c.std.out, roles)
		},
	}
	cmd.Flags().StringSliceVar(&queues, "queues", nil, "queues to serve: high, default, low (default all)")
	cmd.Flags().IntVar(&concurrency, "concurrency", 0, "jobs at once (default MICROCONSENT_WORKER_CONCURRENCY)")
	cmd.Flags().StringVar(&name, "name", "", "name of this worker (default host name and process id)")
	return cmd
}
