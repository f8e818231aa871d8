package purposes

import (
	_ "embed"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/linear"
)

//go:embed tcf.bin
var tcfWeights []byte

//go:embed category.bin
var categoryWeights []byte

var tcfModel = sync.OnceValue(func() *linear.Model { return linear.MustDecode(tcfWeights) })
var categoryModel = sync.OnceValue(func() *linear.Model { return linear.MustDecode(categoryWeights) })

// CategoryClasses lists the classes of the categories' model.
func CategoryClasses() []string {
	var out []string
	for _, c := range consent.Categories() {
		out = append(out, string(c))
	}
	return out
}

// scratch is what one guess needs; it is reused.
type scratch struct {
	vector     linear.Vector
	folded     []byte
	tcf        []float64
	categories []float64
	elements   bool // whether the elements of the framework are wanted
}

var pool = sync.Pool{New: func() any {
	return &scratch{tcf: make([]float64, len(tcfCategories())), categories: make([]float64, len(consent.Categories()))}
}}
