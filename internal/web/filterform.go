package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// filterForm fills the form of a page over many analyses. What it has no field for stays in
// the address.
func filterForm(f consent.Filter, action, name, target string, own url.Values) page.FilterForm {
	values := f.Values()
	v := page.FilterForm{Action: action, Name: name, Target: target, Query: f.Query, CMP: values.Get("cmp"), Tag: values.Get("tag"),
		Language: values.Get("language"), Since: label.Day(f.Since), Grades: gradeOptions(values.Get("grade")), Active: !f.IsZero()}
	if f.Until != nil {
		lastDay := f.Until.Add(-1)
		v.Until = label.Day(&lastDay)
	}
	fields := page.FilterFields()
	for _, key := range consent.FilterKeys() {
		if _, ok := fields[key]; !ok && values.Get(key) != "" {
			v.Others = append(v.Others, ui.Link{Text: key, Href: values.Get(key)})
		}
	}
	for key := range own {
		v.Others = append(v.Others, ui.Link{Text: key, Href: own.Get(key)})
	}
	return v
}

// gradeOptions offers each grade, and what an address asked for beside those.
func gradeOptions(at string) []ui.Option {
	out := []ui.Option{{Label: "Any", Selected: at == ""}}
	grades := []string{"A", "B", "C", "D", "E", "F"}
	if at != "" && !slices.Contains(grades, at) {
		out = append(out, ui.Option{Value: at, Label: strings.ReplaceAll(at, ",", " or "), Selected: true})
	}
	for _, g := range grades {
		out = append(out, ui.Option{Value: g, Label: g, Selected: g == at})
	}
	return out
}

// wrongForm keeps what was filled in wrongly.
func wrongForm(query url.Values, action, name, target string) page.FilterForm {
	return page.FilterForm{Action: action, Name: name, Target: target, Query: query.Get("q"), CMP: query.Get("cmp"), Tag: query.Get("tag"),
		Language: query.Get("language"), Since: query.Get("since"), Until: query.Get("until"), Grades: gradeOptions(query.Get("grade")), Active: true}
}

// pushed is the address of a page for a filter; a fragment tells the browser to show it.
func pushed(c *gin.Context, path string, values url.Values) {
	if wantsFragment(c) {
		c.Header("HX-Push-Url", withQuery(path, values))
	}
}

func withQuery(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// filterOf reads the filter of a page. Own are the parameters that are the page's and not
// the filter's; they are taken out. tidy is where a plain form's empty fields lead instead.
func filterOf(c *gin.Context, own ...string) (f consent.Filter, query, mine url.Values, tidy string, err error) {
	query, mine = c.Request.URL.Query(), url.Values{}
	if target, blank := withoutBlanks(query); blank && !wantsFragment(c) {
		return f, query, mine, c.Request.URL.Path + target, nil
	}
	for _, key := range own {
		if value := query.Get(key); value != "" {
			mine.Set(key, value)
		}
		query.Del(key)
	}
	f, err = consent.ParseFilter(query)
	if err != nil {
		httpx.Note(c.Request.Context(), err)
	}
	return f, query, mine, "", err
}
