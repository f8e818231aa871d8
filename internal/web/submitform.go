package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/internal/intake"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// maxField bounds a field that holds a word, in bytes; maxLines one that holds addresses.
const (
	maxField = 4 << 10
	maxLines = intake.MaxText
)

// submitInput is what the form of a new analysis sent, and what became of it.
type submitInput struct {
	url, paste, lines string
	files             []app.Submission
	upload            *intake.Upload // of a batch; nil for none
	priority          consent.Priority
	jurisdiction      consent.Jurisdiction
	policy, fresh     bool

	bad      []page.BadLine
	accepted []ui.Link
}

// readSubmit reads the form part by part, so that no file touches the disk. What could be
// read is returned together with the error.
func readSubmit(r *http.Request, limit int64) (submitInput, error) {
	var in submitInput
	reader, err := r.MultipartReader()
	if err != nil {
		return in, httpx.Malformed(err, "The form could not be read.")
	}
	var wrong error
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return in, wrong
		}
		if err != nil {
			return in, unreadable(err)
		}
		err = in.read(part, limit)
		if !refused(err) && err != nil {
			return in, err
		}
		wrong = errors.Join(wrong, err)
		if len(in.files) > app.MaxBatch {
			return in, consent.InvalidField("files", "At most %d files may be sent at once.", app.MaxBatch)
		}
	}
}

func (in *submitInput) read(part *multipart.Part, limit int64) error {
	if part.FormName() == "files" {
		return in.readFile(part, limit)
	}
	if part.FormName() == "batch" {
		return in.readUpload(part, limit)
	}
	bound := int64(maxField)
	switch part.FormName() {
	case "paste":
		bound = limit
	case "lines":
		bound = maxLines
	}
	text, err := readText(part, bound)
	if err != nil {
		return err
	}
	switch part.FormName() {
	case "url":
		in.url = strings.TrimSpace(text)
	case "paste":
		in.paste = text
	case "lines":
		in.lines = text
	case "priority":
		in.priority = consent.Priority(text)
	case "policy":
		in.policy = text != ""
	case "fresh":
		in.fresh = text != ""
	case "jurisdiction":
		in.jurisdiction = consent.Jurisdiction(text)
	}
	return nil
}

// readFile takes one file. A browser sends a nameless empty part where none was chosen.
func (in *submitInput) readFile(part *multipart.Part, limit int64) error {
	body, err := io.ReadAll(io.LimitReader(part, limit+1))
	switch {
	case err != nil:
		return unreadable(err)
	case part.FileName() == "" && len(body) == 0:
		return nil
	case len(body) == 0:
		return consent.InvalidField("files", "%s: The file is empty.", part.FileName())
	case int64(len(body)) > limit:
		return &consent.Error{Code: consent.TooLarge, Message: "A file is too large.", Fields: []consent.Field{
			{Name: "files", Message: part.FileName() + ": The file is too large."}}}
	}
	in.files = append(in.files, app.Submission{Body: body, Name: part.FileName(), ContentType: part.Header.Get("Content-Type")})
	return nil
}

// readUpload takes the file of a batch.
func (in *submitInput) readUpload(part *multipart.Part, limit int64) (err error) {
	if part.FileName() == "" || in.upload != nil {
		_, err = io.Copy(io.Discard, part)
		return err
	}
	in.upload, err = intake.Spool(part, part.FileName(), part.Header.Get("Content-Type"), intake.Limits{Upload: uploadFactor * limit, Source: limit})
	var coded *consent.Error
	if err != nil && !errors.As(err, &coded) {
		return unreadable(err)
	}
	return onLines(err)
}

// close lets go of the upload.
func (in *submitInput) close() {
	if in.upload != nil {
		_ = in.upload.Close()
	}
}

func readText(part *multipart.Part, limit int64) (string, error) {
	body, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil {
		return "", unreadable(err)
	}
	if int64(len(body)) > limit {
		_, _ = io.Copy(io.Discard, part) // what follows it is still wanted
		return "", &consent.Error{Code: consent.TooLarge, Message: "The text is too long.",
			Fields: []consent.Field{{Name: "source", Message: "The text is too long."}}}
	}
	return string(body), nil
}

// unreadable keeps the error of a body over the limit, which the server knows.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return httpx.Malformed(err, "The upload was cut off or is damaged.")
}

// submissions is what the form of a tab asks to analyse; at least one.
func (in *submitInput) submissions(tab page.SubmitTab) ([]app.Submission, error) {
	var out []app.Submission
	switch {
	case tab == page.TabURL:
		if in.url == "" {
			return nil, consent.InvalidField("source", "Give the address of a page.")
		}
		out = []app.Submission{{URL: in.url}}
	case tab == page.TabUpload:
		out = in.files
		if strings.TrimSpace(in.paste) != "" {
			out = append(out, app.Submission{Body: []byte(in.paste), Kind: consent.SourceHTML})
		}
	case strings.TrimSpace(in.paste) != "":
		out = []app.Submission{{Body: []byte(in.paste), Kind: consent.SourceText}}
	}
	if len(out) == 0 {
		return nil, nothing(tab)
	}
	for i := range out {
		in.apply(&out[i])
	}
	return out, nil
}

func nothing(tab page.SubmitTab) error {
	if tab == page.TabUpload {
		return consent.InvalidField("files", "Choose at least one file, or paste HTML.")
	}
	return consent.InvalidField("source", "The text is empty.")
}

func (in *submitInput) apply(to *app.Submission) {
	to.Priority, to.Options.Jurisdiction, to.Options.Policy, to.Options.Fresh = in.priority, in.jurisdiction, in.policy, in.fresh
}
