package export

import (
	"strings"
	"testing"
)

func TestMarkdownGolden(t *testing.T) {
	t.Parallel()
	for name, d := range fixtures() {
		golden(t, "summary_"+name+".md", []byte(write(t, Markdown, true, d)))
	}
	if both := write(t, Markdown, true, clean(), failed()); !strings.Contains(both, "\n\n---\n\n# Consent report: `https://gone.example/`") {
		t.Errorf("two documents are not apart:\n%s", both)
	}
}

func TestMarkdownCode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                              "(none)",
		"OK":                            "`OK`",
		"a\n b":                         "`a b`",
		"a`b":                           "`` a`b ``",
		"a``b`":                         "``` a``b` ```",
		"x | y":                         "`x ¦ y`",
		"\u202eOK":                      "`[U+202E]OK`",
		strings.Repeat("ä", 201):        "`" + strings.Repeat("ä", 200) + "…`",
		"<b>@team</b> #1 [x](y) ![](z)": "`<b>@team</b> #1 [x](y) ![](z)`",
	} {
		if got := code(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestMarkdownPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Plain words, 3 of 4.":         "Plain words, 3 of 4.",
		"<img src=x> *b* _i_ [a](b) `": "\\<img src=x\\> \\*b\\* \\_i\\_ \\[a\\](b) \\`",
		"@team #1 a|b https://x.y":     `\@team \#1 a\|b https\://x.y`,
		"www.example.com\n# x":         `www\.example.com \# x`,
	} {
		if got := plain(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// No scanned word stands unescaped outside a code span.
func TestMarkdownIsInert(t *testing.T) {
	t.Parallel()
	out := write(t, Markdown, true, hostile())
	if len(out) < 1000 {
		t.Fatal("the summary is empty")
	}
	for line := range strings.Lines(out) {
		for _, tag := range []string{"<sub>", "</sub>"} {
			line = strings.ReplaceAll(line, tag, "")
		}
		if rest := outside(line); strings.ContainsAny(rest, "<>[]`@\x00\u202e") {
			t.Errorf("markup in %q", rest)
		}
	}
	if got := outside("a \\< `` <b>` `` c `<` d"); got != "a   c  d" {
		t.Errorf("the test does not see code spans: %q", got)
	}
}

// outside is a line without its code spans and escaped characters (CommonMark 6.1, 2.4).
func outside(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		fence := line[i : len(line)-len(strings.TrimLeft(line[i:], "`"))]
		end := -1
		if fence != "" {
			end = spanEnd(line[i+len(fence):], fence)
		}
		switch {
		case end >= 0:
			i += len(fence) + end
		case line[i] == '\\' && i+1 < len(line):
			i += 2
		default:
			b.WriteByte(line[i])
			i++
		}
	}
	return b.String()
}

// spanEnd is where the span that a fence opened is over, -1 when nothing closes it.
func spanEnd(s, fence string) int {
	for i := 0; i < len(s); {
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == len(fence) {
			return i + run
		}
		i += max(run, 1)
	}
	return -1
}
