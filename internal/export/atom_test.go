package export

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
)

func feed(t *testing.T, list []consent.Analysis) atomFeed {
	t.Helper()
	var out bytes.Buffer
	err := Atom(&out, Feed{ID: "https://mc.example/analyses.atom?grade=F", Title: "Grade F", Self: "https://mc.example/analyses.atom?grade=F", Next: "https://mc.example/analyses.atom?cursor=x",
		Base: "https://mc.example", Now: noon()}, list)
	if err != nil {
		t.Fatal(err)
	}
	var back atomFeed
	if err := xml.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatalf("%v\n%s", err, out.Bytes())
	}
	return back
}

// TestAtom holds the feed to what RFC 4287 asks for: ids, titles and times on feed and
// entries, an author, a link to itself, and text that XML can hold.
func TestAtom(t *testing.T) {
	t.Parallel()
	list := listed()
	for i := range list {
		list[i].UpdatedAt = noon().Add(time.Duration(i) * time.Hour)
	}
	list[0].Tags = []string{"a & b"}
	got := feed(t, list)
	if got.XMLName.Space != "http://www.w3.org/2005/Atom" || got.ID == "" || got.Author == "" || got.Updated != "2026-11-23T14:00:00Z" || len(got.Links) != 2 || len(got.Entries) != 3 {
		t.Errorf("%+v", got)
	}
	first := got.Entries[0]
	if first.ID != "urn:uuid:"+string(list[0].ID) || first.Link.Href != "https://mc.example/analyses/"+string(list[0].ID) || first.Categories[0].Term != "a & b" ||
		first.Title != "https://www.beispiel.example/?a=1&b=2: D (42)" || !strings.Contains(first.Summary, "1 high") || first.Published != "2026-11-23T12:00:00Z" {
		t.Errorf("%+v", first)
	}
	if second := got.Entries[1]; second.Summary != "The site did not answer." || !strings.HasSuffix(second.Title, ": failed") {
		t.Errorf("%+v", second)
	}
	list[0].Source.URL, list[0].Source.Name = "", "a\x00\x0b\ufffe<b>"
	if title := feed(t, list).Entries[0].Title; title != "a<b>: D (42)" {
		t.Errorf("title %q", title)
	}
	if empty := feed(t, nil); empty.Updated != "2026-11-23T12:00:00Z" || len(empty.Entries) != 0 {
		t.Errorf("%+v", empty)
	}
}
