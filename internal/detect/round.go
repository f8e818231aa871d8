package detect

import "math"

// rounded is a confidence as it is published: more digits would claim more than is known.
func rounded(p float64) float64 { return math.Round(p*1000) / 1000 }

// round gives all confidences of a result their published form.
func (r *Result) round() {
	r.Language.Confidence = rounded(r.Language.Confidence)
	for i := range r.CMPs {
		r.CMPs[i].Confidence = rounded(r.CMPs[i].Confidence)
	}
	for i := range r.Clauses {
		r.Clauses[i].Confidence = rounded(r.Clauses[i].Confidence)
	}
	for i := range r.Findings {
		r.Findings[i].Confidence = rounded(r.Findings[i].Confidence)
	}
}
