package trackers

import (
	mathbits "math/bits"
	"slices"
	"strings"

	"microconsent/internal/detect/match"
)

// Signals gathers what a page loads. Each call looks its argument up at once and keeps
// only hits. The zero value is ready for use.
type Signals struct {
	hits     []int // services, each once, in the order met
	evidence []string
	snippets uint32
}

// URL takes the address of a script, frame or image; not of a plain link.
func (s *Signals) URL(address string) {
	name, path := split(address)
	if name == "" {
		return
	}
	t := loaded()
	for part := name; part != ""; {
		for _, h := range t.hosts[part] {
			if strings.HasPrefix(path, h.path) {
				s.hit(h.service, name)
			}
		}
		_, rest, more := strings.Cut(part, ".")
		if !more || !strings.Contains(rest, ".") {
			break
		}
		part = rest
	}
}

// split takes the host in lower case and the path without its slash out of an address;
// "" for an address without a host.
func split(address string) (name, path string) {
	const most = 400
	address = address[:min(len(address), most)]
	at := strings.Index(address, "//")
	if at < 0 || at > len("https:") {
		return "", ""
	}
	name, path, _ = strings.Cut(address[at+2:], "/")
	if end := strings.IndexAny(name, ":?#"); end >= 0 {
		name = name[:end]
	}
	return strings.ToLower(name), path
}

// Script takes the text of an inline script, or a piece of it.
func (s *Signals) Script(text string) {
	s.Met(loaded().snippets.Bits(text, ^s.snippets))
}

// Phrases are what Script looks for, for a caller that looks for more in the same pass.
// Each phrase has one bit.
func Phrases() []match.Phrase { return slices.Clone(loaded().phrases) }

// Met takes the joined bits of those of Phrases that stand in an inline script.
func (s *Signals) Met(bits uint32) {
	t := loaded()
	for fresh := bits &^ s.snippets; fresh != 0; fresh &= fresh - 1 {
		bit := mathbits.TrailingZeros32(fresh)
		s.hit(t.bits[bit], t.words[bit])
	}
	s.snippets |= bits
}

func (s *Signals) hit(service int, evidence string) {
	if !slices.Contains(s.hits, service) {
		s.hits = append(s.hits, service)
		s.evidence = append(s.evidence, evidence)
	}
}

// Found lists the services that were met, in the order met.
func (s *Signals) Found() []Found {
	var out []Found
	for i, service := range s.hits {
		out = append(out, Found{loaded().services[service], s.evidence[i]})
	}
	return out
}
