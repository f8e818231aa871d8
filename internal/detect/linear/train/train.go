// Package train makes the models of package linear: stochastic gradient descent with
// AdaGrad's rates (Duchi et al., JMLR 2011) on the logistic loss, with L2 decay. The
// same examples, configuration and seed always give the same bytes. It also holds what
// judges a model: cross-validation by group, F1, and the expected calibration error.
package train

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"microconsent/internal/detect/linear"
)

// Example is one labelled vector. Labels are indexes of classes: exactly one for
// softmax, any number for logistic models. Examples of one Group are never split
// between training and judging. Weight 0 counts as 1.
type Example struct {
	Features linear.Vector
	Labels   []int
	Group    string
	Weight   float64
}

func (e Example) weight() float64 {
	if e.Weight == 0 {
		return 1
	}
	return e.Weight
}

// Config says how to train.
type Config struct {
	Link   linear.Link
	Bits   uint8   // size of the feature table
	Epochs int     // passes over the examples
	Rate   float64 // AdaGrad's base rate; 0.1 to 0.5 suits unit vectors
	L2     float64 // decay a step, relative to the rate; 1e-6 to 1e-4
	Prune  float32 // share of a class's largest weight below which weights become zero
	Seed   uint64
}

type state struct {
	cfg     Config
	n       int
	weights []float32
	squares []float32
	bias    []float32
	biasSq  []float32
	probs   []float64
}

// Fit trains a model on all examples, uncalibrated.
func Fit(classes []string, examples []Example, cfg Config) (*linear.Model, error) {
	if len(examples) == 0 {
		return nil, errors.New("train: no examples")
	}
	if cfg.Bits < 1 || cfg.Bits > 20 {
		return nil, fmt.Errorf("train: %d bits", cfg.Bits)
	}
	n := len(classes)
	s := &state{cfg: cfg, n: n, weights: make([]float32, n<<cfg.Bits), squares: make([]float32, n<<cfg.Bits),
		bias: make([]float32, n), biasSq: make([]float32, n), probs: make([]float64, n)}
	random := rand.New(rand.NewPCG(cfg.Seed, 0x9e3779b97f4a7c15))
	order := random.Perm(len(examples))
	for range cfg.Epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			if err := s.step(&examples[i]); err != nil {
				return nil, err
			}
		}
	}
	return linear.New(classes, cfg.Link, cfg.Bits, s.weights, s.bias, cfg.Prune)
}

func (s *state) step(e *Example) error {
	if s.cfg.Link == linear.Softmax && len(e.Labels) != 1 {
		return fmt.Errorf("train: softmax example with %d labels", len(e.Labels))
	}
	s.predict(&e.Features)
	for _, label := range e.Labels {
		if label < 0 || label >= s.n {
			return fmt.Errorf("train: label %d of %d classes", label, s.n)
		}
		s.probs[label]-- // now the gradient of the loss by the score
	}
	weight := e.weight()
	for c := range s.probs {
		s.update(&s.bias[c], &s.biasSq[c], s.probs[c]*weight, 0)
	}
	mask := uint32(1)<<s.cfg.Bits - 1
	for i, id := range e.Features.IDs {
		row, x := int(id&mask)*s.n, float64(e.Features.Values[i])*weight
		for c, g := range s.probs {
			s.update(&s.weights[row+c], &s.squares[row+c], g*x, s.cfg.L2)
		}
	}
	return nil
}

func (s *state) predict(v *linear.Vector) {
	mask := uint32(1)<<s.cfg.Bits - 1
	for c := range s.probs {
		s.probs[c] = float64(s.bias[c])
	}
	for i, id := range v.IDs {
		x, row := float64(v.Values[i]), s.weights[int(id&mask)*s.n:][:s.n]
		for c, w := range row {
			s.probs[c] += x * float64(w)
		}
	}
	if s.cfg.Link == linear.Softmax {
		linear.SoftmaxInPlace(s.probs)
		return
	}
	for c := range s.probs {
		s.probs[c] = linear.Sigmoid(s.probs[c])
	}
}

func (s *state) update(w, square *float32, gradient, l2 float64) {
	gradient += l2 * float64(*w)
	if gradient == 0 {
		return
	}
	*square += float32(gradient * gradient)
	*w -= float32(s.cfg.Rate * gradient / (math.Sqrt(float64(*square)) + 1e-6))
}
