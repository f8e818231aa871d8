package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"microconsent/internal/consent"
	"microconsent/views/label"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// clausesShown is how many clauses one page shows.
const clausesShown = 200

// clauseFilter selects clauses of one analysis and the page of them that is shown.
type clauseFilter struct {
	roles      []consent.ClauseRole
	categories []consent.Category
	surfaces   []consent.Surface
	text       string // to be found in a clause, in any case
	minimum    float64
	from       int    // number of the first clause shown, from 0
	at         string // id of a clause that must be on the page; "" for none
}

// maxClauseText bounds the words that clauses are searched for.
const maxClauseText = 200

// parseClauseFilter reads role, category and min_confidence as the one filter grammar
// says, surface and text of its own, and the place: from a number, or at a clause.
func parseClauseFilter(query url.Values) (clauseFilter, error) {
	known, grammar := []string{"role", "category", "min_confidence", "surface", "text", "from", "at"}, url.Values{}
	for key, values := range query {
		if !slices.Contains(known, key) {
			return clauseFilter{}, consent.InvalidField(key, "There is no filter %q. Known filters: role, category, surface, text, min_confidence.", key)
		}
		if slices.Contains(known[:3], key) {
			grammar[key] = values
		}
	}
	parsed, err := consent.ParseFilter(grammar)
	if err != nil {
		return clauseFilter{}, err
	}
	f := clauseFilter{roles: parsed.Role, categories: parsed.Category, minimum: parsed.MinConfidence, at: query.Get("at"),
		text: strings.TrimSpace(query.Get("text"))}
	if utf8.RuneCountInString(f.text) > maxClauseText {
		return f, consent.InvalidField("text", "The text may have at most %d characters.", maxClauseText)
	}
	if f.surfaces, err = surfacesOf(query["surface"]); err != nil {
		return f, err
	}
	if text := query.Get("from"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return f, consent.InvalidField("from", "\"from\" must be a whole number.")
		}
		f.from = n
	}
	return f, nil
}

func surfacesOf(values []string) ([]consent.Surface, error) {
	var out []consent.Surface
	for _, v := range strings.Split(strings.Join(values, ","), ",") {
		if v == "" { // "Any" in the form
			continue
		}
		if !slices.Contains(consent.Surfaces(), consent.Surface(v)) {
			return nil, consent.InvalidField("surface", "%q is no place of a clause.", label.Short(v, 40))
		}
		out = append(out, consent.Surface(v))
	}
	return out, nil
}

func (f clauseFilter) active() bool {
	return len(f.surfaces) > 0 || f.text != "" || len(f.roles) > 0 || len(f.categories) > 0 || f.minimum > 0
}

// path is the address of the view, defaults left out.
func (f clauseFilter) path(base string) string {
	v := consent.Filter{Role: f.roles, Category: f.categories, MinConfidence: f.minimum}.Values()
	for _, surface := range f.surfaces {
		v.Add("surface", string(surface))
	}
	if f.text != "" {
		v.Set("text", f.text)
	}
	if f.from > 0 {
		v.Set("from", strconv.Itoa(f.from))
	}
	if len(v) == 0 {
		return base
	}
	return base + "?" + v.Encode()
}

func (f clauseFilter) matches(c consent.Clause) bool {
	return (len(f.roles) == 0 || slices.Contains(f.roles, c.Role)) &&
		(len(f.categories) == 0 || slices.Contains(f.categories, c.Category)) &&
		(len(f.surfaces) == 0 || slices.Contains(f.surfaces, c.Surface)) && c.Confidence >= f.minimum &&
		(f.text == "" || strings.Contains(strings.ToLower(c.Text+"\n"+c.Selector), strings.ToLower(f.text)))
}

// turnTo is the filter turned to the page that holds the clause it asks for.
func (f clauseFilter) turnTo(list []consent.Clause) clauseFilter {
	if i := slices.IndexFunc(list, func(c consent.Clause) bool { return c.ID == f.at }); f.at != "" && i >= 0 {
		f.from = i / clausesShown * clausesShown
	}
	if f.from >= len(list) {
		f.from = 0
	}
	return f
}

func clausesView(a consent.Analysis, f clauseFilter) page.Clauses {
	var list []consent.Clause
	for _, c := range a.Clauses {
		if f.matches(c) {
			list = append(list, c)
		}
	}
	f = f.turnTo(list)
	base := analysisPath(a.ID)
	v := page.Clauses{Action: base, Clear: base, Total: len(a.Clauses), Matching: len(list), First: f.from + 1, Active: f.active(),
		Text: f.text, Surfaces: surfaceOptions(f.surfaces), Roles: roleOptions(commas(f.roles)), Categories: categoryOptions(commas(f.categories)), Confidences: confidences(f.minimum)}
	end := min(f.from+clausesShown, len(list))
	for _, c := range list[f.from:end] {
		v.HasCheckboxes = v.HasCheckboxes || c.Checked != nil
		v.Rows = append(v.Rows, page.Clause{Clause: c, Source: clauseSource(a, c)})
	}
	turned := f
	if turned.from = max(0, f.from-clausesShown); f.from > 0 {
		v.Previous = turned.path(base)
	}
	if turned.from = end; end < len(list) {
		v.Next = turned.path(base)
	}
	return v
}

func surfaceOptions(at []consent.Surface) []ui.Option {
	return anyOption[consent.Surface](commas(at), label.Surface, options(consent.Surfaces(), label.Surface))
}

func clauseSource(a consent.Analysis, c consent.Clause) string {
	if a.SourceID == "" || c.Line == 0 {
		return ""
	}
	return analysisPath(a.ID) + "/source?clause=" + c.ID + "#clause-" + c.ID
}

// confidences are the choices of the least confidence, with the one of the address.
func confidences(at float64) []ui.Option {
	out := []ui.Option{{Label: "Any", Selected: at == 0}}
	steps := []float64{0.5, 0.7, 0.8, 0.9, 0.95}
	if at > 0 && !slices.Contains(steps, at) {
		steps = append(steps, at)
		slices.Sort(steps)
	}
	for _, x := range steps {
		out = append(out, ui.Option{Value: strconv.FormatFloat(x, 'g', -1, 64), Label: label.Percent(x), Selected: x == at})
	}
	return out
}
