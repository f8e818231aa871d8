package app

import (
	"context"
	"crypto/subtle"
	"strings"

	"microconsent/internal/consent"
)

// Bootstrap makes the workspace of a new instance and, when e-mail and password are
// given and there is no user yet, its first administrator. Safe to call at every start
// and from several processes.
func (a *App) Bootstrap(ctx context.Context, email, password string) (consent.Workspace, error) {
	workspace := consent.Workspace{ID: consent.DefaultWorkspaceID, Name: "Default", CreatedAt: a.now()}
	err := a.Store.CreateWorkspace(ctx, workspace)
	if err != nil && consent.CodeOf(err) != consent.Conflict {
		return workspace, err
	}
	if email == "" || password == "" {
		return workspace, nil
	}
	if needed, err := a.SetupNeeded(ctx); err != nil || !needed {
		return workspace, err
	}
	_, err = a.CreateUser(ctx, consent.SystemActor(workspace.ID, "settings"), NewUser{Email: email, Password: password, Role: consent.RoleAdmin})
	if consent.CodeOf(err) == consent.Conflict {
		err = nil // another process was faster
	}
	return workspace, err
}

// SetupNeeded says whether the instance has no user yet.
func (a *App) SetupNeeded(ctx context.Context) (bool, error) {
	n, err := a.Store.CountUsers(ctx)
	return n == 0, err
}

// CheckSetup says whether a set-up link is good: Conflict once a user exists, Forbidden
// for a wrong token.
func (a *App) CheckSetup(ctx context.Context, token string) error {
	needed, err := a.SetupNeeded(ctx)
	if err != nil {
		return err
	}
	if !needed {
		return consent.Errorf(consent.Conflict, "This instance is set up already. Sign in instead.")
	}
	if a.settings.SetupToken == "" || subtle.ConstantTimeCompare([]byte(token), []byte(a.settings.SetupToken)) != 1 {
		return consent.Errorf(consent.Forbidden, "This set-up link is not valid. Use the one that the program printed at its start.")
	}
	return nil
}

// CompleteSetup makes the first administrator. Conflict once a user exists; Forbidden for
// a wrong token.
func (a *App) CompleteSetup(ctx context.Context, in Setup) (consent.User, error) {
	if err := a.CheckSetup(ctx, in.Token); err != nil {
		return consent.User{}, err
	}
	workspace, err := a.Store.DefaultWorkspace(ctx)
	if err != nil {
		return consent.User{}, err
	}
	return a.CreateUser(ctx, consent.SystemActor(workspace.ID, "set-up"), NewUser{Email: in.Email, Password: in.Password, Role: consent.RoleAdmin})
}

// CreateUser makes a user in the actor's workspace. Admins only.
func (a *App) CreateUser(ctx context.Context, actor consent.Actor, in NewUser) (consent.User, error) {
	if err := allow(actor, mayManage); err != nil {
		return consent.User{}, err
	}
	user, err := a.newUser(actor, in)
	if err != nil {
		return user, err
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.CreateUser(ctx, user); err != nil {
			return err
		}
		return a.recordChange(ctx, tx, actor, "user.create", "user/"+string(user.ID), change{
			After: map[string]string{"email": user.Email, "name": user.Name, "role": string(user.Role)}})
	})
	if consent.CodeOf(err) == consent.Conflict {
		err = consent.Wrap(err, consent.Conflict, "There is a user with this e-mail address already.")
	}
	return user, err
}

func (a *App) newUser(actor consent.Actor, in NewUser) (consent.User, error) {
	email, err := consent.ParseEmail(in.Email)
	if err != nil {
		return consent.User{}, err
	}
	if err := consent.CheckPassword(in.Password); err != nil {
		return consent.User{}, err
	}
	role, err := consent.ParseRole(string(in.Role))
	if err != nil {
		return consent.User{}, err
	}
	hash, err := a.Hasher.Hash(in.Password)
	if err != nil {
		return consent.User{}, err
	}
	name := strings.TrimSpace(in.Name)
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	return consent.User{ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, Email: email, Name: name, Role: role,
		PasswordHash: hash, CreatedAt: a.now()}, nil
}

// Users lists the users of the actor's workspace. Admins only.
func (a *App) Users(ctx context.Context, actor consent.Actor) ([]consent.User, error) {
	if err := allow(actor, mayManage); err != nil {
		return nil, err
	}
	return a.Store.Users(ctx, actor.WorkspaceID)
}

// Login checks e-mail and password. Unauthenticated says no more than that they do not
// match, and takes as long for an unknown address as for a wrong password.
func (a *App) Login(ctx context.Context, email, password, address string) (consent.User, error) {
	mismatch := consent.Errorf(consent.Unauthenticated, "E-mail address and password do not match.")
	user, err := a.Store.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	if err != nil && consent.CodeOf(err) != consent.NotFound {
		return user, err
	}
	if !a.Hasher.Verify(user.PasswordHash, password) || user.DisabledAt != nil {
		return consent.User{}, mismatch
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.TouchLogin(ctx, user.ID, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, userActor(user, address), "user.login", "user/"+string(user.ID), nil)
	})
	return user, err
}

// UserActor turns the user of a session into an actor; Unauthenticated when disabled or gone.
func (a *App) UserActor(ctx context.Context, id consent.ID, address string) (consent.Actor, error) {
	user, err := a.Store.UserByID(ctx, id)
	if consent.CodeOf(err) == consent.NotFound || (err == nil && user.DisabledAt != nil) {
		return consent.Actor{}, consent.Errorf(consent.Unauthenticated, "Sign in again.")
	}
	return userActor(user, address), err
}

func userActor(u consent.User, address string) consent.Actor {
	return consent.Actor{Kind: consent.ActorUser, ID: u.ID, Name: u.Name, WorkspaceID: u.WorkspaceID, Role: u.Role, Address: address}
}
