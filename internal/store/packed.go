package store

import (
	"encoding/json"
	"io"

	"github.com/klauspost/compress/zstd"

	"microconsent/internal/consent"
)

// packAbove is how many bytes of JSON a policy has at most that is stored as it is. A larger
// one would not stay in its row: SQLite puts what does not fit a page of 4 KB, shared by
// several columns, into a chain of others, PostgreSQL what makes a row larger than 2 KB into
// another table. A smaller one costs no page of its own, and can be read in the database.
const packAbove = 2 << 10

// maxPacked bounds what damaged or planted bytes can unpack to. A policy with more JSON is
// stored as it is.
const maxPacked = 16 << 20

// packer compresses what is too large for a column of JSON. Safe for concurrent use. Its two
// halves hold memory only, so that nobody needs to close them.
type packer struct {
	pack   *zstd.Encoder
	unpack *zstd.Decoder
}

func newPacker() (*packer, error) {
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, err
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxPacked), zstd.WithDecoderConcurrency(0))
	return &packer{pack: pack, unpack: unpack}, err
}

// apart is a policy as its two columns hold it: in one of them.
func (p *packer) apart(policy *consent.Policy) (plain jsonOf[*consent.Policy], packed []byte) {
	plain = asJSON(policy)
	value, err := plain.Value()
	text, _ := value.(string) // none for NULL
	if err != nil || len(text) <= packAbove || len(text) > maxPacked {
		return plain, nil // an error comes again when the column is written
	}
	return jsonOf[*consent.Policy]{}, p.pack.EncodeAll([]byte(text), nil)
}

// policyOf reads the policy of a row, nil when it has none. Internal when what is packed is
// damaged.
func (p *packer) policyOf(r analysisRow) (*consent.Policy, error) {
	if r.Packed == nil {
		return r.Policy.V, nil
	}
	text, err := p.unpack.DecodeAll(r.Packed, nil)
	if len(text) == 0 && err == nil {
		err = io.ErrUnexpectedEOF
	}
	var out *consent.Policy
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return nil, consent.Wrap(err, consent.Internal, "What is stored of this analysis's policy is damaged.")
	}
	return out, nil
}

// wholeRow is the row of an analysis with its policy.
func (s *Store) wholeRow(a consent.Analysis) analysisRow {
	row := newAnalysisRow(a)
	row.Policy, row.Packed = s.packer.apart(a.Policy)
	return row
}

// notListed are the columns that lists leave out: long ones, and those that are never read
// back.
func notListed() []string { return []string{"search", "terms", "policy", "packed"} }
