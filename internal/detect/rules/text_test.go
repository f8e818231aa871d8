package rules

import (
	"regexp"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect/match"
)

func TestText(t *testing.T) {
	t.Parallel()
	for _, r := range All() {
		en, okEN := Text(r.ID, "en")
		de, okDE := Text(r.ID, "de")
		if !okEN || !okDE || en != r.English || de != r.German || en.Title == de.Title {
			t.Errorf("%s: %q, %q", r.ID, en.Title, de.Title)
		}
	}
	if _, ok := Text("no-such-rule", "en"); ok {
		t.Error("an unknown rule has a text")
	}
	if _, ok := Text(All()[0].ID, "fr"); ok {
		t.Error("a language that is not there has a text")
	}
}

// Every reference names a year, and one id has one citation.
func TestCite(t *testing.T) {
	t.Parallel()
	year := regexp.MustCompile(`\b(19|20)\d\d\b`)
	seen := map[string]string{}
	for _, r := range All() {
		for _, ref := range r.References {
			if other, twice := seen[ref.ID]; twice && other != ref.Citation {
				t.Errorf("%s is cited as %q and %q", ref.ID, other, ref.Citation)
			}
			seen[ref.ID] = ref.Citation
			if Cite(ref.ID) != ref.Citation || !year.MatchString(ref.Citation) && !strings.HasPrefix(ref.ID, "EPD") {
				t.Errorf("%s: %q", ref.ID, Cite(ref.ID))
			}
		}
	}
	if Cite("nothing") != "" {
		t.Error("an unknown reference has a citation")
	}
}

func TestReferencesHoldWhereTheyAreLaw(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ref  Reference
		in   consent.Jurisdiction
		want bool
	}{
		{refGDPR4, consent.JurisdictionEU, true}, {refGDPR4, consent.JurisdictionUK, true}, {refGDPR4, consent.JurisdictionUSCA, false},
		{refPECR, consent.JurisdictionEU, false}, {refPECR, consent.JurisdictionUK, true},
		{refCCPAEven, consent.JurisdictionEU, false}, {refCCPAEven, consent.JurisdictionUSCA, true},
	} {
		if got := c.ref.holds(c.in); got != c.want {
			t.Errorf("%s in %s: %v", c.ref.ID, c.in, got)
		}
	}
	for _, r := range All() {
		for j, severity := range r.Severity {
			if severity == consent.SeverityInfo {
				continue
			}
			if !anyHolds(r.References, j) {
				t.Errorf("%s rests on nothing in %s", r.ID, j)
			}
		}
	}
}

func anyHolds(refs []Reference, j consent.Jurisdiction) bool {
	for _, ref := range refs {
		if ref.holds(j) {
			return true
		}
	}
	return false
}

func TestDigest(t *testing.T) {
	t.Parallel()
	if d := Digest(); !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(d) || d != Digest() {
		t.Errorf("digest %q", d)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	found, err := parseWords(wordFile)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[match.Phrase]bool{}
	have := uint32(0)
	for _, p := range found {
		if seen[p] {
			t.Errorf("%q stands twice in a section", p.Text)
		}
		if p.Text != strings.ToLower(p.Text) || p.Text != strings.TrimLeft(p.Text, " ") {
			t.Errorf("%q is not in lower case", p.Text)
		}
		seen[p] = true
		have |= p.Bits
	}
	if want := uint32(1)<<len(topicNames()) - 1; have != want {
		t.Errorf("sections %b, want %b", have, want)
	}
	for _, bad := range []string{"[nothing]\nlong enough", "[wall]\nabc"} {
		if _, err := parseWords(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                           nil,
		"One. Two! Three?":           {"One.", "Two!", "Three?"},
		"Glued.Next one":             {"Glued.", "Next one"},
		"example.com sets 1.5 files": {"example.com sets 1.5 files"},
		"一つ目。二つ目。":                   {"一つ目。", "二つ目。"},
	} {
		got := sentences(text)
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, phrase string
		want         bool
	}{
		{"we help us all", "help us", true}, {"whelp us", "help us", false}, {"help using", "help us", false}, {"help using help us", "help us", true},
		{"为了最佳体验我们", "最佳体验", true}, {"", "x", false},
	} {
		if got := holds(c.text, c.phrase); got != c.want {
			t.Errorf("%q in %q: %v", c.phrase, c.text, got)
		}
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"a. B", "\xff. X", "。", "?!. "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if joined := strings.Join(sentences(s), ""); len(joined) > len(s) {
			t.Errorf("%q grew to %q", s, joined)
		}
		claim(s)
	})
}
