package boot

import (
	"strings"
	"testing"
)

var cheap = Argon2{Time: 1, Memory: 64, Threads: 1}

func TestArgon2VerifiesItsOwnHashes(t *testing.T) {
	t.Parallel()
	hash, err := cheap.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("hash %q is not in PHC form", hash)
	}
	if !cheap.Verify(hash, "correct horse battery") {
		t.Error("the right password is refused")
	}
	if again, _ := cheap.Hash("correct horse battery"); again == hash {
		t.Error("two hashes of one password are equal: no salt")
	}
}

func TestArgon2Refuses(t *testing.T) {
	t.Parallel()
	hash, err := cheap.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]string{
		"wrong password":   {hash, "correct horse batterz"},
		"empty hash":       {"", "correct horse battery"},
		"empty both":       {"", ""},
		"foreign scheme":   {strings.Replace(hash, "argon2id", "argon2i", 1), "correct horse battery"},
		"huge memory":      {strings.Replace(hash, "m=64", "m=4194304", 1), "correct horse battery"},
		"no passes":        {strings.Replace(hash, "t=1", "t=0", 1), "correct horse battery"},
		"truncated":        {hash[:len(hash)-60], "correct horse battery"},
		"broken base64":    {hash[:len(hash)-3] + "!!!", "correct horse battery"},
		"shortened digest": {hash[:len(hash)-4], "correct horse battery"},
	} {
		if cheap.Verify(c[0], c[1]) {
			t.Errorf("%s: accepted", name)
		}
	}
}
