package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// readJSON reads the whole body into dst. A body that is no JSON is malformed (400), a
// wrong type or an unknown name is Invalid and named (422).
func readJSON(r *http.Request, dst any, strict bool) error {
	if r.Body == nil {
		return httpx.Malformed(nil, "The request has no body.")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return unreadable(err)
	}
	return decodeJSON(body, dst, strict)
}

func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return httpx.Malformed(err, "The request's body ended early or could not be read.")
}

func decodeJSON(body []byte, dst any, strict bool) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if strict {
		decoder.DisallowUnknownFields()
	}
	if err := decoder.Decode(dst); err != nil {
		return jsonError(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return httpx.Malformed(err, "There is something after the JSON value.")
	}
	return nil
}

func jsonError(err error) error {
	var wrongType *json.UnmarshalTypeError
	var coded *consent.Error
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &coded):
		return coded
	case errors.As(err, &wrongType) && wrongType.Field == "":
		return consent.Errorf(consent.Invalid, "The body must be %s.", jsonName(wrongType))
	case errors.As(err, &wrongType):
		return consent.InvalidField(wrongType.Field, "%s must be %s.", wrongType.Field, jsonName(wrongType))
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		name := strings.Trim(strings.TrimPrefix(err.Error(), "json: unknown field "), `"`)
		return consent.InvalidField(name, "There is no field %q.", name)
	case errors.Is(err, io.EOF):
		return httpx.Malformed(err, "The request has no body.")
	case errors.As(err, &syntax):
		return httpx.Malformed(err, fmt.Sprintf("The body is no valid JSON (at byte %d).", syntax.Offset))
	}
	return httpx.Malformed(err, "The body is no valid JSON.")
}

func jsonName(err *json.UnmarshalTypeError) string {
	switch kind := err.Type.Kind().String(); {
	case kind == "bool":
		return "true or false"
	case kind == "string":
		return "a string"
	case kind == "slice":
		return "a list"
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"):
		return "a whole number"
	case strings.HasPrefix(kind, "float"):
		return "a number"
	}
	return "an object"
}

// mediaType is the body's type without parameters. "" where none is announced.
func mediaType(r *http.Request) string {
	header := r.Header.Get("Content-Type")
	parsed, _, err := mime.ParseMediaType(header)
	if err != nil {
		parsed, _, _ = strings.Cut(header, ";")
	}
	return strings.ToLower(strings.TrimSpace(parsed))
}

func isJSON(media string) bool {
	return media == "" || media == "application/json" || (strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json"))
}
