package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html
var docsHTML string

//go:embed docs.css
var docsCSS []byte

// docsOperation is one operation on the page of the description.
type docsOperation struct {
	*huma.Operation
	Body    []docsType
	Answers []docsType
}

// docsType is a media type with the name of its schema; Note is its status, if any.
type docsType struct{ Note, Media, Schema string }

type docsSchema struct {
	Name   string
	Fields []docsField
}

type docsField struct{ Name, Type, Doc string }

// docsPage draws the description as a page of our own, without a script, so that it
// needs nothing from elsewhere and obeys the strict content policy.
func docsPage(spec *huma.OpenAPI) []byte {
	view := struct {
		Info       *huma.Info
		Base       string
		Operations []docsOperation
		Schemas    []docsSchema
	}{Info: spec.Info, Base: Base}
	for _, path := range slices.Sorted(maps.Keys(spec.Paths)) {
		item := spec.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Delete} {
			if op != nil {
				view.Operations = append(view.Operations, docsOperationOf(op))
			}
		}
	}
	schemas := spec.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		view.Schemas = append(view.Schemas, docsSchemaOf(name, schemas[name]))
	}
	var out bytes.Buffer
	if err := template.Must(template.New("docs").Parse(docsHTML)).Execute(&out, view); err != nil {
		return []byte("The description cannot be drawn; see " + Base + "/openapi.json.")
	}
	return out.Bytes()
}

func docsOperationOf(op *huma.Operation) docsOperation {
	out := docsOperation{Operation: op}
	if op.RequestBody != nil {
		out.Body = docsTypes("", op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		answer := op.Responses[status]
		if status < "300" {
			out.Answers = append(out.Answers, docsTypes(status+" "+answer.Description, answer.Content)...)
			if len(answer.Content) == 0 {
				out.Answers = append(out.Answers, docsType{Note: status + " " + answer.Description})
			}
		}
	}
	return out
}

func docsTypes(note string, content map[string]*huma.MediaType) (out []docsType) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		out = append(out, docsType{Note: strings.TrimSpace(note), Media: media, Schema: refName(content[media].Schema)})
	}
	return out
}

func docsSchemaOf(name string, schema *huma.Schema) docsSchema {
	out := docsSchema{Name: name}
	for _, field := range slices.Sorted(maps.Keys(schema.Properties)) {
		s := schema.Properties[field]
		out.Fields = append(out.Fields, docsField{Name: field, Type: typeName(s), Doc: s.Description})
	}
	return out
}

func refName(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	return strings.TrimPrefix(s.Ref, "#/components/schemas/")
}

func typeName(s *huma.Schema) string {
	switch {
	case s.Ref != "":
		return refName(s)
	case s.Items != nil:
		return "list of " + typeName(s.Items)
	case len(s.AnyOf) > 0:
		return typeName(s.AnyOf[0]) + " or null"
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	}
	return s.Type
}
