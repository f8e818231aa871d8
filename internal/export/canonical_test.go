package export

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// The examples of RFC 8785, sections 3.2.2, 3.2.3 and appendix B.
func TestCanonicalizeKeepsTheStandard(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{ "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
		   "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`: `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`: "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
		`[-0, -0.0, 0, 1e21, 1e20, 1e-6, 1e-7, 9007199254740992, 295147905179352830000]`: `[0,0,0,1e+21,100000000000000000000,0.000001,1e-7,9007199254740992,295147905179352830000]`,
		`["\u2028<>&\u007f", [], {}]`: "[\"\u2028<>&\u007f\",[],{}]",
	} {
		got, err := Canonicalize([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("%s\n got %s, %v\nwant %s", in, got, err, want)
		}
	}
	for bits, want := range map[uint64]string{ // appendix B
		0x0000000000000001: "5e-324", 0x8000000000000001: "-5e-324", 0x7fefffffffffffff: "1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992", 0x4430000000000000: "295147905179352830000", 0x44b52d02c7e14af5: "9.999999999999997e+22",
		0x44b52d02c7e14af6: "1e+23", 0x444b1ae4d6e2ef4e: "999999999999999700000", 0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7",
		0x41b3de4355555554: "333333333.33333325", 0xbecbf647612f3696: "-0.0000033333333333333333",
	} {
		var out bytes.Buffer
		if writeNumber(&out, math.Float64frombits(bits)); out.String() != want {
			t.Errorf("%x: got %s, want %s", bits, out.String(), want)
		}
	}
}

func TestCanonicalizeRefusesWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "{", `{"a":1}x`, "NaN", `{"a":1e999}`} {
		if _, err := Canonicalize([]byte(in)); consent.CodeOf(err) != consent.Invalid {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestDigestFollowsTheContent(t *testing.T) {
	t.Parallel()
	first, err := Digest(sample())
	again, _ := Digest(sample())
	if err != nil || first != again || len(first) != 64 {
		t.Fatalf("%q, %q, %v", first, again, err)
	}
	other := sample()
	other.Clauses[0].Text += " "
	if changed, _ := Digest(other); changed == first {
		t.Error("another text has the same digest")
	}
}

// A document that was printed, read and exported again is the same bytes.
func TestCanonicalSurvivesAnotherProgram(t *testing.T) {
	t.Parallel()
	want, err := Canonical(sample())
	if err != nil {
		t.Fatal(err)
	}
	var d consent.Document
	if err := json.Unmarshal([]byte(write(t, JSON, false, sample())), &d); err != nil {
		t.Fatal(err)
	}
	if got, err := Canonical(d); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %s, %v", got, err)
	}
	if strings.ContainsAny(string(want), "\n\t") || !bytes.HasPrefix(want, []byte(`{"banner":{"first_layer_reject":`)) {
		t.Errorf("not canonical: %s", want)
	}
}

func FuzzCanonicalize(f *testing.F) {
	for _, s := range []string{`{"b":[1,-0.0,"\u2028"],"a":null}`, "\"\xff\"", `{"a":1,"a":2}`, `1e-400`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Canonicalize(raw)
		if err != nil {
			return
		}
		again, err := Canonicalize(got)
		if err != nil || !bytes.Equal(got, again) {
			t.Fatalf("%q gives %q and then %q, %v", raw, got, again, err)
		}
		var before, after any
		if json.Unmarshal(raw, &before) != nil || json.Unmarshal(got, &after) != nil || !reflect.DeepEqual(before, after) {
			t.Fatalf("%q changed its value to %q", raw, got)
		}
	})
}
