package linear

import "math"

// Vector is a sparse feature vector. The same id may stand in it more than once: its
// values then add up. The zero Vector is ready for use and is meant to be reused.
type Vector struct {
	IDs    []uint32
	Values []float32
	folded []byte
	starts []int32
}

// Reset empties the vector and keeps its memory.
func (v *Vector) Reset() {
	v.IDs, v.Values = v.IDs[:0], v.Values[:0]
}

// Add appends one feature.
func (v *Vector) Add(id uint32, value float32) {
	v.IDs = append(v.IDs, id)
	v.Values = append(v.Values, value)
}

// AddName appends a named feature, such as "tag=button".
func (v *Vector) AddName(name string, value float32) {
	v.Add(Hash(name), value)
}

// Len is the number of entries.
func (v *Vector) Len() int { return len(v.IDs) }

// Clone copies the entries, without the scratch memory.
func (v *Vector) Clone() Vector {
	return Vector{IDs: append([]uint32(nil), v.IDs...), Values: append([]float32(nil), v.Values...)}
}

// Normalize scales the entries from index from on to Euclidean length one, so that a
// long text does not outweigh a short one. Blocks of features may be scaled apart.
func (v *Vector) Normalize(from int) {
	var sum float64
	for _, x := range v.Values[from:] {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range v.Values[from:] {
		v.Values[from+i] *= scale
	}
}
