// Package browser drives a headless Chromium in tests. One browser serves a whole test
// binary and ends with it; each Tab is a profile of its own. A tab fails its test when the
// page writes an error to the console or breaks its content security policy.
//
// Everything but loopback is unreachable for the browser: its host resolver knows no other
// address, and its background networking is off.
//
//	tab := browser.New(t, browser.Dark(), browser.Size(320, 800))
//	tab.Open(base + "/login")
//	tab.Fill(browser.Field("E-mail"), "a@example.org")
//	tab.Follow(browser.Button("Sign in"))
//	tab.WaitFor(browser.Heading("History"))
//	tab.MustBeAccessible()
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"

	"microconsent/internal/testrig/services"
)

// tabLimit is how many tabs are open at once; with more, two cores only wait for each
// other. A test must not hold more than one tab, else two tests can block each other.
const tabLimit = 2

// chromium is the browser of this test binary.
type chromium struct {
	ctx   context.Context
	slots chan struct{}
}

var shared = struct {
	sync.Mutex
	browser *chromium
}{}

// start returns the browser of this test binary, and starts it for the first test.
func start(t testing.TB) *chromium {
	t.Helper()
	path := services.Chromium(t)
	shared.Lock()
	defer shared.Unlock()
	if shared.browser != nil && shared.browser.ctx.Err() == nil {
		return shared.browser
	}
	launched, err := launch(path)
	if err != nil {
		t.Fatalf("Chromium: %v", err)
	}
	shared.browser = launched
	return launched
}

func launch(path string) (*chromium, error) {
	dir, err := os.MkdirTemp("", "microconsent-chromium-")
	if err != nil {
		return nil, err
	}
	options := append(flags(), chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.ModifyCmdFunc(guarded(dir)))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, fmt.Errorf("start of %s: %w", path, err)
	}
	return &chromium{ctx: ctx, slots: make(chan struct{}, tabLimit)}, nil
}

func flags() []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication,CertificateTransparencyComponentUpdater"),
		chromedp.Flag("force-webrtc-ip-handling-policy", "disable_non_proxied_udp"),
		chromedp.Flag("webrtc-ip-handling-policy", "disable_non_proxied_udp"),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("lang", "en"),
	)
}

// guard runs the browser until its standard input ends, which it does with the test
// binary, even one that is killed; then it ends all the browser's processes, which are a
// group of their own, and removes the profile. Its output goes nowhere then: a shell that
// writes into a pipe without a reader is killed.
const guard = `setsid "$@" & child=$!; cat >/dev/null; exec >/dev/null 2>&1; kill -KILL -$child 2>/dev/null; wait $child
for try in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$PROFILE"; sleep 0.2; [ -e "$PROFILE" ] || exit 0; done`

// guarded puts the guard around the browser's command line.
func guarded(profile string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		cmd.Args = append([]string{"/bin/sh", "-c", guard, "guard", cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
		cmd.Env = append(os.Environ(), "PROFILE="+profile)
		// A group of its own: an interrupt at the terminal reaches the tests first.
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		// The pipe is never written to or closed; the end of this process closes it.
		_, _ = cmd.StdinPipe()
	}
}
