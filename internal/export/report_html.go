package export

import (
	"cmp"
	_ "embed" // the template
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"

	"microconsent/internal/consent"
)

// Bounds of a report, so that a policy of many megabytes still prints. The JSON has all.
const (
	reportText = 2000 // characters of one text
	reportRows = 500  // rows of one table
)

// FindingText is what a person reads of a finding, in the report's language.
type FindingText struct{ Title, Explanation, Remedy, Disagreement string }

// ReportOptions are what a report needs beyond the document. The zero value is an English
// report that says nothing of when it was made, so that its bytes depend on the document
// alone.
type ReportOptions struct {
	Lang      string                                      // "en" or "de"
	Generated time.Time                                   // zero: left out
	Text      func(rule, lang string) (FindingText, bool) // words of a rule in that language; nil keeps the document's English
	Cite      func(reference string) (full string)        // "GDPR-7(3)" in full; nil or "" keeps the short form
}

//go:embed report.gohtml
var reportSource string

// reportTemplate is parsed once; html/template escapes by context whatever it is given.
var reportTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Parse(reportSource))
})

// Report writes a document as one HTML file to file, send or print: no script, no form,
// no link, nothing fetched (its own policy forbids all but its inline style), everything
// scanned escaped and cut to a bound. The bytes depend on the arguments alone.
func Report(w io.Writer, d consent.Document, o ReportOptions) error {
	digest, err := Digest(d)
	if err != nil {
		return err
	}
	page := report{Document: d, Digest: digest, options: o}
	page.Lang, page.words = messagesOf(o.Lang)
	page.Groups, page.Aside = grouped(d.Findings)
	var out strings.Builder
	if err := reportTemplate().Execute(&out, page); err != nil {
		return err
	}
	_, err = io.WriteString(w, Visible(out.String())) // also what is not quoted, such as a reason
	return err
}

// report is what the template sees.
type report struct {
	consent.Document
	Lang   string
	Digest string
	Groups []group
	Aside  []consent.Finding

	words   messages
	options ReportOptions
}

// T is the message of a key.
func (r report) T(key string) string { return r.words.say(key) }

// Of is the message of a value of the domain, such as a role.
func (r report) Of(kind string, value any) string { return r.words.say(kind + "." + fmt.Sprint(value)) }

// Name is what the report is about, for its title.
func (r report) Name() string { return Visible(title(r.Document)) }

// Short is the name cut to what a tab or a file list shows.
func (r report) Short() string {
	if name, left := Cut(r.Name(), 40); left > 0 {
		return name + "…"
	}
	return r.Name()
}

// Judgement is the key of the verdict.
func (r report) Judgement() string { return judgement(r.Document) }

// YesNo says yes or no.
func (r report) YesNo(b bool) string { return r.T(yesNo(b)) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// quote is scanned text as it is shown: what was hidden made visible, cut to the bound.
type quote struct {
	Text string
	Left int    // characters that were cut off
	Lang string // of the notice; "" when unknown
	Cut  string // what the number means
	None string // what stands for an empty text
}

// Quote shows scanned text.
func (r report) Quote(s string) quote {
	kept, left := Cut(s, reportText)
	return quote{Visible(kept), left, languageTag(r.consentLanguage()), r.T("cut"), r.T("no_text")}
}

func (r report) consentLanguage() string { return cmp.Or(r.Language.Consent, r.Language.Code) }

var tagPattern = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$`)

// languageTag is s when it has the form of a language tag (BCP 47), else "".
func languageTag(s string) string {
	if tagPattern.MatchString(s) && s != "und" {
		return s
	}
	return ""
}

// Controls are the clauses but banner texts and policy statements, cut to the bound.
func (r report) Controls() listing {
	return r.list(func(c consent.Clause) bool { return c.Kind != consent.KindBanner && c.Kind != consent.KindStatement })
}

// Statements are the policy statements, cut to the bound.
func (r report) Statements() listing {
	return r.list(func(c consent.Clause) bool { return c.Kind == consent.KindStatement })
}

// listing is a table's clauses and how many more there are.
type listing struct {
	Clauses []consent.Clause
	Left    int
}

// Total is how many there are in all.
func (l listing) Total() int { return len(l.Clauses) + l.Left }

func (r report) list(keep func(consent.Clause) bool) listing {
	var out listing
	for _, c := range r.Clauses {
		switch {
		case !keep(c):
		case len(out.Clauses) == reportRows:
			out.Left++
		default:
			out.Clauses = append(out.Clauses, c)
		}
	}
	return out
}

// State says whether a box is ticked and whether it is disabled.
func (r report) State(c consent.Clause) string {
	var out []string
	if c.Checked != nil {
		out = append(out, r.T(map[bool]string{true: "checked", false: "unchecked"}[*c.Checked]))
	}
	if c.Disabled {
		out = append(out, r.T("disabled"))
	}
	return strings.Join(out, ", ")
}

// Practices says what a statement is about.
func (r report) Practices(c consent.Clause) string {
	out := make([]string, len(c.Practices))
	for i, p := range c.Practices {
		out[i] = r.Of("practice", p)
	}
	return strings.Join(out, ", ")
}

// Needs says what an undecided rule would have to see.
func (r report) Needs(u consent.Unobserved) string { return needsOf(u, r.words) }
