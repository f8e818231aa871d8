package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"microconsent/internal/testrig/services"
)

// TestTheProcessLayoutOfComposeAnswers runs scripts/layout.sh, which needs the programs of
// both servers.
func TestTheProcessLayoutOfComposeAnswers(t *testing.T) {
	t.Parallel()
	services.OwnRedis(t)
	services.OwnPostgres(t)
	cmd := exec.CommandContext(t.Context(), "../../scripts/layout.sh")
	cmd.Env = append(os.Environ(), "MICROCONSENT="+binary)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "read from the other") {
		t.Errorf("%v\n%s", err, out)
	}
}
