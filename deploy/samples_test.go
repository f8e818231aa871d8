package deploy

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"microconsent/internal/config"
)

// TestSamples checks that units and proxy samples name settings that exist and keep their
// hardening and unbuffered streams.
func TestSamples(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range config.Table() {
		known[s.EnvName()] = true
	}
	hard := []string{"User=microconsent", "NoNewPrivileges=yes", "ProtectSystem=strict", "TMPDIR=/var/lib/microconsent"}
	for path, want := range map[string][]string{
		"systemd/microconsent-web.service":     append([]string{"microconsent serve"}, hard...),
		"systemd/microconsent-worker@.service": append([]string{"microconsent worker"}, hard...),
		"proxy/Caddyfile":                      {"flush_interval -1"},
		"proxy/nginx.conf":                     {"proxy_buffering off;"},
	} {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(body), w) {
				t.Errorf("%s lacks %q", path, w)
			}
		}
		for _, name := range regexp.MustCompile(`MICROCONSENT_[A-Z_]+`).FindAllString(string(body), -1) {
			if !known[name] {
				t.Errorf("%s: %s is not a setting", path, name)
			}
		}
	}
}
