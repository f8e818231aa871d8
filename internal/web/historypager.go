package web

import (
	"strconv"

	"microconsent/internal/consent"
	"microconsent/views/ui"
)

// historyPager links to the pages before and after, by number where the address gave one and
// else by the items at the ends of the page.
func historyPager(f consent.Filter, found consent.Page[consent.Analysis], newer bool) ui.Pager {
	p := ui.Pager{Label: "analyses", Ordered: f.Sort.Base() != consent.SortOldest}
	if f.Page > 0 && f.Cursor == nil {
		return numberedPager(p, f, found.Next != nil)
	}
	if len(found.Items) == 0 {
		return p
	}
	if newer || found.Next != nil {
		p.Older = besidePath(f, found.Items[len(found.Items)-1], false)
	}
	if newer && found.Next != nil || !newer && f.Cursor != nil {
		p.Newer = besidePath(f, found.Items[0], true)
	}
	if f.Cursor != nil {
		p.First = historyPath(f.Values())
	}
	return p
}

// besidePath is the address of the page that begins beside an analysis.
func besidePath(f consent.Filter, a consent.Analysis, newer bool) string {
	values := f.Values()
	values.Set("cursor", f.CursorOf(a).String())
	if newer {
		values.Set(keyNewer, "1")
	}
	return historyPath(values)
}

func numberedPager(p ui.Pager, f consent.Filter, more bool) ui.Pager {
	at := func(n int) string {
		values := f.Values()
		values.Set("page", strconv.Itoa(n))
		return historyPath(values)
	}
	p.Number = f.Page
	if f.Page > 1 {
		p.First, p.Newer = historyPath(f.Values()), at(f.Page-1)
	}
	if more {
		p.Older = at(f.Page + 1)
	}
	return p
}
