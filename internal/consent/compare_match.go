package consent

// pair holds the places of the two things that belong together; -1 where one is missing.
type pair struct{ base, head int }

// match pairs the things of two lists. Each pass pairs, in order, those that are left and
// have the same non-empty key; the first pass is the strictest. The rest stand alone. Its
// cost is the sum of the two lengths, a pass.
func match(base, head int, passes ...func(base bool, i int) string) []pair {
	baseOf, headTaken := make([]int, head), make([]bool, base)
	for i := range baseOf {
		baseOf[i] = -1
	}
	for _, key := range passes {
		waiting := map[string][]int{}
		for i := range base {
			if k := key(true, i); k != "" && !headTaken[i] {
				waiting[k] = append(waiting[k], i)
			}
		}
		for i := range head {
			if k := key(false, i); baseOf[i] < 0 && k != "" && len(waiting[k]) > 0 {
				baseOf[i] = waiting[k][0]
				headTaken[baseOf[i]] = true
				waiting[k] = waiting[k][1:]
			}
		}
	}
	return pairs(baseOf, headTaken)
}

func pairs(baseOf []int, headTaken []bool) []pair {
	out := make([]pair, 0, len(baseOf))
	for head, base := range baseOf {
		out = append(out, pair{base, head})
	}
	for base, taken := range headTaken {
		if !taken {
			out = append(out, pair{base, -1})
		}
	}
	return out
}

// kind is the change of the pair, given what differs between its two sides.
func (p pair) kind(fields []string) ChangeKind {
	switch {
	case p.base < 0:
		return ChangeAdded
	case p.head < 0:
		return ChangeRemoved
	case len(fields) > 0:
		return ChangeChanged
	}
	return ChangeUnchanged
}

// at is the thing at place i, nil for -1.
func at[T any](list []T, i int) *T {
	if i < 0 {
		return nil
	}
	return &list[i]
}
