package api

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// Source is what a caller wants analysed. In JSON it is a string (a URL when it begins
// with http:// or https:// and has no white space, else HTML or text), or an object with
// exactly one of url, html, text and json.
type Source struct {
	URL  string          `json:"url,omitempty"`
	HTML string          `json:"html,omitempty"`
	Text string          `json:"text,omitempty"`
	JSON json.RawMessage `json:"json,omitempty"`
	Name string          `json:"name,omitempty"` // file name, for display
}

// Schema describes both forms to OpenAPI.
func (Source) Schema(huma.Registry) *huma.Schema {
	text := func(meaning string) *huma.Schema { return &huma.Schema{Type: "string", Description: meaning} }
	return &huma.Schema{
		Description: "What to analyse.",
		OneOf: []*huma.Schema{
			text("A URL when it begins with http:// or https:// and has no white space, else HTML or text."),
			{Type: "object", Description: "Exactly one of url, html, text and json.", AdditionalProperties: false,
				Properties: map[string]*huma.Schema{"url": text("An http or https address."), "html": text("A page."),
					"text": text("Plain text, such as a policy."), "json": {Description: "Any JSON value."},
					"name": text("A file name, for display.")}},
		},
	}
}

// UnmarshalJSON reads both forms.
func (s *Source) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*s = sourceOf(text)
		return nil
	}
	type plain Source
	var object plain
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&object); err != nil {
		return consent.InvalidField("source", "The source must be a string, or an object with one of url, html, text and json.")
	}
	*s = Source(object)
	return nil
}

var htmlMark = regexp.MustCompile(`(?i)<(!doctype|!--|/?[a-z][a-z0-9-]*[\s/>])`)

// sourceOf reads a source that was given as one string.
func sourceOf(text string) Source {
	trimmed := strings.TrimSpace(text)
	switch {
	case isURL(trimmed):
		return Source{URL: trimmed}
	case htmlMark.MatchString(trimmed):
		return Source{HTML: text}
	case strings.HasPrefix(trimmed, "{") && json.Valid([]byte(trimmed)):
		return Source{JSON: json.RawMessage(trimmed)}
	case trimmed == "":
		return Source{}
	}
	return Source{Text: text}
}

func isURL(s string) bool {
	scheme, _, found := strings.Cut(s, "://")
	return found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) && !strings.ContainsAny(s, " \t\r\n<>")
}

// submission is the source as the use cases take it. JSON strings are Unicode: the
// charset is said, since a page may claim another one.
func (s Source) submission() (app.Submission, error) {
	given := 0
	for _, has := range []bool{s.URL != "", s.HTML != "", s.Text != "", len(s.JSON) > 0} {
		if has {
			given++
		}
	}
	switch {
	case given == 0:
		return app.Submission{}, consent.InvalidField("source", "The source is empty. Give a URL, HTML or text.")
	case given > 1:
		return app.Submission{}, consent.InvalidField("source", "Give exactly one of url, html, text and json.")
	case s.URL != "":
		return app.Submission{URL: s.URL, Name: s.Name}, nil
	case s.HTML != "":
		return app.Submission{Body: []byte(s.HTML), Name: s.Name, Kind: consent.SourceHTML, ContentType: "text/html; charset=utf-8"}, nil
	case s.Text != "":
		return app.Submission{Body: []byte(s.Text), Name: s.Name, Kind: consent.SourceText, ContentType: "text/plain; charset=utf-8"}, nil
	}
	return app.Submission{Body: s.JSON, Name: s.Name, Kind: consent.SourceJSON, ContentType: "application/json"}, nil
}
