package queue_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"microconsent/internal/queue"
)

func (r rig) hub() *queue.Hub {
	r.t.Helper()
	h := queue.NewHub(r.opt, slog.New(slog.DiscardHandler))
	r.t.Cleanup(func() { _ = h.Close() })
	until(r.t, "the hub is connected", h.Live)
	return h
}

func heard(t *testing.T, changed <-chan struct{}) {
	t.Helper()
	select {
	case <-changed:
	case <-time.After(20 * time.Second):
		t.Fatal("no signal came")
	}
}

// drain takes the signal that a new connection gives.
func drain(changed <-chan struct{}) {
	select {
	case <-changed:
	default:
	}
}

func TestASignalReachesEveryProcess(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		worker, first, second := r.hub(), r.hub(), r.hub()
		a, leaveA := first.Subscribe("job/1")
		defer leaveA()
		b, leaveB := second.Subscribe("job/1")
		other, leaveOther := second.Subscribe("job/2")
		defer leaveOther()
		for range 3 {
			worker.Publish("job/1")
			heard(t, a)
			heard(t, b)
		}
		leaveB()
		drain(b)
		first.Publish("job/1") // in its own process
		heard(t, a)
		worker.Publish("job/2") // comes behind what was sent before
		heard(t, other)
		select {
		case <-b:
			t.Error("who left is still told")
		default:
		}
	})
}

// A follower that does not look holds nobody up, and finds one signal when it does.
func TestASlowFollowerHasOneSignal(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		worker, web := r.hub(), r.hub()
		slow, leave := web.Subscribe("job/1")
		defer leave()
		quick, leaveQuick := web.Subscribe("job/end")
		defer leaveQuick()
		for range 5000 {
			worker.Publish("job/1")
		}
		until(t, "later signals come through", func() bool {
			worker.Publish("job/end") // the backlog may have been full
			select {
			case <-quick:
				return true
			default:
				return false
			}
		})
		heard(t, slow)
		if n := len(slow); n > 1 {
			t.Errorf("%d signals wait", n)
		}
	})
}

func TestALostRedisIsNoticedAndFoundAgain(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	opt, err := queue.ParseURL("redis://" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	r := rig{t: t, opt: opt}
	worker, web := r.hub(), r.hub()
	changed, leave := web.Subscribe("job/1")
	defer leave()
	drain(changed)
	server.Close()
	heard(t, changed) // look: signals may be missing from now on
	if web.Live() {
		t.Error("it counts as live")
	}
	web.Publish("job/1")
	heard(t, changed)
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	heard(t, changed) // look: signals may have been missed
	until(t, "both are back", func() bool { return worker.Live() && web.Live() })
	worker.Publish("job/1")
	heard(t, changed)
}

// TestAHubClosesAtOnce, whatever it is doing: connecting, or waiting for a message.
func TestAHubClosesAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, r rig) {
		for n := range 40 {
			h := queue.NewHub(r.opt, slog.New(slog.DiscardHandler))
			if n%4 == 0 {
				until(t, "the hub is connected", h.Live)
			} else {
				<-time.After(time.Duration(n) * 50 * time.Microsecond) // somewhere on the way there
			}
			closed := make(chan struct{})
			go func() {
				defer close(closed)
				_ = h.Close()
			}()
			select {
			case <-closed:
			case <-time.After(4 * time.Second): // less than what a silent connection is given
				t.Fatal("it does not close")
			}
		}
	})
}
