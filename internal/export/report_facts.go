package export

import (
	"fmt"
	"strings"
)

// fact is one row of a list of facts. The value may be scanned text.
type fact struct {
	Label string
	quote
	Code bool // set in type of one width
}

// facts gathers rows and leaves out those without a value.
type facts struct {
	report
	rows []fact
}

func (f *facts) add(key, value string)  { f.put(key, value, false) }
func (f *facts) code(key, value string) { f.put(key, value, true) }

func (f *facts) put(key, value string, code bool) {
	if value != "" {
		f.rows = append(f.rows, fact{f.T(key), f.Quote(value), code})
	}
}

// Page lists the facts about the page.
func (r report) Page() []fact {
	f := facts{report: r}
	f.add("banner", r.YesNo(r.Banner.Present))
	if r.Banner.Present {
		f.add("first_layer_reject", r.YesNo(r.Banner.FirstLayerReject))
		f.add("implied_consent", r.YesNo(r.Banner.ImpliedConsent))
	}
	f.add("cmp", r.platforms())
	f.add("language", r.Language.Code)
	f.add("language_consent", r.Language.Consent)
	return f.rows
}

func (r report) platforms() string {
	if len(r.CMPs) == 0 {
		return r.T("none_found")
	}
	names := make([]string, len(r.CMPs))
	for i, c := range r.CMPs {
		names[i] = fmt.Sprintf("%s (%s, %s)", c.Name, r.Percent(c.Confidence), c.Evidence)
	}
	return strings.Join(names, "; ")
}

// Uncovered says whether the language kept rules from deciding. An analysis without a
// result has no language.
func (r report) Uncovered() bool { return r.Judgement() != "failed" && !r.Language.Covered }

// UnseenParts names the parts of the score that were not observed, "" for none.
func (r report) UnseenParts() string {
	var names []string
	if r.Score != nil {
		for _, p := range r.Score.Parts {
			if !p.Observed {
				names = append(names, r.Of("score", p.Name))
			}
		}
	}
	return strings.Join(names, ", ")
}

// Provenance lists where the report comes from: the material, and what judged it.
func (r report) Provenance() []fact {
	f := facts{report: r}
	f.code("url", r.Source.URL)
	f.code("redirects", strings.Join(r.Redirects, " → "))
	f.code("name", r.Source.Name)
	f.add("doc_title", r.Source.Title)
	f.add("kind", r.Of("source", r.Source.Kind))
	f.code("sha256", r.Source.SHA256)
	f.add("bytes", fmt.Sprint(r.Source.Bytes))
	f.add("tool", strings.TrimSpace("microconsent "+r.Engine.Version))
	f.add("ruleset", r.Engine.Ruleset)
	f.add("jurisdiction", r.Of("jurisdiction", r.Options.Jurisdiction))
	f.add("min_confidence", r.Percent(r.Options.MinConfidence))
	f.add("render", r.YesNo(r.Options.Render))
	f.code("id", string(r.ID))
	f.add("status", r.Of("status", r.Status))
	f.add("created", r.When(r.CreatedAt))
	f.add("generated", r.When(r.options.Generated))
	f.add("timing", fmt.Sprintf("%d, %d, %d ms", r.Timing.Fetch, r.Timing.Parse, r.Timing.Analyze))
	f.code("digest", r.Digest)
	return f.rows
}
