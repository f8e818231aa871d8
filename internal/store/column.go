package store

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// jsonOf is a column that holds V as JSON: jsonb in PostgreSQL, text in SQLite. A nil V is
// NULL. The text is not the same in both databases, so that it must never be hashed.
type jsonOf[T any] struct{ V T }

func asJSON[T any](v T) jsonOf[T] { return jsonOf[T]{V: v} }

// Value implements driver.Valuer.
func (j jsonOf[T]) Value() (driver.Value, error) {
	raw, err := json.Marshal(j.V)
	if err != nil || string(raw) == "null" {
		return nil, err
	}
	return string(stripEscapedNUL(raw)), nil
}

// Scan implements sql.Scanner.
func (j *jsonOf[T]) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		var zero T
		j.V = zero
		return nil
	case string:
		return json.Unmarshal([]byte(src), &j.V)
	case []byte:
		return json.Unmarshal(src, &j.V)
	}
	return fmt.Errorf("a JSON column cannot hold %T", src)
}

// stripEscapedNUL removes \u0000, which jsonb refuses. A doubled backslash before "u0000" is
// text and stays.
func stripEscapedNUL(raw []byte) []byte {
	nul := []byte(`\u0000`)
	if !bytes.Contains(raw, nul) {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		switch {
		case bytes.HasPrefix(raw[i:], nul):
			i += len(nul) - 1
		case raw[i] == '\\' && i+1 < len(raw):
			out = append(out, raw[i], raw[i+1])
			i++
		default:
			out = append(out, raw[i])
		}
	}
	return out
}

// list keeps an empty list from becoming NULL.
func list[T any](in []T) jsonOf[[]T] {
	if in == nil {
		in = []T{}
	}
	return asJSON(in)
}
