package store

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"microconsent/internal/consent"
)

func openPacker(t testing.TB) *packer {
	t.Helper()
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// noted is a policy whose JSON has so many bytes.
func noted(bytes int) *consent.Policy {
	empty, _ := asJSON(&consent.Policy{Note: "n"}).Value()
	return &consent.Policy{Note: strings.Repeat("n", bytes-len(empty.(string))+1)}
}

// TestPoliciesAreKeptApart: the limits themselves belong to the smaller side.
func TestPoliciesAreKeptApart(t *testing.T) {
	t.Parallel()
	p := openPacker(t)
	for name, c := range map[string]struct {
		policy *consent.Policy
		packed bool
	}{
		"none":      {nil, false},
		"empty":     {&consent.Policy{}, false},
		"small":     {noted(packAbove), false},
		"large":     {noted(packAbove + 1), true},
		"largest":   {noted(maxPacked), true},
		"too large": {noted(maxPacked + 1), false},
	} {
		plain, packed := p.apart(c.policy)
		if (packed != nil) != c.packed || (plain.V != nil) != (c.policy != nil && !c.packed) {
			t.Errorf("%s: plain %v, %d bytes packed", name, plain.V != nil, len(packed))
		}
		got, err := p.policyOf(analysisRow{Policy: plain, Packed: packed})
		if err != nil || !cmp.Equal(got, c.policy) {
			t.Errorf("%s came back otherwise, %v", name, err)
		}
	}
}

// TestDamagedPoliciesAreTold: what is cut off, changed, foreign or a bomb is an error of ours,
// not a policy with less in it.
func TestDamagedPoliciesAreTold(t *testing.T) {
	t.Parallel()
	p := openPacker(t)
	_, good := p.apart(noted(10 * packAbove))
	changed := []byte(string(good))
	changed[len(changed)/2] ^= 1
	other, err := zstd.NewWriter(nil, zstd.WithSingleSegment(true))
	if err != nil {
		t.Fatal(err)
	}
	claims := binary.LittleEndian.AppendUint64([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xe0}, 1<<40) // a frame of so many bytes
	for name, bad := range map[string][]byte{
		"empty":         {},
		"cut off":       good[:len(good)-1],
		"half":          good[:len(good)/2],
		"changed":       changed,
		"more behind":   append([]byte(string(good)), 'x'),
		"twice":         append([]byte(string(good)), good...),
		"no frame":      []byte(`{"url":"https://example.com/"}`),
		"no JSON":       p.pack.EncodeAll([]byte("consent"), nil),
		"not an object": p.pack.EncodeAll([]byte(`["x"]`), nil),
		"nothing":       p.pack.EncodeAll(nil, nil),
		"a bomb":        other.EncodeAll(make([]byte, maxPacked+1), nil),
		"a claim":       claims,
	} {
		got, err := p.policyOf(analysisRow{Packed: bad})
		if consent.CodeOf(err) != consent.Internal || got != nil || !strings.Contains(consent.MessageOf(err), "policy is damaged") {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// FuzzPackedPolicy: any bytes are a policy, which is kept again as it is, or an error.
func FuzzPackedPolicy(f *testing.F) {
	p := openPacker(f)
	_, packed := p.apart(noted(2 * packAbove))
	for _, seed := range [][]byte{nil, packed, packed[:20], []byte("{}"), p.pack.EncodeAll([]byte(`{"cookies":[{"name":"_ga"}]}`), nil)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := p.policyOf(analysisRow{Packed: raw})
		if err != nil {
			if consent.CodeOf(err) != consent.Internal {
				t.Fatal(err)
			}
			return
		}
		plain, again := p.apart(got)
		if back, err := p.policyOf(analysisRow{Policy: plain, Packed: again}); err != nil || !cmp.Equal(back, got) {
			t.Errorf("%v came back as %v, %v", got, back, err)
		}
	})
}
