package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"microconsent/internal/app"
	"microconsent/internal/boot"
	"microconsent/internal/consent"
)

func newUser(c *cli) *cobra.Command {
	var email, name, role string
	create := &cobra.Command{
		Use:     "create",
		Short:   "Create a user; the password is read from standard input",
		Example: "  printf %s \"$PASSWORD\" | microconsent user create --email me@example.com --role admin",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			password, err := c.readPassword()
			if err != nil {
				return err
			}
			return c.withApp(cmd, func(a *app.App) error {
				user, err := a.CreateUser(cmd.Context(), operator(), app.NewUser{Email: email, Name: name, Password: password, Role: consent.Role(role)})
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(c.std.out, "%s %s %s\n", user.ID, user.Email, user.Role)
				return err
			})
		},
	}
	create.Flags().StringVar(&email, "email", "", "e-mail address to sign in with")
	create.Flags().StringVar(&name, "name", "", "name to show (default the first part of the address)")
	create.Flags().StringVar(&role, "role", string(consent.RoleAnalyst), "viewer, analyst or admin")
	_ = create.MarkFlagRequired("email")
	cmd := &cobra.Command{Use: "user", Short: "Manage users", Example: "  microconsent user create --email me@example.com"}
	cmd.AddCommand(create)
	return cmd
}

func newAPIKey(c *cli) *cobra.Command {
	var name, role string
	var expires time.Duration
	create := &cobra.Command{
		Use:     "create",
		Short:   "Create an API key and print it once",
		Example: "  microconsent apikey create --name ci --role analyst",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd, func(a *app.App) error {
				in := app.NewAPIKey{Name: name, Role: consent.Role(role)}
				if expires > 0 {
					at := boot.Clock{}.Now().Add(expires)
					in.ExpiresAt = &at
				}
				_, key, err := a.CreateAPIKey(cmd.Context(), operator(), in)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(c.std.out, key)
				return err
			})
		},
	}
	create.Flags().StringVar(&name, "name", "", "what the key is for")
	create.Flags().StringVar(&role, "role", string(consent.RoleAnalyst), "viewer, analyst or admin")
	create.Flags().DurationVar(&expires, "expires-in", 0, "life time, such as 720h (default for ever)")
	_ = create.MarkFlagRequired("name")
	cmd := &cobra.Command{Use: "apikey", Short: "Manage API keys", Example: "  microconsent apikey create --name ci"}
	cmd.AddCommand(create)
	return cmd
}

// withApp opens an installation that is ready for use and closes it afterwards.
func (c *cli) withApp(cmd *cobra.Command, use func(*app.App) error) error {
	instance, err := boot.OpenReady(cmd.Context(), c.cfg, c.log)
	if err != nil {
		return err
	}
	defer instance.Close()
	return use(instance.App)
}

// readPassword asks without echo on a terminal, else reads the first line.
func (c *cli) readPassword() (string, error) {
	if f, ok := c.std.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(c.std.err, "Password: ")
		raw, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(c.std.err)
		return string(raw), err
	}
	line, err := bufio.NewReader(c.std.in).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", consent.Wrap(err, consent.Invalid, "Standard input holds no password.")
	}
	return line, nil
}
