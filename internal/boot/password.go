package boot

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Argon2 hashes passwords with argon2id and writes them in the PHC string format.
// The zero value uses the second recommended choice of RFC 9106, section 4, halved in
// memory as OWASP allows: 19 MiB would be its minimum.
type Argon2 struct {
	Time    uint32 // passes
	Memory  uint32 // KiB
	Threads uint8
}

const (
	saltLength = 16
	hashLength = 32
)

func (a Argon2) withDefaults() Argon2 {
	if a.Time == 0 {
		a = Argon2{Time: 3, Memory: 32 * 1024, Threads: 2}
	}
	return a
}

// Hash makes a new salted hash.
func (a Argon2) Hash(password string) (string, error) {
	a = a.withDefaults()
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum := argon2.IDKey([]byte(password), salt, a.Time, a.Memory, a.Threads, hashLength)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, a.Memory, a.Time, a.Threads,
		enc.EncodeToString(salt), enc.EncodeToString(sum)), nil
}

// Verify compares in constant time. An empty or broken hash costs the same and fails.
func (a Argon2) Verify(hash, password string) bool {
	params, salt, want, err := parseHash(hash)
	if err != nil {
		params, salt, want = a.withDefaults(), make([]byte, saltLength), nil
	}
	got := argon2.IDKey([]byte(password), salt, params.Time, params.Memory, params.Threads, hashLength)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1
}

func parseHash(hash string) (a Argon2, salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return a, nil, nil, fmt.Errorf("not an argon2id hash")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &a.Memory, &a.Time, &a.Threads); err != nil {
		return a, nil, nil, err
	}
	if a.Memory == 0 || a.Memory > 1<<21 || a.Time == 0 || a.Time > 100 || a.Threads == 0 {
		return a, nil, nil, fmt.Errorf("argon2id parameters out of range")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return a, nil, nil, err
	}
	sum, err = base64.RawStdEncoding.DecodeString(parts[5])
	return a, salt, sum, err
}
