package linear

import (
	"encoding/binary"
	"hash/crc32"
	"testing"
)

// FuzzDecode mends the check sum, so that the fuzzer reaches what lies behind it.
func FuzzDecode(f *testing.F) {
	m, err := New([]string{"yes", "no"}, Softmax, 2, make([]float32, 8), make([]float32, 2), 0)
	if err != nil {
		f.Fatal(err)
	}
	data, err := m.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data[:len(data)-4])
	f.Add([]byte(magic))
	f.Fuzz(func(_ *testing.T, body []byte) {
		if len(body) > 7 && body[6] > 14 {
			return // large tables only cost time here
		}
		m, err := Decode(binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body)))
		if err != nil {
			return
		}
		out := make([]float64, len(m.Classes()))
		v := vectorOf(Grams{Min: 1, Max: 3}, "some text")
		m.Predict(&v, out)
	})
}

func FuzzAddText(f *testing.F) {
	for _, s := range []string{"", "Alle akzeptieren", "同意する", "\xff\xfe", "a\u0301\u200b"} {
		f.Add(s, 7)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		var v Vector
		v.AddText(Grams{Min: 1, Max: 5, Words: 3}, text, limit)
		if len(v.IDs) != len(v.Values) {
			t.Fatalf("%d ids, %d values", len(v.IDs), len(v.Values))
		}
	})
}
