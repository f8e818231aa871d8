package app

import (
	"testing"
	"time"

	"microconsent/internal/consent"
)

func TestBackoffGrowsAndIsBounded(t *testing.T) {
	t.Parallel()
	last := time.Duration(0)
	for attempt := 1; attempt <= 60; attempt++ {
		got := backoff(consent.Job{ID: "x", Attempt: attempt})
		if got < 2*time.Second || got > 8*time.Minute {
			t.Fatalf("attempt %d waits %s", attempt, got)
		}
		if attempt <= 6 && got < last {
			t.Errorf("attempt %d waits %s, less than the %s before", attempt, got, last)
		}
		last = got
	}
	if backoff(consent.Job{ID: "a", Attempt: 3}) == backoff(consent.Job{ID: "b", Attempt: 3}) {
		t.Error("two jobs that failed together come back together")
	}
}

func TestNewKeyIsWellFormedAndMistypingIsSeen(t *testing.T) {
	t.Parallel()
	prefix, key := newKey()
	if !wellFormed(key) || key[:len(prefix)] != prefix {
		t.Fatalf("key %q with prefix %q", key, prefix)
	}
	if _, other := newKey(); other == key {
		t.Error("two keys are equal")
	}
	for _, bad := range []string{"", "mc_", "mc_x", key[1:], key[:len(key)-1], key + "0", "mc_aaaaaaaaaa_bbbbbbbbbbbbbbbbbb00000000", swap(key)} {
		if wellFormed(bad) {
			t.Errorf("%q passes as a key", bad)
		}
	}
}

func swap(key string) string {
	b := []byte(key)
	b[5] ^= 1
	return string(b)
}

func TestAllow(t *testing.T) {
	t.Parallel()
	ws := consent.DefaultWorkspaceID
	for name, c := range map[string]struct {
		actor consent.Actor
		need  consent.Role
		want  consent.Code
	}{
		"nobody":                 {consent.Actor{}, mayRead, consent.Unauthenticated},
		"role without workspace": {consent.Actor{Kind: consent.ActorUser, Role: consent.RoleAdmin}, mayRead, consent.Unauthenticated},
		"viewer reads":           {consent.Actor{Kind: consent.ActorUser, WorkspaceID: ws, Role: consent.RoleViewer}, mayRead, ""},
		"viewer submits":         {consent.Actor{Kind: consent.ActorUser, WorkspaceID: ws, Role: consent.RoleViewer}, maySubmit, consent.Forbidden},
		"analyst submits":        {consent.Actor{Kind: consent.ActorKey, WorkspaceID: ws, Role: consent.RoleAnalyst}, maySubmit, ""},
		"analyst manages":        {consent.Actor{Kind: consent.ActorKey, WorkspaceID: ws, Role: consent.RoleAnalyst}, mayManage, consent.Forbidden},
		"admin manages":          {consent.Actor{Kind: consent.ActorUser, WorkspaceID: ws, Role: consent.RoleAdmin}, mayManage, ""},
		"unknown role":           {consent.Actor{Kind: consent.ActorUser, WorkspaceID: ws, Role: "root"}, mayRead, consent.Forbidden},
	} {
		if got := consent.CodeOf(allow(c.actor, c.need)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
