package consent

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestParseFilterRoundTrips(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                       "",
		"q=":                                     "",
		"q=+pre-ticked+&host=Example.COM":        "host=example.com&q=pre-ticked",
		"status=failed&status=queued,failed":     "status=failed%2Cqueued",
		"since=2026-11-01&until=2026-11-02":      "since=2026-11-01T00%3A00%3A00Z&until=2026-11-03T00%3A00%3A00Z",
		"sort=-created_at&limit=50":              "",
		"sort=created_at&limit=200":              "limit=200&sort=created_at",
		"min_confidence=0.5&role=reject_all":     "min_confidence=0.5&role=reject_all",
		"severity=high,low&grade=F&cmp=OneTrust": "cmp=onetrust&grade=F&severity=high%2Clow",
	} {
		q, _ := url.ParseQuery(in)
		f, err := ParseFilter(q)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got := f.Values().Encode(); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if again, err := ParseFilter(f.Values()); err != nil || again.Values().Encode() != want {
			t.Errorf("%q is not stable: %v, %v", in, again.Values(), err)
		}
	}
}

func TestParseFilterNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for in, field := range map[string]string{
		"colour=red":                     "colour",
		"status=done":                    "status",
		"role=boss":                      "role",
		"category=ads":                   "category",
		"severity=%3E%3Dhuge":            "severity",
		"since=yesterday":                "since",
		"until=2026-02-30":               "until",
		"min_confidence=NaN":             "min_confidence",
		"min_confidence=1.5":             "min_confidence",
		"limit=0":                        "limit",
		"limit=201":                      "limit",
		"limit=ten":                      "limit",
		"cursor=%21":                     "cursor",
		"cursor=YWJj":                    "cursor",
		"sort=host":                      "sort",
		"q=" + strings.Repeat("x", 1001): "q",
	} {
		q, _ := url.ParseQuery(in)
		_, err := ParseFilter(q)
		fields := FieldsOf(err)
		if CodeOf(err) != Invalid || len(fields) != 1 || fields[0].Name != field {
			t.Errorf("%.40q: %v, fields %v; want one about %q", in, err, fields, field)
		}
	}
}

func TestCursorRoundTrips(t *testing.T) {
	t.Parallel()
	want := Cursor{CreatedAt: time.Date(2026, 11, 24, 10, 0, 0, 123456000, time.UTC), ID: DefaultWorkspaceID}
	got, err := ParseCursor(want.String())
	if err != nil || got != want {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{"q=a&host=b,c", "cursor=AAAA", "since=2026-01-01&status=failed", "min_confidence=1e-9&limit=3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		parsed, err := ParseFilter(q)
		if err != nil {
			return
		}
		again, err := ParseFilter(parsed.Values())
		if err != nil || again.Values().Encode() != parsed.Values().Encode() {
			t.Fatalf("%q: canonical form %q is read as %q, %v", raw, parsed.Values().Encode(), again.Values().Encode(), err)
		}
	})
}
