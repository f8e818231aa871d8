package config

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Mask stands for a secret where settings are shown.
const Mask = "********"

// Print writes the effective settings as NAME=value lines, secrets masked.
func Print(w io.Writer, cfg Config) error {
	out := bufio.NewWriter(w)
	for _, s := range Table() {
		fmt.Fprintf(out, "%s=%s\n", s.EnvName(), masked(s, cfg.effective[s.Name]))
	}
	return out.Flush()
}

// masked hides a secret; of a URL only the passwords, so that it can still be checked.
func masked(s Setting, value string) string {
	if value == "" {
		return ""
	}
	if strings.Contains(value, "://") {
		u, err := url.Parse(value)
		if err != nil {
			return Mask
		}
		u.RawQuery = maskedQuery(u.RawQuery)
		return strings.ReplaceAll(u.Redacted(), ":xxxxx@", ":"+Mask+"@")
	}
	if s.Secret {
		return Mask
	}
	return value
}

// maskedQuery hides the values of parameters that hold a secret, such as
// sentinel_password, and leaves the others as they were written.
func maskedQuery(raw string) string {
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, _, _ := strings.Cut(pair, "=")
		if lower := strings.ToLower(name); strings.Contains(lower, "pass") || strings.Contains(lower, "secret") || strings.Contains(lower, "key") {
			pairs[i] = name + "=" + Mask
		}
	}
	return strings.Join(pairs, "&")
}

// Example writes `.env.example`: every setting with its default and its meaning.
func Example(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "# Settings of microconsent. Each is also a flag of the same name (--database-url) and each")
	fmt.Fprintln(out, "# secret also a file (MICROCONSENT_API_KEY_FILE). Shown are the defaults.")
	for _, s := range Table() {
		fmt.Fprintf(out, "\n# %s.\n#%s=%s\n", s.Meaning, s.EnvName(), s.Default)
	}
	return out.Flush()
}
