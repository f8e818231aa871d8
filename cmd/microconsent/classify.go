package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"microconsent/internal/app"
	"microconsent/internal/boot"
	"microconsent/internal/consent"
)

func newClassify(c *cli) *cobra.Command {
	var task string
	cmd := &cobra.Command{
		Use:     "classify --task role|clause|purpose|cookie",
		Short:   "Classify one text a line from standard input",
		Long:    "Read one text a line from standard input and print one JSON object a line, in the same order.",
		Example: "  echo 'Nur notwendige' | microconsent classify --task role",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.classify(cmd.Context(), task) },
	}
	cmd.Flags().StringVar(&task, "task", "", "role, clause, purpose or cookie")
	_ = cmd.MarkFlagRequired("task")
	return cmd
}

func (c *cli) classify(ctx context.Context, name string) error {
	task, err := consent.ParseTask(name)
	if err != nil {
		return exit{exitUsage, consent.MessageOf(err)}
	}
	engine := boot.Inspector(c.cfg)
	lines := bufio.NewScanner(c.std.in)
	lines.Buffer(make([]byte, 64*1024), 16*1024*1024)
	out := bufio.NewWriter(c.std.out)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		text := lines.Text()
		if len(text) > app.MaxTextLength {
			text = strings.ToValidUTF8(text[:app.MaxTextLength], "")
		}
		guess, err := engine.Classify(ctx, operator(), task, []string{text})
		if err != nil {
			return err
		}
		if err := errors.Join(encoder.Encode(guess[0]), out.Flush()); err != nil { // a line in, a line out
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return consent.Wrap(err, consent.Invalid, "Standard input cannot be read.")
	}
	return nil
}
