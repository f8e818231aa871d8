package dom

// idUse is the first element with an id and how many have it.
type idUse struct{ first, count int32 }

// byID indexes the ids at the first question about one.
func (d *Doc) byID() map[string]idUse {
	if d.ids != nil {
		return d.ids
	}
	d.ids = map[string]idUse{}
	for i := range d.Nodes {
		if id := d.Nodes[i].Attr("id"); id != "" {
			u, seen := d.ids[id]
			if !seen {
				u.first = int32(i)
			}
			u.count++
			d.ids[id] = u
		}
	}
	return d.ids
}

// ByID returns the first element with an id, -1 when there is none.
func (d *Doc) ByID(id string) int {
	if u, ok := d.byID()[id]; ok {
		return int(u.first)
	}
	return -1
}

// labelsOf returns the label elements that point to an id.
func (d *Doc) labelsOf(id string) []int32 {
	if d.labels == nil {
		d.labels = map[string][]int32{}
		for i := range d.Nodes {
			if n := &d.Nodes[i]; isLabel(n) {
				if target := n.Attr("for"); target != "" {
					d.labels[target] = append(d.labels[target], int32(i))
				}
			}
		}
	}
	return d.labels[id]
}
