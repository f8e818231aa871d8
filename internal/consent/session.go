package consent

import "time"

// Session is a signed-in browser. TokenHash is the hex SHA-256 of the cookie's value:
// the value itself is never stored. Data is opaque to the domain.
type Session struct {
	TokenHash string
	Data      []byte
	ExpiresAt time.Time
}
