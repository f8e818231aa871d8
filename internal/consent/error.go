package consent

import (
	"context"
	"errors"
	"fmt"
)

// Code tells a program what kind of failure happened. Doors map it to a status.
type Code string

// The codes. Every error that leaves the use cases carries one of them.
const (
	Invalid         Code = "invalid"
	Unauthenticated Code = "unauthenticated"
	Forbidden       Code = "forbidden"
	NotFound        Code = "not_found"
	Conflict        Code = "conflict"
	RateLimited     Code = "rate_limited"
	TooLarge        Code = "too_large"
	Unsupported     Code = "unsupported"
	Unavailable     Code = "unavailable"
	Canceled        Code = "canceled"
	Timeout         Code = "timeout"
	Internal        Code = "internal"
)

// Retryable says whether the same call may succeed later without a change of input.
func (c Code) Retryable() bool {
	return c == Unavailable || c == RateLimited || c == Timeout || c == Internal
}

// Field is one rejected input value: its path ("source", "options.jurisdiction") and why.
type Field struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// Error has three readers: Code is for the program, Message and Fields are for the
// user, and the wrapped error is for the operator's log and never leaves the process.
type Error struct {
	Code    Code
	Message string
	Fields  []Field
	Err     error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return string(e.Code) + ": " + e.Message + ": " + e.Err.Error()
	}
	return string(e.Code) + ": " + e.Message
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error whose message may be shown to the user.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap gives err a code and a message for the user; err itself stays for the log.
func Wrap(err error, code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// InvalidField is an Invalid error about one input value.
func InvalidField(name, format string, args ...any) *Error {
	message := fmt.Sprintf(format, args...)
	return &Error{Code: Invalid, Message: message, Fields: []Field{{Name: name, Message: message}}}
}

// CodeOf returns the code of err: "" for nil, Canceled and Timeout for the context's
// own errors, Internal for an error that carries none.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	}
	return Internal
}

// MessageOf returns what a user may read about err. Errors without a code say nothing
// of their inside.
func MessageOf(err error) string {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Message
	}
	switch CodeOf(err) {
	case Canceled:
		return "The request was canceled."
	case Timeout:
		return "The request took too long."
	}
	return "Something went wrong on our side."
}

// FieldsOf returns the rejected input values that err carries, if any.
func FieldsOf(err error) []Field {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Fields
	}
	return nil
}
