package app_test

import (
	"slices"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

const password = "correct horse battery"

func TestSetUpWorksOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.CompleteSetup(t.Context(), app.Setup{Token: "guess", Email: "a@example.com", Password: password}); consent.CodeOf(err) != consent.Forbidden {
		t.Errorf("wrong token: %v", err)
	}
	if _, err := r.CompleteSetup(t.Context(), app.Setup{Token: "token", Email: "a@example.com", Password: "short"}); consent.CodeOf(err) != consent.Invalid {
		t.Errorf("short password: %v", err)
	}
	user, err := r.CompleteSetup(t.Context(), app.Setup{Token: "token", Email: "A@Example.com", Password: password})
	if err != nil || user.Role != consent.RoleAdmin || user.Email != "a@example.com" {
		t.Fatalf("%+v, %v", user, err)
	}
	if _, err := r.CompleteSetup(t.Context(), app.Setup{Token: "token", Email: "b@example.com", Password: password}); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("second set-up: %v", err)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	user, err := r.CreateUser(t.Context(), r.actor, app.NewUser{Email: "a@example.com", Password: password, Role: consent.RoleAnalyst})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.Login(t.Context(), " A@example.com ", password, "127.0.0.1"); err != nil || got.ID != user.ID {
		t.Errorf("right password: %v", err)
	}
	for name, c := range map[string][2]string{"wrong password": {"a@example.com", password + "!"}, "unknown": {"b@example.com", password}, "empty": {"", ""}} {
		if _, err := r.Login(t.Context(), c[0], c[1], ""); consent.CodeOf(err) != consent.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
	actor, err := r.UserActor(t.Context(), user.ID, "127.0.0.1")
	if err != nil || actor.Role != consent.RoleAnalyst || actor.WorkspaceID != r.actor.WorkspaceID {
		t.Errorf("actor %+v, %v", actor, err)
	}
	if _, err := r.UserActor(t.Context(), "0197a000-0000-7000-8000-999999999999", ""); consent.CodeOf(err) != consent.Unauthenticated {
		t.Errorf("unknown user of a session: %v", err)
	}
	if _, err := r.CreateUser(t.Context(), r.actor, app.NewUser{Email: "a@example.com", Password: password, Role: consent.RoleViewer}); consent.CodeOf(err) != consent.Conflict {
		t.Errorf("second user of one address: %v", err)
	}
	for _, want := range []string{"user.create", "user.login"} {
		if !slices.Contains(r.actions(), want) {
			t.Errorf("the audit log lacks %s", want)
		}
	}
}

func TestKeysLiveAndDie(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	soon := r.clock.Now().Add(time.Hour)
	row, key, err := r.CreateAPIKey(t.Context(), r.actor, app.NewAPIKey{Name: "ci", Role: consent.RoleViewer, ExpiresAt: &soon})
	if err != nil {
		t.Fatal(err)
	}
	actor, err := r.KeyActor(t.Context(), key, "127.0.0.1")
	if err != nil || actor.Kind != consent.ActorKey || actor.ID != row.ID || actor.Role != consent.RoleViewer {
		t.Fatalf("%+v, %v", actor, err)
	}
	if _, err := r.Submit(t.Context(), actor, app.Submission{Body: []byte(page)}); consent.CodeOf(err) != consent.Forbidden {
		t.Errorf("a viewer's key submits: %v", err)
	}
	r.clock.advance(2 * time.Hour)
	if _, err := r.KeyActor(t.Context(), key, ""); consent.CodeOf(err) != consent.Unauthenticated {
		t.Errorf("expired key: %v", err)
	}
	row, key, err = r.CreateAPIKey(t.Context(), r.actor, app.NewAPIKey{Name: "x", Role: consent.RoleAdmin})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.RevokeAPIKey(t.Context(), r.actor, row.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.KeyActor(t.Context(), key, ""); consent.CodeOf(err) != consent.Unauthenticated {
		t.Errorf("revoked key: %v", err)
	}
	keys, err := r.APIKeys(t.Context(), r.actor)
	if err != nil || len(keys) != 2 {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

func TestConfiguredKeyActsAsAnAnalyst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	actor, err := r.KeyActor(t.Context(), "configured", "")
	if err != nil || actor.Role != consent.RoleAnalyst {
		t.Fatalf("%+v, %v", actor, err)
	}
	if _, _, err := r.CreateAPIKey(t.Context(), actor, app.NewAPIKey{Name: "x", Role: consent.RoleAdmin}); consent.CodeOf(err) != consent.Forbidden {
		t.Errorf("it makes keys: %v", err)
	}
	if _, err := r.KeyActor(t.Context(), "", ""); consent.CodeOf(err) != consent.Unauthenticated {
		t.Errorf("empty key: %v", err)
	}
}

func TestAnotherWorkspaceSeesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.must(app.Submission{Body: []byte(page)})
	other := consent.Workspace{ID: "0197a000-0000-7000-8000-aaaaaaaaaaaa", Name: "Other", CreatedAt: r.clock.Now()}
	if err := r.store.CreateWorkspace(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	stranger := consent.Actor{Kind: consent.ActorUser, WorkspaceID: other.ID, Role: consent.RoleAdmin, Name: "stranger"}
	if _, err := r.Analysis(t.Context(), stranger, s.Analysis.ID); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("analysis: %v", err)
	}
	if _, err := r.Material(t.Context(), stranger, s.Analysis.ID); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("material: %v", err)
	}
	if _, err := r.CancelJob(t.Context(), stranger, s.Job.ID); consent.CodeOf(err) != consent.NotFound {
		t.Errorf("cancel: %v", err)
	}
	if page, err := r.Analyses(t.Context(), stranger, consent.Filter{}); err != nil || len(page.Items) != 0 {
		t.Errorf("list: %d, %v", len(page.Items), err)
	}
	if got, err := r.Jobs(t.Context(), stranger, consent.JobFilter{}); err != nil || len(got.Items) != 0 {
		t.Errorf("jobs: %d, %v", len(got.Items), err)
	}
	r.want(s, consent.JobQueued, consent.StatusQueued)
}
