package consent

import "time"

// APIKey lets a program act in a workspace. The key itself, `mc_<id>_<secret><checksum>`,
// is shown once; kept are its SHA-256, its public prefix and its last four characters.
type APIKey struct {
	ID          ID
	WorkspaceID ID
	Name        string
	Role        Role
	Hash        string // hex SHA-256 of the whole key
	Prefix      string // "mc_" and the public part
	LastFour    string
	CreatedBy   ID // user; "" when made on the command line
	CreatedAt   time.Time
	ExpiresAt   *time.Time
	LastUsedAt  *time.Time
	RevokedAt   *time.Time
}

// Usable says whether the key may be used at the given time.
func (k APIKey) Usable(now time.Time) bool {
	return k.RevokedAt == nil && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
}
