package storetest

import (
	"time"

	"microconsent/internal/consent"
)

func workspaces(r *rig) {
	ctx := r.t.Context()
	r.want("before set-up", code(r.DefaultWorkspace(ctx)), consent.NotFound)
	young := consent.Workspace{ID: r.id(), Name: "Young", CreatedAt: start.Add(time.Hour)}
	old := consent.Workspace{ID: r.id(), Name: "Old ü", CreatedAt: start}
	r.ok(r.CreateWorkspace(ctx, young))
	r.ok(r.CreateWorkspace(ctx, old))
	r.same("the oldest", must[consent.Workspace](r)(r.DefaultWorkspace(ctx)), old)
	r.want("twice", r.CreateWorkspace(ctx, old), consent.Conflict)
}

func (r *rig) user(email string) consent.User {
	return consent.User{ID: r.id(), WorkspaceID: r.workspace, Email: email, Name: "Name", Role: consent.RoleAnalyst, PasswordHash: "hash", CreatedAt: start}
}

func users(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	full := r.user("b@example.com")
	full.LastLoginAt, full.DisabledAt = ptr(start.Add(time.Minute)), ptr(start.Add(time.Hour))
	plain := r.user("a-b@example.com")
	capital := r.user("Z@example.com")
	for _, u := range []consent.User{full, plain, capital} {
		r.ok(r.CreateUser(ctx, u))
	}
	r.same("number", must[int](r)(r.CountUsers(ctx)), 3)
	r.same("by address", must[consent.User](r)(r.UserByEmail(ctx, full.Email)), full)
	r.same("by id", must[consent.User](r)(r.UserByID(ctx, plain.ID)), plain)
	r.same("list by address", must[[]consent.User](r)(r.Users(ctx, r.workspace)), []consent.User{capital, plain, full})
	r.same("another workspace", must[[]consent.User](r)(r.Users(ctx, r.other)), []consent.User(nil))
	twin := r.user(full.Email)
	twin.WorkspaceID = r.other
	r.want("address taken in another workspace", r.CreateUser(ctx, twin), consent.Conflict)
	stray := r.user("c@example.com")
	stray.WorkspaceID = r.id()
	r.want("unknown workspace", r.CreateUser(ctx, stray), consent.Conflict)
	r.want("unknown address", code(r.UserByEmail(ctx, "nobody@example.com")), consent.NotFound)
	r.want("unknown id", code(r.UserByID(ctx, r.id())), consent.NotFound)
	r.ok(r.TouchLogin(ctx, plain.ID, start.Add(time.Second)))
	plain.LastLoginAt = ptr(start.Add(time.Second))
	r.same("login", must[consent.User](r)(r.UserByID(ctx, plain.ID)), plain)
	r.want("login of nobody", r.TouchLogin(ctx, r.id(), start), consent.NotFound)
}

func sessions(r *rig) {
	ctx := r.t.Context()
	s := consent.Session{TokenHash: "abc", Data: []byte{0, 1, 0xff, '\'', '\\'}, ExpiresAt: start.Add(time.Hour)}
	r.ok(r.SaveSession(ctx, s))
	r.same("found", must[consent.Session](r)(r.FindSession(ctx, "abc", start)), s)
	r.want("at its end", code(r.FindSession(ctx, "abc", s.ExpiresAt)), consent.NotFound)
	r.want("unknown", code(r.FindSession(ctx, "abd", start)), consent.NotFound)
	s.Data, s.ExpiresAt = nil, start.Add(2*time.Hour)
	r.ok(r.SaveSession(ctx, s))
	r.same("replaced", must[consent.Session](r)(r.FindSession(ctx, "abc", start)), s)
	r.ok(r.SaveSession(ctx, consent.Session{TokenHash: "old", ExpiresAt: start.Add(time.Minute)}))
	r.same("expired", must[int](r)(r.DeleteExpiredSessions(ctx, start.Add(time.Minute))), 1)
	r.ok(r.DeleteSession(ctx, "abc"))
	r.want("deleted", code(r.FindSession(ctx, "abc", start)), consent.NotFound)
	r.ok(r.DeleteSession(ctx, "abc"))
}

func (r *rig) key(hash string) consent.APIKey {
	return consent.APIKey{ID: r.id(), WorkspaceID: r.workspace, Name: "ci", Role: consent.RoleViewer, Hash: hash, Prefix: "mc_x", LastFour: "1234", CreatedAt: start}
}

func apiKeys(r *rig) {
	r.withWorkspaces()
	ctx := r.t.Context()
	owner := r.user("a@example.com")
	r.ok(r.CreateUser(ctx, owner))
	first, second := r.key("h1"), r.key("h2")
	second.CreatedBy, second.CreatedAt, second.ExpiresAt = owner.ID, start.Add(time.Second), ptr(start.Add(time.Hour))
	r.ok(r.CreateAPIKey(ctx, first))
	r.ok(r.CreateAPIKey(ctx, second))
	r.want("same hash", r.CreateAPIKey(ctx, r.key("h1")), consent.Conflict)
	stray := r.key("h3")
	stray.CreatedBy = r.id()
	r.want("unknown user", r.CreateAPIKey(ctx, stray), consent.Conflict)
	r.same("by hash", must[consent.APIKey](r)(r.APIKeyByHash(ctx, "h2")), second)
	r.want("unknown hash", code(r.APIKeyByHash(ctx, "h9")), consent.NotFound)
	r.same("newest first", must[[]consent.APIKey](r)(r.APIKeys(ctx, r.workspace)), []consent.APIKey{second, first})
	r.ok(r.TouchAPIKey(ctx, first.ID, start.Add(time.Minute)))
	r.ok(r.RevokeAPIKey(ctx, r.workspace, first.ID, start.Add(time.Hour)))
	r.ok(r.RevokeAPIKey(ctx, r.workspace, first.ID, start.Add(2*time.Hour)))
	first.LastUsedAt, first.RevokedAt = ptr(start.Add(time.Minute)), ptr(start.Add(time.Hour))
	r.same("touched and revoked once", must[consent.APIKey](r)(r.APIKeyByHash(ctx, "h1")), first)
	r.want("revoke from another workspace", r.RevokeAPIKey(ctx, r.other, second.ID, start), consent.NotFound)
	r.want("touch nothing", r.TouchAPIKey(ctx, r.id(), start), consent.NotFound)
	r.same("untouched", must[consent.APIKey](r)(r.APIKeyByHash(ctx, "h2")), second)
}
