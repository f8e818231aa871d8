package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

func newQueues(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "queues", Short: "Pause and resume queues", Example: "  microconsent queues pause low",
		Long: "A paused queue takes no job, in every process, until it is resumed; jobs that run go on. The pause is kept in the\n" +
			"database and outlives restarts and an emptied Redis. microconsent workers info shows pauses and depth."}
	cmd.AddCommand(
		newQueueChange(c, "pause", "Keep workers from taking jobs of a queue", "paused", func(cmd *cobra.Command, a *app.App, q consent.Priority) error {
			_, err := a.PauseQueue(cmd.Context(), operator(), q)
			return err
		}),
		newQueueChange(c, "resume", "Let workers take jobs of a queue again", "resumed", func(cmd *cobra.Command, a *app.App, q consent.Priority) error {
			return a.ResumeQueue(cmd.Context(), operator(), q)
		}),
	)
	return cmd
}

func newQueueChange(c *cli, verb, short, done string, change func(*cobra.Command, *app.App, consent.Priority) error) *cobra.Command {
	return &cobra.Command{Use: verb + " high|default|low", Short: short, Example: "  microconsent queues " + verb + " low", Args: cobra.ExactArgs(1),
		ValidArgs: []string{"high", "default", "low"},
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := consent.ParsePriority(args[0])
			if err != nil {
				return asUsage(err)
			}
			return c.withApp(cmd, func(a *app.App) error {
				if err := change(cmd, a, q); err != nil {
					return err
				}
				_, err := fmt.Fprintf(c.std.out, "The queue %s is %s.\n", q, done)
				return err
			})
		}}
}
