package linear

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
)

// Decode reads what Encode wrote. It checks the sum, every length and every number, and
// never takes more memory than the largest model allowed.
func Decode(data []byte) (*Model, error) {
	if len(data) < len(magic)+3+4 || string(data[:len(magic)]) != magic {
		return nil, errFormat
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("%w: wrong check sum", errFormat)
	}
	rest := body[len(magic):]
	m := &Model{link: Link(rest[0]), bits: rest[1], classes: make([]string, rest[2])}
	if err := checkShape(len(m.classes), int(m.bits), int(m.link)); err != nil {
		return nil, err
	}
	rest, err := m.readHead(rest[3:])
	if err != nil {
		return nil, err
	}
	if err := m.inflate(rest); err != nil {
		return nil, err
	}
	m.fill()
	return m, nil
}

// MustDecode is Decode for embedded weights, which a test of their package reads too.
func MustDecode(data []byte) *Model {
	m, err := Decode(data)
	if err != nil {
		panic(err)
	}
	return m
}

func (m *Model) readHead(rest []byte) ([]byte, error) {
	for i := range m.classes {
		if len(rest) == 0 || len(rest) < 1+int(rest[0]) {
			return nil, fmt.Errorf("%w: class name cut off", errFormat)
		}
		m.classes[i], rest = string(rest[1:1+int(rest[0])]), rest[1+int(rest[0]):]
	}
	for _, part := range []*[]float32{&m.scale, &m.bias, &m.slope, &m.offset} {
		*part = make([]float32, len(m.classes))
		for i := range *part {
			if len(rest) < 4 {
				return nil, fmt.Errorf("%w: numbers cut off", errFormat)
			}
			x := math.Float32frombits(binary.LittleEndian.Uint32(rest))
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return nil, fmt.Errorf("%w: number out of range", errFormat)
			}
			(*part)[i], rest = x, rest[4:]
		}
	}
	return rest, nil
}

func (m *Model) inflate(packed []byte) error {
	n := len(m.classes)
	m.weights = make([]int8, n<<m.bits)
	z := flate.NewReader(bytes.NewReader(packed))
	column := make([]byte, 1<<m.bits)
	for c := range n {
		if _, err := io.ReadFull(z, column); err != nil {
			return fmt.Errorf("%w: weights: %w", errFormat, err)
		}
		for row, b := range column {
			m.weights[row*n+c] = int8(b)
		}
	}
	if extra, err := z.Read(column[:1]); extra != 0 || err != io.EOF {
		return fmt.Errorf("%w: bytes after the weights", errFormat)
	}
	return nil
}
