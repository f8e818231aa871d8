package history

import (
	"fmt"
	"math/rand/v2"

	"microconsent/internal/consent"
	"microconsent/internal/detect/cmp"
	sites "microconsent/internal/detect/site"
)

// site is a made-up site with what stays the same from visit to visit.
type site struct {
	host, name string
	language   int // in languages
	cmp        consent.CMP
	banner     bool
	quality    float64 // 0 to 1
	phase      float64 // of its drift
	rule       int     // where its usual mistakes begin
	upload     bool    // seen as uploaded files only
}

var (
	heads = []string{"north", "blue", "river", "bread", "cloud", "garden", "paper", "market", "silver", "daily", "green", "stone", "harbour", "apple", "violet", "summit"}
	tails = []string{"shop", "news", "bank", "travel", "clinic", "school", "music", "sports", "forum", "tools", "energy", "kitchen", "rail", "books"}
	below = []string{"", "www.", "www.", "www.", "shop.", "m.", "blog."}
	tops  = []string{"example", "example", "example", "test"}
)

// newSite makes the i-th site; the first ones are visited most.
func newSite(random *rand.Rand, i int) site {
	word := heads[random.IntN(len(heads))] + "-" + tails[random.IntN(len(tails))]
	s := site{language: skewed(random, len(languages())), banner: random.IntN(10) > 0, quality: 0.1 + 0.85*random.Float64(),
		phase: random.Float64() * 6, rule: random.IntN(40), upload: random.IntN(25) == 0}
	s.host = fmt.Sprintf("%s%s-%d.%s", below[random.IntN(len(below))], word, i, tops[random.IntN(len(tops))])
	s.name = sites.Of(s.host)
	if vendors := cmp.Vendors(); s.banner && random.IntN(10) < 7 {
		v := vendors[skewed(random, min(40, len(vendors)))]
		s.cmp = consent.CMP{ID: v.ID, Name: v.Name, Confidence: 0.99, Evidence: "script src"}
	}
	if s.upload {
		s.host, s.name = "", ""
	}
	return s
}

var paths = []string{"/", "/", "/", "/", "/shop", "/news/today", "/privacy", "/account/login", "/de/", "/en/about"}

func (s site) source(random *rand.Rand, i int) consent.SourceRef {
	ref := consent.SourceRef{Kind: consent.SourceURL, SHA256: fmt.Sprintf("%016x%016x%016x%016x", random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()),
		Bytes: int64(8_000 + skewed(random, 2_000_000)), Title: languages()[s.language].title}
	if s.upload {
		kinds := []consent.SourceKind{consent.SourceHTML, consent.SourceHTML, consent.SourceText, consent.SourceJSON, consent.SourcePDF}
		ref.Kind, ref.Name = kinds[random.IntN(len(kinds))], fmt.Sprintf("page-%d.html", i)
		return ref
	}
	ref.URL = "https://" + s.host + paths[random.IntN(len(paths))]
	if random.IntN(5) == 0 {
		ref.URL += fmt.Sprintf("?id=%d", random.IntN(10_000))
	}
	ref.Title += " – " + s.name
	return ref
}
