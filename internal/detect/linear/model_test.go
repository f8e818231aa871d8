package linear

import (
	"bytes"
	"errors"
	"math"
	"testing"
)

// small is a model of two classes over two bits with hand-made weights.
func small(t *testing.T, link Link) *Model {
	t.Helper()
	m, err := New([]string{"yes", "no"}, link, 2, []float32{1, -1, 0, 2, 0.5, 0, 0, 0}, []float32{0.1, -0.1}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestScores(t *testing.T) {
	t.Parallel()
	m := small(t, Softmax)
	var v Vector
	v.Add(0, 2)
	v.Add(5, 1) // 5 & 3 = 1
	out := make([]float64, 2)
	m.Scores(&v, out)
	for c, want := range []float64{2*1 + 0.1, -2 + 2 - 0.1} {
		if math.Abs(out[c]-want) > 0.02 {
			t.Errorf("score %d is %v, want %v", c, out[c], want)
		}
	}
	if got := m.Contribution(4, 0); math.Abs(got-1) > 0.01 {
		t.Errorf("contribution %v, want 1", got)
	}
}

func TestPredictLinks(t *testing.T) {
	t.Parallel()
	var v Vector
	v.Add(0, 1)
	out := make([]float64, 2)
	small(t, Softmax).Predict(&v, out)
	if math.Abs(out[0]+out[1]-1) > 1e-9 || out[0] < 0.85 {
		t.Errorf("softmax gives %v", out)
	}
	small(t, Logistic).Predict(&v, out)
	if math.Abs(out[0]-Sigmoid(1.1)) > 0.01 || math.Abs(out[1]-Sigmoid(-1.1)) > 0.01 {
		t.Errorf("logistic gives %v", out)
	}
}

func TestCalibrated(t *testing.T) {
	t.Parallel()
	hot, err := small(t, Softmax).Calibrated([]float32{0.1, 0.1}, []float32{0, 0})
	if err != nil {
		t.Fatal(err)
	}
	var v Vector
	v.Add(0, 1)
	out := make([]float64, 2)
	hot.Predict(&v, out)
	if out[0] < 0.5 || out[0] > 0.6 {
		t.Errorf("temperature 10 gives %v", out)
	}
	if _, err := hot.Calibrated([]float32{1}, nil); err == nil {
		t.Error("a calibration of the wrong length was taken")
	}
}

func TestPredictDoesNotAllocate(t *testing.T) {
	m, g := small(t, Softmax), Grams{Min: 1, Max: 4, Words: 2}
	var v Vector
	out := make([]float64, 2)
	v.AddText(g, "accept all cookies", 0)
	n := testing.AllocsPerRun(100, func() {
		v.Reset()
		v.AddText(g, "accept all cookies", 0)
		m.Predict(&v, out)
	})
	if n != 0 {
		t.Errorf("%v allocations a prediction", n)
	}
}

func TestBest(t *testing.T) {
	t.Parallel()
	cases := []struct {
		in            []float64
		first, second int
	}{{[]float64{1}, 0, -1}, {[]float64{1, 2, 3}, 2, 1}, {[]float64{3, 1, 2}, 0, 2}, {[]float64{2, 2}, 0, 1}}
	for _, c := range cases {
		if a, b := Best(c.in); a != c.first || b != c.second {
			t.Errorf("Best(%v) = %d, %d", c.in, a, b)
		}
	}
}

func TestEncodeDecode(t *testing.T) {
	t.Parallel()
	m, err := small(t, Logistic).Calibrated([]float32{2, 3}, []float32{-1, 1})
	if err != nil {
		t.Fatal(err)
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Encode()
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("second encoding differs: %v", err)
	}
	if back.Link() != Logistic || back.Classes()[1] != "no" {
		t.Errorf("got link %d classes %v", back.Link(), back.Classes())
	}
}

func TestDecodeRefusesDamage(t *testing.T) {
	t.Parallel()
	data, err := small(t, Softmax).Encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 0x10
		if _, err := Decode(bad); !errors.Is(err, errFormat) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := Decode(data[:i]); err == nil {
			t.Errorf("cut to %d bytes: no error", i)
		}
	}
}

func TestNewRefusesShapes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		classes []string
		bits    uint8
		weights int
	}{{nil, 2, 0}, {[]string{"a"}, 0, 1}, {[]string{"a"}, 21, 1}, {[]string{"a"}, 2, 3}, {make([]string, 65), 2, 65 * 4}}
	for _, c := range cases {
		if _, err := New(c.classes, Softmax, c.bits, make([]float32, c.weights), make([]float32, len(c.classes)), 0); err == nil {
			t.Errorf("%d classes, %d bits, %d weights were taken", len(c.classes), c.bits, c.weights)
		}
	}
}
