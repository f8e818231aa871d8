// Command microconsent audits how websites ask for consent. Each file beside this one
// holds one command; main parses, calls internal/boot and returns an exit code.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"microconsent/internal/consent"
)

// Exit codes (contract, section 1).
const (
	exitOK      = 0
	exitFailed  = 1
	exitUsage   = 2
	exitVerdict = 3 // --fail-on was met
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := run(ctx, os.Args[1:], os.Environ(), stdio{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// stdio is what a command reads and writes; tests replace it.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

func run(ctx context.Context, args, environ []string, std stdio) int {
	c := &cli{environ: environ, std: std}
	root := newRoot(c)
	root.SetArgs(args)
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	return exitCode(root.ExecuteContext(ctx), c.began, std.err)
}

// exit is an error that asks for an exit code of its own. Its message, if any, is printed.
type exit struct {
	code    int
	message string
}

func (e exit) Error() string { return e.message }

// asUsage makes a complaint about what the user typed end with the status for usage.
func asUsage(err error) error {
	message := consent.MessageOf(err)
	for _, f := range consent.FieldsOf(err) {
		if f.Message != message {
			message += "\n  " + f.Name + ": " + f.Message
		}
	}
	return exit{exitUsage, message}
}

// exitCode prints the error and says how the process ends. Errors from before a command
// began are about how it was called.
func exitCode(err error, began bool, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	var asked exit
	if errors.As(err, &asked) {
		if asked.message != "" {
			fmt.Fprintln(stderr, "microconsent:", asked.message)
		}
		return asked.code
	}
	var coded *consent.Error
	if !errors.As(err, &coded) {
		fmt.Fprintln(stderr, "microconsent:", err)
		if began {
			return exitFailed
		}
		return exitUsage
	}
	fmt.Fprintln(stderr, "microconsent:", coded.Message)
	for _, f := range coded.Fields {
		if f.Message != coded.Message {
			fmt.Fprintf(stderr, "  %s: %s\n", f.Name, f.Message)
		}
	}
	if coded.Err != nil && coded.Code != consent.Invalid {
		fmt.Fprintln(stderr, "  cause:", coded.Err)
	}
	return exitFailed
}
