package web

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// pageError answers a failed page request: a whole page, or a note in the place of the
// fragment that htmx asked for.
func (p *pages) pageError(c *gin.Context, status int, err error) {
	v := page.Problem{Frame: p.frame(c, "Error", ""), Status: status, Message: consent.MessageOf(err), Problems: problemsOf(err, nil)}
	if status >= http.StatusInternalServerError {
		v.RequestID = consent.RequestIDFrom(c.Request.Context())
	}
	if c.Request.Method == http.MethodGet && (status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout) {
		v.Again = httpx.SafeNext(c.Request.URL.RequestURI())
	}
	view := page.ProblemPage(v)
	if wantsFragment(c) {
		view = page.ProblemNote(v)
	}
	c.Header("Cache-Control", "no-store")
	if err := render(c, status, view, ""); err != nil {
		httpx.Note(c.Request.Context(), err)
		c.String(status, "%s\n", v.Message)
	}
}

// fieldsOf are the rejected values of a form: field → why.
func fieldsOf(err error) map[string]string {
	out := map[string]string{}
	for _, f := range consent.FieldsOf(err) {
		if _, known := out[f.Name]; !known {
			out[f.Name] = f.Message
		}
	}
	return out
}

// problemsOf is the summary of what is wrong with a form. ids names the control of each
// field; a field without one is told without a link.
func problemsOf(err error, ids map[string]string) []ui.Problem {
	if err == nil {
		return nil
	}
	fields := consent.FieldsOf(err)
	if len(fields) == 0 {
		return []ui.Problem{{Message: consent.MessageOf(err)}}
	}
	out := make([]ui.Problem, len(fields))
	for i, f := range fields {
		out[i] = ui.Problem{ID: ids[f.Name], Message: f.Message}
	}
	return out
}

// refused says whether the form is to be shown again: the caller can correct it.
func refused(err error) bool {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return false // the rest of the body cannot be read
	}
	switch consent.CodeOf(err) {
	case consent.Invalid, consent.TooLarge, consent.Unsupported, consent.Conflict:
		return true
	}
	return false
}
