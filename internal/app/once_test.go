package app_test

import (
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
)

func TestOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	begin := func(key, fingerprint string) (consent.Once, *consent.StoredAnswer, consent.Code) {
		once, answer, err := r.BeginOnce(t.Context(), r.actor, key, fingerprint)
		return once, answer, consent.CodeOf(err)
	}
	once, answer, code := begin("k", "f")
	if answer != nil || code != "" {
		t.Fatalf("the first: %v, %q", answer, code)
	}
	if _, _, code := begin("k", "f"); code != consent.Conflict {
		t.Errorf("while it runs: %q", code)
	}
	if err := r.FinishOnce(t.Context(), once, consent.StoredAnswer{Status: 202, Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	if _, answer, code := begin("k", "f"); code != "" || answer == nil || answer.Status != 202 {
		t.Errorf("afterwards: %v, %q", answer, code)
	}
	if _, _, code := begin("k", "g"); code != consent.Invalid {
		t.Errorf("another request: %q", code)
	}
	r.clock.advance(25 * time.Hour)
	if _, answer, code := begin("k", "g"); answer != nil || code != "" {
		t.Errorf("after a day: %v, %q", answer, code)
	}
	for _, key := range []string{"", "a b", "ü", "\x7f", strings.Repeat("k", 256)} {
		if _, _, code := begin(key, "f"); code != consent.Invalid {
			t.Errorf("key %q: %q", key, code)
		}
	}
}

func TestOnceThatDidNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	once, _, err := r.BeginOnce(t.Context(), r.actor, "k", "f")
	if err == nil {
		err = r.FinishOnce(t.Context(), once, consent.StoredAnswer{})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, answer, err := r.BeginOnce(t.Context(), r.actor, "k", "g"); err != nil || answer != nil {
		t.Errorf("%v, %v", answer, err)
	}
	other := r.actor
	other.Name = "somebody else"
	if _, answer, err := r.BeginOnce(t.Context(), other, "k", "h"); err != nil || answer != nil {
		t.Errorf("another caller's key: %v, %v", answer, err)
	}
}
