package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"microconsent/internal/boot"
	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

func newWorkers(c *cli) *cobra.Command {
	info := &cobra.Command{
		Use:     "info",
		Short:   "Show live workers, and the queues with their depth",
		Example: "  microconsent workers info",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			instance, err := boot.OpenReady(cmd.Context(), c.cfg, c.log)
			if err != nil {
				return err
			}
			defer instance.Close()
			return instance.PrintWorkers(cmd.Context(), c.std.out)
		},
	}
	cmd := &cobra.Command{Use: "workers", Short: "Look at the workers", Example: "  microconsent workers info"}
	info.Long = "A worker that was silent for 20 seconds is marked stale, and gone from the list after an hour."
	cmd.AddCommand(info)
	return cmd
}

// parseAge reads the age of a flag.
func parseAge(flag, s string) (time.Duration, error) {
	age, err := consent.ParseAge(s)
	if err != nil {
		return 0, consent.InvalidField(flag, "%s", consent.MessageOf(err))
	}
	return age, nil
}

func newConfig(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Show or check the settings", Example: "  microconsent config print"}
	cmd.AddCommand(
		&cobra.Command{Use: "print", Short: "Print the effective settings, secrets masked", Example: "  microconsent config print", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return config.Print(c.std.out, c.cfg) }},
		&cobra.Command{Use: "check", Short: "Check the settings; exit 2 when one is wrong", Example: "  microconsent config check", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprintln(c.std.out, "The settings are fine.")
				return err
			}},
	)
	return cmd
}

func newVersion(c *cli) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "version", Short: "Print version and build facts", Example: "  microconsent version --json", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			facts := buildFacts()
			if asJSON {
				return json.NewEncoder(c.std.out).Encode(facts)
			}
			_, err := fmt.Fprintf(c.std.out, "microconsent %s (ruleset %s, commit %s, %s)\n", facts.Version, facts.Ruleset, facts.Commit, facts.Go)
			return err
		}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

type facts struct {
	Version string `json:"version"`
	Ruleset string `json:"ruleset"`
	Commit  string `json:"commit"`
	Time    string `json:"time"`
	Dirty   bool   `json:"dirty"`
	Go      string `json:"go"`
}

func buildFacts() facts {
	engine := detect.Engine()
	f := facts{Version: engine.Version, Ruleset: engine.Ruleset, Commit: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return f
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			f.Commit = s.Value
		case "vcs.time":
			f.Time = s.Value
		case "vcs.modified":
			f.Dirty = s.Value == "true"
		}
	}
	return f
}

func newHealthcheck(c *cli) *cobra.Command {
	var metrics bool
	cmd := &cobra.Command{Use: "healthcheck", Short: "Exit 0 when the web process, or with --metrics any process, on this machine is ready",
		Example: "  microconsent healthcheck\n  microconsent healthcheck --metrics", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, what := c.cfg, "web"
			if metrics {
				cfg.Listen, cfg.TLSCertFile, what = cfg.MetricsListen, "", "watched" // that listener has no certificate
			}
			res, err := askReady(cmd.Context(), cfg)
			if err != nil {
				return exit{exitFailed, "the " + what + " process does not answer"}
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusOK {
				return exit{exitFailed, "not ready: " + res.Status}
			}
			return nil
		}}
	cmd.Flags().BoolVar(&metrics, "metrics", false, "ask the listener for metrics (MICROCONSENT_METRICS_LISTEN), which workers have too")
	return cmd
}

// trustOwn trusts the certificate in a file and no other, under its own name: it is for the
// name that others know the process by, not for the address at which this machine asks.
func trustOwn(file string) (*tls.Config, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return nil, consent.Errorf(consent.Invalid, "There is no certificate in %s.", file)
	}
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	trusted := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	trusted.RootCAs.AddCert(leaf)
	switch {
	case len(leaf.DNSNames) > 0:
		trusted.ServerName = strings.Replace(leaf.DNSNames[0], "*", "healthcheck", 1)
	case len(leaf.IPAddresses) > 0:
		trusted.ServerName = leaf.IPAddresses[0].String()
	}
	return trusted, nil
}

// askReady asks the web process on this machine.
func askReady(ctx context.Context, cfg config.Config) (*http.Response, error) {
	host, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme, transport := "http://", &http.Transport{}
	if cfg.TLSCertFile != "" {
		scheme = "https://"
		if transport.TLSClientConfig, err = trustOwn(cfg.TLSCertFile); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return nil, err
	}
	return (&http.Client{Timeout: 5 * time.Second, Transport: transport}).Do(req)
}

func newDoctor(c *cli) *cobra.Command {
	var fix bool
	cmd := &cobra.Command{Use: "doctor", Short: "Check database, migrations, queue, workers, blob store, stored data and the audit log; exit 1 when one fails",
		Long: "--fix mends what can be mended without loss: analyses whose job was lost end as failed, references to bytes that are not\n" +
			"there are removed, so are sources and bytes that nothing names, and wrong counters are counted anew. Stop web and workers\n" +
			"before --fix. A changed audit log is reported and never mended.",
		Example: "  microconsent doctor\n  microconsent doctor --fix", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t := tabwriter.NewWriter(c.std.out, 0, 4, 2, ' ', 0)
			failed := 0
			for _, check := range boot.Doctor(cmd.Context(), c.cfg, c.log, operator(), fix) {
				verdict := "ok"
				switch {
				case check.Err != nil:
					failed++
					verdict = "FAILED: " + check.Err.Error()
				case check.Note != "":
					verdict += " (" + check.Note + ")"
				}
				fmt.Fprintf(t, "%s\t%s\n", check.Name, verdict)
			}
			if err := t.Flush(); err != nil {
				return err
			}
			if failed > 0 {
				return exit{exitFailed, fmt.Sprintf("%d check(s) failed", failed)}
			}
			return nil
		}}
	cmd.Flags().BoolVar(&fix, "fix", false, "mend what can be mended without loss")
	return cmd
}

func newDocs(root *cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: "docs", Short: "Write reference documents", Example: "  microconsent docs man ./man"}
	cmd.AddCommand(&cobra.Command{Use: "man DIR", Short: "Write the man pages into DIR", Example: "  microconsent docs man ./man", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return consent.Wrap(err, consent.Invalid, "The folder %s cannot be made.", args[0])
			}
			return doc.GenManTree(root, &doc.GenManHeader{Title: "MICROCONSENT", Section: "1"}, args[0])
		}})
	return cmd
}
