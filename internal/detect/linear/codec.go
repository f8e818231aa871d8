package linear

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
)

// The encoded form: "MCLM", version 1, link, bits, number of classes (one byte each);
// the class names, each with its length in one byte; per class scale, bias, slope and
// offset as little-endian float32; the weights, class by class, as DEFLATE; and the
// CRC-32 (IEEE) of all bytes before it.
const magic = "MCLM\x01"

var errFormat = errors.New("linear: not a model")

// New makes a model from float weights, row after row of 1<<bits features with one value
// a class. Weights are rounded to eight bits; those below prune times the largest of
// their class become zero, which makes the encoded form small.
func New(classes []string, link Link, bits uint8, weights, bias []float32, prune float32) (*Model, error) {
	n := len(classes)
	if err := checkShape(n, int(bits), int(link)); err != nil {
		return nil, err
	}
	if len(weights) != n<<bits || len(bias) != n {
		return nil, fmt.Errorf("linear: %d weights and %d offsets do not fit %d classes", len(weights), len(bias), n)
	}
	m := &Model{classes: append([]string(nil), classes...), link: link, bits: bits, weights: make([]int8, len(weights)),
		scale: make([]float32, n), bias: append([]float32(nil), bias...), slope: make([]float32, n), offset: make([]float32, n)}
	for c := range n {
		m.slope[c] = 1
		m.quantize(c, weights, prune)
	}
	m.fill()
	return m, nil
}

func (m *Model) quantize(class int, weights []float32, prune float32) {
	n := len(m.classes)
	var largest float32
	for i := class; i < len(weights); i += n {
		largest = max(largest, float32(math.Abs(float64(weights[i]))))
	}
	if largest == 0 {
		return
	}
	m.scale[class] = largest / 127
	for i := class; i < len(weights); i += n {
		if w := weights[i]; w > prune*largest || -w > prune*largest {
			m.weights[i] = int8(math.Round(float64(w / m.scale[class])))
		}
	}
}

// Calibrated returns the model with another calibration: one slope and offset a class.
// For a temperature T all slopes are 1/T and all offsets zero.
func (m *Model) Calibrated(slope, offset []float32) (*Model, error) {
	if len(slope) != len(m.classes) || len(offset) != len(m.classes) {
		return nil, errors.New("linear: calibration needs one slope and offset a class")
	}
	out := *m
	out.slope, out.offset = append([]float32(nil), slope...), append([]float32(nil), offset...)
	return &out, nil
}

func checkShape(classes, bits, link int) error {
	switch {
	case classes < 1 || classes > maxClasses:
		return fmt.Errorf("linear: %d classes", classes)
	case bits < 1 || bits > maxBits || classes<<bits > maxWeights:
		return fmt.Errorf("linear: table of %d bits", bits)
	case link > int(Logistic):
		return fmt.Errorf("linear: link %d", link)
	}
	return nil
}

// Encode returns the model's bytes. The same model always gives the same bytes.
func (m *Model) Encode() ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteString(magic)
	buf.Write([]byte{byte(m.link), m.bits, byte(len(m.classes))})
	for _, c := range m.classes {
		if len(c) > 255 {
			return nil, fmt.Errorf("linear: class name of %d bytes", len(c))
		}
		buf.WriteByte(byte(len(c)))
		buf.WriteString(c)
	}
	for _, part := range [][]float32{m.scale, m.bias, m.slope, m.offset} {
		for _, x := range part {
			buf.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(x)))
		}
	}
	if err := m.deflate(&buf); err != nil {
		return nil, err
	}
	return binary.LittleEndian.AppendUint32(buf.Bytes(), crc32.ChecksumIEEE(buf.Bytes())), nil
}

func (m *Model) deflate(w io.Writer) error {
	z, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		return fmt.Errorf("linear: %w", err)
	}
	n := len(m.classes)
	column := make([]byte, len(m.weights)/n)
	for c := range n {
		for row := range column {
			column[row] = byte(m.weights[row*n+c])
		}
		if _, err := z.Write(column); err != nil {
			return fmt.Errorf("linear: %w", err)
		}
	}
	return z.Close()
}
