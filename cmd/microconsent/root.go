package main

import (
	"log/slog"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"microconsent/internal/boot"
	"microconsent/internal/config"
	"microconsent/internal/consent"
)

// cli is what every command shares once the settings are read.
type cli struct {
	environ []string
	std     stdio
	cfg     config.Config
	log     *slog.Logger
	began   bool // a command's own work has begun: what fails now is no mistake in calling it
}

func newRoot(c *cli) *cobra.Command {
	root := &cobra.Command{
		Use:           "microconsent",
		Short:         "Audit how websites ask for consent",
		Long:          "microconsent answers one question about any website: is the way it asks for consent honest and lawful, and can you prove it?\n\nSettings are read from MICROCONSENT_ environment variables and from the flags of the same names; see `microconsent config print`.",
		Example:       "  microconsent serve\n  microconsent analyze page.html",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return c.load(cmd)
		},
	}
	settingFlags(root.PersistentFlags())
	root.AddCommand(newServe(c), newWeb(c), newWorker(c), newWorkers(c), newQueues(c), newBatch(c), newAnalyze(c), newRejudge(c), newClassify(c), newExport(c), newMigrate(c), newInit(c), newSeed(c),
		newUser(c), newAPIKey(c), newJobs(c), newConfig(c), newVersion(c), newHealthcheck(c), newDoctor(c), newAudit(c), newBackup(c), newRestore(c), newRetention(c), newPurge(c), newAnonymize(c), newDocs(root))
	c.noteBeginnings(root)
	return root
}

// noteBeginnings makes every command note that its work begins.
func (c *cli) noteBeginnings(cmd *cobra.Command) {
	for _, child := range cmd.Commands() {
		c.noteBeginnings(child)
	}
	if work := cmd.RunE; work != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			c.began = true
			return work(cmd, args)
		}
	}
}

// settingFlags makes a flag of every setting. Their values stay strings: the settings'
// own table parses and checks them.
func settingFlags(flags *pflag.FlagSet) {
	for _, s := range config.Table() {
		flags.String(s.FlagName(), "", s.Meaning+" ("+s.EnvName()+")")
		_ = flags.MarkHidden(s.FlagName())
	}
}

func (c *cli) load(cmd *cobra.Command) error {
	overrides := map[string]string{}
	for _, s := range config.Table() {
		if f := cmd.Flags().Lookup(s.FlagName()); f != nil && f.Changed {
			overrides[s.Name] = f.Value.String()
		}
	}
	cfg, err := config.Load(c.environ, overrides)
	if err != nil {
		return asUsage(err)
	}
	c.cfg = cfg
	c.log = boot.NewLogger(c.std.err, cfg)
	return nil
}

// operator is who acts when somebody at the machine uses a command.
func operator() consent.Actor { return consent.SystemActor(consent.DefaultWorkspaceID, "command line") }
