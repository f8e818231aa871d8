package export

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"microconsent/internal/consent"
)

func reportOf(t *testing.T, d consent.Document, o ReportOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Report(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReportGolden(t *testing.T) {
	t.Parallel()
	for name, d := range fixtures() {
		for _, lang := range ReportLanguages() {
			golden(t, "report_"+name+"."+lang+".html", reportOf(t, d, ReportOptions{Lang: lang, Generated: noon()}))
		}
	}
}

func TestReportIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	if a, b := reportOf(t, faulty(), ReportOptions{}), reportOf(t, faulty(), ReportOptions{Lang: "en"}); !bytes.Equal(a, b) {
		t.Error("two reports of one document differ")
	}
}

// elements calls do for each element of a report.
func elements(t *testing.T, report []byte, do func(n *html.Node)) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			do(n)
		}
	}
}

// Whatever was scanned, the report has the elements and attributes of its template and no
// others.
func TestReportIsInert(t *testing.T) {
	t.Parallel()
	tags := strings.Fields("html head meta title style body header main section article h1 h2 h3 h4 p strong b span bdi q blockquote code br ul li dl div dt dd table caption thead tbody tr th td")
	attributes := strings.Fields("lang charset http-equiv content name class id dir scope tabindex aria-labelledby")
	for name, d := range map[string]consent.Document{"hostile": hostile(), "faulty": faulty()} {
		for _, lang := range ReportLanguages() {
			elements(t, reportOf(t, d, ReportOptions{Lang: lang}), func(n *html.Node) {
				if !slices.Contains(tags, n.Data) {
					t.Errorf("%s %s: element %s", name, lang, n.Data)
				}
				for _, a := range n.Attr {
					if !slices.Contains(attributes, a.Key) || n.Data != "meta" && strings.ContainsAny(a.Val, "<>(\"") {
						t.Errorf("%s %s: attribute %s=%q of %s", name, lang, a.Key, a.Val, n.Data)
					}
				}
			})
		}
	}
}

// A switch and its label say the same: the report quotes them once, with both places.
func TestReportQuotesASwitchAndItsLabelOnce(t *testing.T) {
	t.Parallel()
	d := faulty()
	label := d.Clauses[2]
	label.ID, label.Element, label.Selector = "c5", "label", "#twin-label"
	d.Clauses = append(d.Clauses, label)
	d.Findings = d.Findings[1:2]
	d.Findings[0].Clauses = []string{"c3", "c5"}
	var found string
	elements(t, reportOf(t, d, ReportOptions{}), func(n *html.Node) {
		if n.Data == "article" {
			for c := range n.Descendants() {
				if c.Type == html.TextNode {
					found += c.Data
				}
			}
		}
	})
	if quoted := strings.Count(found, label.Text); quoted != 1 || !strings.Contains(found, "#twin-label") || !strings.Contains(found, d.Clauses[2].Selector) {
		t.Errorf("quoted %d times: %s", quoted, found)
	}
}

func TestReportShowsWhatIsHidden(t *testing.T) {
	t.Parallel()
	out := string(reportOf(t, hostile(), ReportOptions{}))
	if strings.ContainsAny(out, "\u202e\u2066\x00") || !strings.Contains(html.UnescapeString(out), "[U+202E][U+2066][U+0000][0xFF]") {
		t.Error("a hidden character got through, or is not shown")
	}
}

func TestReportForbidsEverythingToItself(t *testing.T) {
	t.Parallel()
	policies := 0
	elements(t, reportOf(t, faulty(), ReportOptions{}), func(n *html.Node) {
		if n.Data == "meta" && attribute(n, "http-equiv") == "Content-Security-Policy" {
			policies++
			if got := attribute(n, "content"); got != "default-src 'none'; style-src 'unsafe-inline'; img-src data:" {
				t.Errorf("policy %q", got)
			}
		}
	})
	css := regexp.MustCompile(`(?i)url\(|@import|expression\(`)
	if policies != 1 || css.MatchString(reportSource) {
		t.Errorf("%d policies, or the style fetches", policies)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Headings step by one, ids are unique, labels exist, tables have captions and headings.
func TestReportIsAccessible(t *testing.T) {
	t.Parallel()
	ids, labels, level := map[string]int{}, []string{}, 0
	elements(t, reportOf(t, faulty(), ReportOptions{Lang: "de"}), func(n *html.Node) {
		if id := attribute(n, "id"); id != "" {
			ids[id]++
		}
		if label := attribute(n, "aria-labelledby"); label != "" {
			labels = append(labels, label)
		}
		switch {
		case regexp.MustCompile(`^h[1-6]$`).MatchString(n.Data):
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("heading %d after %d", next, level)
			}
			level = next
		case n.Data == "table" && !hasChild(n, "caption"):
			t.Error("a table has no caption")
		case n.Data == "th" && attribute(n, "scope") == "":
			t.Error("a heading cell has no scope")
		case n.Data == "html" && attribute(n, "lang") != "de":
			t.Error("the language is not named")
		}
	})
	for id, times := range ids {
		if times > 1 {
			t.Errorf("id %s stands %d times", id, times)
		}
	}
	for _, label := range labels {
		if ids[label] == 0 {
			t.Errorf("label %s is not there", label)
		}
	}
}

func hasChild(n *html.Node, tag string) bool {
	for c := range n.ChildNodes() {
		if c.Data == tag {
			return true
		}
	}
	return false
}

func TestReportSpeaksTheLanguageOfTheRules(t *testing.T) {
	t.Parallel()
	o := ReportOptions{Lang: "de",
		Text: func(rule, lang string) (FindingText, bool) {
			return FindingText{Title: "Kein Ablehnen auf der ersten Ebene"}, rule == "no-reject-on-first-layer" && lang == "de"
		},
		Cite: func(id string) string {
			return map[string]string{"GDPR-7(3)": "Verordnung (EU) 2016/679, Artikel 7(3)"}[id]
		},
	}
	out := string(reportOf(t, faulty(), o))
	for _, want := range []string{"<h4>Kein Ablehnen auf der ersten Ebene</h4>", `<h4 lang="en">A purpose is ticked beforehand</h4>`,
		"Verordnung (EU) 2016/679, Artikel 7(3) (GDPR-7(3))", "<li>EDPB-CBTF-A</li>"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestReportCutsWhatIsHuge(t *testing.T) {
	t.Parallel()
	d := faulty()
	d.Banner.Text = strings.Repeat("ä", reportText+7)
	for i := range 3 * reportRows {
		d.Clauses = append(d.Clauses, consent.Clause{ID: fmt.Sprint("s", i), Kind: consent.KindStatement, Text: "Wort"})
	}
	out := string(reportOf(t, d, ReportOptions{}))
	for _, want := range []string{"[… 7 characters more; the JSON has them all]", "(1501)", "1001 more; the JSON has them all"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func FuzzReport(f *testing.F) {
	f.Add("</style><script>", `" onload="`, "de")
	f.Fuzz(func(t *testing.T, text, selector, lang string) {
		d := faulty()
		d.Source.URL, d.Banner.Text, d.Language.Consent = selector, text, lang
		d.Clauses[1].Text, d.Clauses[1].Selector, d.Findings[1].Evidence = text, selector, []string{text}
		want, got := shape(t, reportOf(t, faulty(), ReportOptions{})), shape(t, reportOf(t, d, ReportOptions{}))
		if text != "" && selector != "" && len(text)+len(selector) < reportText && want != got {
			t.Errorf("%q and %q changed the elements", text, selector)
		}
	})
}

func shape(t *testing.T, report []byte) string {
	var b strings.Builder
	elements(t, report, func(n *html.Node) { b.WriteString(n.Data + " ") })
	return b.String()
}
