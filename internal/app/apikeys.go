package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strings"
	"time"
	"unicode/utf8"

	"microconsent/internal/consent"
)

// touchEvery is how exact a key's "last used" is.
const touchEvery = time.Minute

// CreateAPIKey returns the key's row and the key itself, which is never shown again.
func (a *App) CreateAPIKey(ctx context.Context, actor consent.Actor, in NewAPIKey) (consent.APIKey, string, error) {
	if err := allow(actor, mayManage); err != nil {
		return consent.APIKey{}, "", err
	}
	name := strings.TrimSpace(in.Name)
	if name == "" || utf8.RuneCountInString(name) > 100 {
		return consent.APIKey{}, "", consent.InvalidField("name", "The key needs a name of at most 100 characters.")
	}
	role, err := consent.ParseRole(string(in.Role))
	if err != nil {
		return consent.APIKey{}, "", err
	}
	if in.ExpiresAt != nil && !in.ExpiresAt.After(a.now()) {
		return consent.APIKey{}, "", consent.InvalidField("expires_at", "The key would have expired already.")
	}
	prefix, secret := newKey()
	key := consent.APIKey{ID: a.IDs.NewID(), WorkspaceID: actor.WorkspaceID, Name: name, Role: role, Hash: hashKey(secret),
		Prefix: prefix, LastFour: secret[len(secret)-4:], CreatedAt: a.now(), ExpiresAt: in.ExpiresAt}
	if actor.Kind == consent.ActorUser {
		key.CreatedBy = actor.ID
	}
	err = a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		if err := tx.CreateAPIKey(ctx, key); err != nil {
			return err
		}
		return a.recordChange(ctx, tx, actor, "api_key.create", "api_key/"+string(key.ID), change{After: keyFacts(key)})
	})
	return key, secret, err
}

// APIKeys lists the keys of the actor's workspace. Admins only.
func (a *App) APIKeys(ctx context.Context, actor consent.Actor) ([]consent.APIKey, error) {
	if err := allow(actor, mayManage); err != nil {
		return nil, err
	}
	return a.Store.APIKeys(ctx, actor.WorkspaceID)
}

// RevokeAPIKey makes a key useless from now on. Admins only.
func (a *App) RevokeAPIKey(ctx context.Context, actor consent.Actor, id consent.ID) error {
	if err := allow(actor, mayManage); err != nil {
		return err
	}
	return a.Store.InTx(ctx, func(ctx context.Context, tx consent.Store) error {
		keys, err := tx.APIKeys(ctx, actor.WorkspaceID)
		if err != nil {
			return err
		}
		if err := tx.RevokeAPIKey(ctx, actor.WorkspaceID, id, a.now()); err != nil {
			return err
		}
		var c change
		for _, key := range keys {
			if key.ID == id {
				c.Before, c.After = keyFacts(key), map[string]string{"state": "revoked"}
			}
		}
		return a.recordChange(ctx, tx, actor, "api_key.revoke", "api_key/"+string(id), c)
	})
}

// keyFacts are what an audit event tells of a key.
func keyFacts(k consent.APIKey) map[string]string {
	facts := map[string]string{"name": k.Name, "role": string(k.Role), "state": "active"}
	if k.ExpiresAt != nil {
		facts["expires_at"] = k.ExpiresAt.UTC().Format(time.RFC3339)
	}
	return facts
}

// KeyActor turns an API key into an actor; Unauthenticated when unknown, expired or revoked.
func (a *App) KeyActor(ctx context.Context, key, address string) (consent.Actor, error) {
	if own := a.settings.APIKey; own != "" && subtle.ConstantTimeCompare([]byte(hashKey(own)), []byte(hashKey(key))) == 1 {
		return consent.Actor{Kind: consent.ActorKey, Name: "configured key", WorkspaceID: consent.DefaultWorkspaceID,
			Role: consent.RoleAnalyst, Address: address}, nil
	}
	unknown := consent.Errorf(consent.Unauthenticated, "This API key is not valid.")
	if !wellFormed(key) {
		return consent.Actor{}, unknown
	}
	found, err := a.Store.APIKeyByHash(ctx, hashKey(key))
	now := a.now()
	switch {
	case consent.CodeOf(err) == consent.NotFound, err == nil && !found.Usable(now):
		return consent.Actor{}, unknown
	case err != nil:
		return consent.Actor{}, err
	}
	if found.LastUsedAt == nil || now.Sub(*found.LastUsedAt) >= touchEvery {
		if err := a.Store.TouchAPIKey(ctx, found.ID, now); err != nil {
			a.Log.WarnContext(ctx, "could not note the use of a key", "error", err)
		}
	}
	return consent.Actor{Kind: consent.ActorKey, ID: found.ID, Name: found.Name, WorkspaceID: found.WorkspaceID, Role: found.Role, Address: address}, nil
}

// newKey makes `mc_<public>_<secret><checksum>`. The checksum lets scanners and us tell a
// mistyped key without a look into the database.
func newKey() (prefix, key string) {
	prefix = "mc_" + strings.ToLower(rand.Text())[:10]
	body := prefix + "_" + strings.ToLower(rand.Text()+rand.Text()[:6])
	return prefix, body + checksum(body)
}

func wellFormed(key string) bool {
	if len(key) < 16 || len(key) > 128 || !strings.HasPrefix(key, "mc_") {
		return false
	}
	body := key[:len(key)-8]
	return checksum(body) == key[len(key)-8:]
}

func checksum(body string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(body))) }

func hashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
