package api

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// maxField bounds an option that is sent as a form field, in bytes.
const maxField = 1 << 10

// form is a multipart body, read part by part so that no file touches the disk.
type form struct {
	limit   int64 // bytes of one source
	sources []app.Submission
	options SubmitOptions
}

// readFiles reads a multipart body: every part with a file name is a source, "source" is
// one as in JSON, the other fields are options. It returns at least one submission.
func readFiles(r *http.Request, limit int64) ([]app.Submission, error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, httpx.Malformed(err, "The multipart body has no usable boundary.")
	}
	f := form{limit: limit}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(err)
		}
		if err := f.add(part); err != nil {
			return nil, err
		}
		if len(f.sources) > app.MaxBatch {
			return nil, consent.InvalidField("files", "At most %d sources may be sent at once.", app.MaxBatch)
		}
	}
	if len(f.sources) == 0 {
		return nil, consent.InvalidField("files", "There is no file. Add at least one.")
	}
	for i := range f.sources {
		f.options.apply(&f.sources[i])
	}
	return f.sources, nil
}

func (f *form) add(part *multipart.Part) error {
	name := part.FormName()
	if part.FileName() != "" {
		body, err := readPart(part, f.limit)
		if err != nil {
			return err
		}
		if len(body) == 0 {
			return consent.InvalidField(name, "The file %q is empty.", part.FileName())
		}
		f.sources = append(f.sources, app.Submission{Body: body, Name: part.FileName(), ContentType: part.Header.Get("Content-Type")})
		return nil
	}
	if name == "source" {
		body, err := readPart(part, f.limit)
		if err != nil {
			return err
		}
		in, err := sourceOf(string(body)).submission()
		f.sources = append(f.sources, in)
		return err
	}
	value, err := readPart(part, maxField)
	if err != nil {
		return err
	}
	return f.options.set(name, value)
}

func (o *SubmitOptions) set(name string, value []byte) (err error) {
	text := string(value)
	switch name {
	case "options":
		return decodeJSON(value, o, true)
	case "min_confidence":
		if o.MinConfidence, err = strconv.ParseFloat(text, 64); err != nil {
			return consent.InvalidField(name, "min_confidence must be a number from 0 to 1.")
		}
	case "render":
		if o.Render, err = strconv.ParseBool(text); err != nil {
			return consent.InvalidField(name, "render must be true or false.")
		}
	case "policy":
		if o.Policy, err = strconv.ParseBool(text); err != nil {
			return consent.InvalidField(name, "policy must be true or false.")
		}
	case "fresh":
		if o.Fresh, err = strconv.ParseBool(text); err != nil {
			return consent.InvalidField(name, "fresh must be true or false.")
		}
	case "jurisdiction":
		o.Jurisdiction = text
	case "priority":
		o.Priority = text
	default:
		return consent.InvalidField(name, "There is no field %q.", name)
	}
	return nil
}

func readPart(part *multipart.Part, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if int64(len(body)) > limit {
		return nil, consent.Errorf(consent.TooLarge, "%q is too large: at most %d bytes are accepted.", part.FormName(), limit)
	}
	return body, nil
}

func filesSchema() *huma.Schema {
	text := &huma.Schema{Type: "string"}
	return &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{
		"files":          {Type: "array", Items: &huma.Schema{Type: "string", Format: "binary"}},
		"source":         {Type: "string", Description: "A URL, HTML or text, as in JSON."},
		"options":        {Type: "string", Description: "The options as JSON; or one by one in the fields below."},
		"min_confidence": {Type: "number"}, "jurisdiction": text, "priority": text, "render": {Type: "boolean"}, "policy": {Type: "boolean"}, "fresh": {Type: "boolean"},
	}}
}
