package chart

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// days are two series over three labels, with a gap and without a link somewhere.
func days() Chart {
	return Chart{Description: "Analyses per day.", Labels: []string{"2026-11-21", "2026-11-22", "2026-11-23"}, Series: []Series{
		{Name: "A", Color: Grade("A"), Data: []Datum{{Value: 3, Href: "/analyses?grade=A&since=2026-11-21&until=2026-11-21"}, {Missing: true}, {Value: 1}}},
		{Name: "F", Color: Grade("F"), Data: []Datum{{Value: 1, Href: "/analyses?grade=F"}, {Value: 0}, {Value: 2.5}}},
	}}
}

func single() Chart {
	c := days()
	c.Series, c.Max = c.Series[:1], 100
	return c
}

func kinds() map[string]func() (Payload, error) {
	return map[string]func() (Payload, error){
		"columns": func() (Payload, error) { return Columns(days()) },
		"bars":    func() (Payload, error) { return Bars(single()) },
		"grouped": func() (Payload, error) { return Grouped(days()) },
		"lines":   func() (Payload, error) { return Lines(single()) },
		"pie":     func() (Payload, error) { return Pie(single()) },
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, draw := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, second := encode(t, draw), encode(t, draw)
			if !bytes.Equal(first, second) {
				t.Fatal("the same series gave other bytes")
			}
			path := filepath.Join("testdata", name+".golden.json")
			if *update {
				if err := os.WriteFile(path, first, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(first)); diff != "" {
				t.Errorf("(-want +got); go test -update writes the file anew:\n%s", diff)
			}
		})
	}
}

func encode(t *testing.T, draw func() (Payload, error)) []byte {
	t.Helper()
	p, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

// What every chart must have, whatever go-echarts makes of it: a description, a tooltip that
// is drawn and no element, patterns where colors tell series apart, no color but a token.
func TestEveryChart(t *testing.T) {
	t.Parallel()
	for name, draw := range kinds() {
		text := encode(t, draw)
		var got struct {
			Option struct {
				Aria struct {
					Enabled bool
					Label   struct{ Description string }
					Decal   struct{ Show bool }
				}
				Tooltip struct{ RenderMode string }
				Series  []struct{ Data []any }
			}
		}
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		o := got.Option
		if !o.Aria.Enabled || o.Aria.Label.Description != "Analyses per day." || o.Tooltip.RenderMode != "richText" {
			t.Errorf("%s: %+v", name, o)
		}
		if o.Aria.Decal.Show != (len(o.Series) > 1 || name == "pie") || len(o.Series[0].Data) != 3 {
			t.Errorf("%s: %d series, patterns %v", name, len(o.Series), o.Aria.Decal.Show)
		}
		if s := string(text); strings.Contains(s, `"#`) || strings.Contains(s, "function") {
			t.Errorf("%s holds a color or a function: %s", name, s)
		}
	}
}

// A label of a foreign page is only ever text, in JSON that may stand in a script element.
func TestForeignLabels(t *testing.T) {
	t.Parallel()
	hostile := []string{`</script><script>alert(1)</script>`, `"'&<!--`, "\u202egnp.\u2066exe\u200f", "{a|b}\x00\n\t c", "\xff"}
	c := Chart{Description: hostile[0], Labels: hostile, Series: []Series{{Name: hostile[0], Data: make([]Datum, len(hostile))}, {Name: hostile[2], Data: make([]Datum, len(hostile))}}}
	c.Series[0].Data[0].Href = "/analyses?q=" + hostile[0]
	for name, draw := range map[string]func(Chart) (Payload, error){"columns": Columns, "bars": Bars, "grouped": Grouped, "lines": Lines, "pie": Pie} {
		p, err := draw(c)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(p)
		if err != nil || !json.Valid(text) {
			t.Fatal(err)
		}
		for _, bad := range []string{"<", ">", "\u202e", "\u2066", "\u200f", `\u0000`, "{a|"} {
			if bytes.Contains(text, []byte(bad)) {
				t.Errorf("%s holds %q: %s", name, bad, text)
			}
		}
		if !bytes.Contains(text, []byte(`\u003cscript\u003ealert(1)`)) {
			t.Errorf("%s lost the words: %s", name, text)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{" a \n b ": "a b", "{x|y}": "(x|y)", "\u202eabc\u2069": "abc", "a\x00b": "ab", "\xffz": "\uFFFDz", "a \u202e": "a", "": ""} {
		if got := Plain(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("a {b|c} \u202e")
	f.Fuzz(func(t *testing.T, s string) {
		got := Plain(s)
		if strings.ContainsAny(got, "{}\u202e\u2066\n\x00") || Plain(got) != got {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestGradesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[Color]string{}
	for _, grade := range []string{"A", "B", "C", "D", "E", "F", ""} {
		if other, ok := seen[Grade(grade)]; ok {
			t.Errorf("%q and %q look the same", grade, other)
		}
		seen[Grade(grade)] = grade
	}
}

// A ring has no two slices of one color: the smallest are one.
func TestPieJoinsTheRest(t *testing.T) {
	t.Parallel()
	c := Chart{Series: []Series{{Name: "n"}}}
	for i := range 12 {
		c.Labels = append(c.Labels, string(rune('a'+i)))
		c.Series[0].Data = append(c.Series[0].Data, Datum{Value: 1, Href: "/x"})
	}
	p, err := Pie(c)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Series []struct {
			Data []struct {
				Name  string
				Value float64
			}
		}
	}
	if err := json.Unmarshal(p.Option, &got); err != nil {
		t.Fatal(err)
	}
	data := got.Series[0].Data
	if len(data) != len(palette()) || data[7].Name != "Others" || data[7].Value != 5 || len(p.Links[0]) != len(data) || p.Links[0][7] != "" {
		t.Errorf("%+v, links %q", data, p.Links)
	}
	if len(c.Labels) != 12 || len(c.Series[0].Data) != 12 {
		t.Error("the chart that was given is changed")
	}
}
