package httpx

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/consent"
)

// ProblemType is the media type of Problem (RFC 9457, section 3).
const ProblemType = "application/problem+json"

// Problem is an error as the JSON API tells it (RFC 9457). Code, Errors and RequestID
// are extension members.
type Problem struct {
	Type      string          `json:"type" doc:"Kind of the problem; about:blank means: see title and code." example:"about:blank"`
	Title     string          `json:"title" doc:"The HTTP status in words." example:"Unprocessable Entity"`
	Status    int             `json:"status" doc:"The HTTP status." example:"422"`
	Detail    string          `json:"detail" doc:"What went wrong, for people." example:"The source is empty."`
	Code      consent.Code    `json:"code" doc:"What went wrong, for programs." example:"invalid"`
	Errors    []consent.Field `json:"errors,omitempty" doc:"The rejected input values."`
	RequestID string          `json:"request_id" doc:"Names the request in the server's log."`
}

// NewProblem describes err to the caller of the request in ctx.
func NewProblem(ctx context.Context, err error) *Problem {
	status := StatusOf(err)
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: consent.MessageOf(err),
		Code: consent.CodeOf(err), Errors: consent.FieldsOf(err), RequestID: consent.RequestIDFrom(ctx)}
}

func writeProblem(c *gin.Context, err error) {
	challenge(c, err)
	c.Header("Content-Type", ProblemType)
	c.JSON(StatusOf(err), NewProblem(c.Request.Context(), err))
}

// challenge names the way to authenticate, as RFC 9110, section 11.6.1, asks of a 401.
func challenge(c *gin.Context, err error) {
	if consent.CodeOf(err) == consent.Unauthenticated {
		c.Header("WWW-Authenticate", `Bearer realm="microconsent"`)
	}
}

// SeedError is an error as the earlier system told it: Detail is a list of SeedField for
// rejected input (422), else a sentence.
type SeedError struct {
	Detail     any    `json:"detail"`
	RequestID  string `json:"request_id"`
	RetryAfter int    `json:"retry_after,omitempty"` // seconds
}

// SeedField is one rejected input value.
type SeedField struct {
	Loc  []string `json:"loc"`
	Msg  string   `json:"msg"`
	Type string   `json:"type"`
}

// writeSeed answers as the earlier system did, where malformed and unreadable input was
// 422 too.
func writeSeed(c *gin.Context, err error) {
	challenge(c, err)
	status := StatusOf(err)
	body := SeedError{Detail: consent.MessageOf(err), RequestID: consent.RequestIDFrom(c.Request.Context()), RetryAfter: RetryAfter(err)}
	code := consent.CodeOf(err)
	if (code == consent.Invalid || code == consent.Unsupported) && status != http.StatusMethodNotAllowed {
		status, body.Detail = http.StatusUnprocessableEntity, seedFields(err, status)
	}
	if status == http.StatusTooManyRequests && body.RetryAfter == 0 {
		body.RetryAfter = 1
	}
	c.JSON(status, body)
}

func seedFields(err error, status int) []SeedField {
	fields := consent.FieldsOf(err)
	if len(fields) == 0 {
		kind := "value_error"
		if status == http.StatusBadRequest {
			kind = "json_invalid"
		}
		return []SeedField{{Loc: []string{"body"}, Msg: consent.MessageOf(err), Type: kind}}
	}
	out := make([]SeedField, len(fields))
	for i, f := range fields {
		name := strings.TrimPrefix(f.Name, "options.")
		out[i] = SeedField{Loc: append([]string{"body"}, strings.Split(name, ".")...), Msg: f.Message, Type: "value_error"}
	}
	return out
}
