package consent

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestCodeOfAndMessageOf(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial 10.0.0.7: password wrong")
	for name, c := range map[string]struct {
		err  error
		code Code
	}{
		"nil":       {nil, ""},
		"coded":     {Errorf(NotFound, "Nothing here."), NotFound},
		"wrapped":   {fmt.Errorf("reading: %w", Wrap(secret, Unavailable, "Try again later.")), Unavailable},
		"canceled":  {fmt.Errorf("x: %w", context.Canceled), Canceled},
		"deadline":  {context.DeadlineExceeded, Timeout},
		"foreign":   {secret, Internal},
		"own field": {InvalidField("email", "Wrong."), Invalid},
	} {
		if got := CodeOf(c.err); got != c.code {
			t.Errorf("%s: code %q, want %q", name, got, c.code)
		}
		if c.err != nil && strings.Contains(MessageOf(c.err), "10.0.0.7") {
			t.Errorf("%s: the message tells the inside: %q", name, MessageOf(c.err))
		}
	}
	if !errors.Is(Wrap(secret, Internal, "x"), secret) {
		t.Error("the cause is lost for the log")
	}
}

func TestParseIDRefusesForeignForms(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "1", strings.ToUpper(string("0197a000-0000-7000-8000-00000000000a")), "0197a000-0000-7000-8000-00000000000a ", "../../etc"} {
		if _, err := ParseID(s); CodeOf(err) != NotFound {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestDocumentListsAreNeverNull(t *testing.T) {
	t.Parallel()
	d := NewDocument(Analysis{Clauses: []Clause{{}}, Findings: []Finding{{}}})
	if d.CMPs == nil || d.Clauses[0].Evidence == nil || d.Clauses[0].Practices == nil || d.Findings[0].Clauses == nil || d.Summary.Roles == nil {
		t.Errorf("a list is null: %+v", d)
	}
}
