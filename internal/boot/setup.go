package boot

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

const (
	// leaseTime is how long a worker may be silent before its job is given to another.
	leaseTime = 15 * time.Second
	// redispatch is how long a queued job may wait before the queue is asked whether it
	// still knows of it.
	redispatch = 10 * time.Second
	// sweepEvery is the time between two rounds of the sweeper.
	sweepEvery = time.Second
)

func newSetupToken() string { return strings.ToLower(rand.Text()) }

// announce prints where the program listens and, when nobody can sign in yet, the set-up
// link.
func announce(w io.Writer, base string, setupNeeded bool, token string) {
	fmt.Fprintf(w, "microconsent listens on %s\n", base)
	if setupNeeded {
		fmt.Fprintf(w, "Set up the first administrator: %s/setup?token=%s\n", strings.TrimRight(base, "/"), url.QueryEscape(token))
	}
}
