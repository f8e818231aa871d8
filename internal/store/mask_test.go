package store

import (
	"strings"
	"testing"
)

func TestMaskValues(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`SELECT "a"."id" FROM "t1" AS "a" WHERE ("x" = 'it''s') LIMIT 10`: `SELECT "a"."id" FROM "t1" AS "a" WHERE ("x" = ?) LIMIT ?`,
		`INSERT INTO t (a, b) VALUES ('x', 1.5), ('y', 2)`:                `INSERT INTO t (a, b) VALUES (?)`,
		`INSERT INTO t (a, b) VALUES ('x', 1), ('y', 2), (NULL, X'00ff')`: `INSERT INTO t (a, b) VALUES (?), (NULL, ?)`,
		`UPDATE t SET a = '\x00ff' WHERE id IN ('a', 'b','c') AND n = -3`: `UPDATE t SET a = ? WHERE id IN (?) AND n = -?`,
		`SELECT '{"a":"b"}'::jsonb, count(*) FROM t2 WHERE é = 'é`:        `SELECT ?::jsonb, count(*) FROM t2 WHERE é = ?`,
		`SELECT $1, "odd""name 1" FROM t`:                                 `SELECT $1, "odd""name 1" FROM t`,
		``:                                                                ``,
	} {
		if got := maskValues(in, 1000); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	if got := maskValues("SELECT "+strings.Repeat("é", 600)+" FROM t", 100); len(got) > 104 || !strings.HasSuffix(got, "…") || strings.ToValidUTF8(got, "!") != got {
		t.Errorf("a long one: %s", got)
	}
}

// FuzzMaskValues: whatever a value is, nothing of it is seen.
func FuzzMaskValues(f *testing.F) {
	f.Add("it's", int64(7))
	f.Add(`\'; DROP TABLE x; --`, int64(-1))
	f.Add("'", int64(0))
	f.Fuzz(func(t *testing.T, value string, n int64) {
		query := func(value, number string) string {
			return "SELECT a1 FROM t WHERE a = '" + strings.ReplaceAll(value, "'", "''") + "' AND b = " + number + " AND c IN ('x', 'y')"
		}
		if n < 0 {
			n = -(n + 1)
		}
		number := strings.Repeat("1", int(n%20)+1)
		if got := maskValues(query(value, number), 1000); got != "SELECT a1 FROM t WHERE a = ? AND b = ? AND c IN (?)" {
			t.Fatal(got)
		}
		maskValues(value, 50) // of anything at all: no panic
	})
}
