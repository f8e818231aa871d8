package consent

import (
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"
)

// MinPasswordLength is counted in characters (NIST SP 800-63B, section 5.1.1.2, asks
// for at least 8; we ask for more since there is no second factor yet).
const MinPasswordLength = 12

// User is a person who signs in to one workspace.
type User struct {
	ID           ID
	WorkspaceID  ID
	Email        string // lower case
	Name         string
	Role         Role
	PasswordHash string // argon2id, PHC string format
	CreatedAt    time.Time
	LastLoginAt  *time.Time
	DisabledAt   *time.Time
}

// ParseEmail folds an address to lower case and checks its form.
func ParseEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || len(s) > 254 {
		return "", InvalidField("email", "This is not an e-mail address.")
	}
	return s, nil
}

// CheckPassword tells whether a new password is acceptable.
func CheckPassword(s string) error {
	switch n := utf8.RuneCountInString(s); {
	case n < MinPasswordLength:
		return InvalidField("password", "The password needs at least %d characters.", MinPasswordLength)
	case n > 512:
		return InvalidField("password", "The password may have at most 512 characters.")
	}
	return nil
}
