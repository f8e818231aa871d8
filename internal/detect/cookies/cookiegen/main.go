// Command cookiegen makes table.tsv of package cookies from the Open Cookie Database.
//
//	go run ./internal/detect/cookies/cookiegen -data DIR -out internal/detect/cookies/table.tsv
//
// DIR holds open_cookie_database.csv (Apache-2.0). Only facts are kept: name, category,
// owner, lifetime. Its category "Functional" covers what consent managers declare as
// necessary and as functional; the description tells which.
package main

import (
	"cmp"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

type entry struct{ name, class, vendor, lifetime string }

func main() {
	data := flag.String("data", "", "folder with open_cookie_database.csv")
	out := flag.String("out", "", "file to write")
	flag.Parse()
	if err := run(*data, *out); err != nil {
		log.Fatal(err)
	}
}

func run(data, out string) error {
	f, err := os.Open(filepath.Join(data, "open_cookie_database.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows := csv.NewReader(f)
	rows.FieldsPerRecord, rows.LazyQuotes = -1, true
	all, err := rows.ReadAll()
	if err != nil {
		return err
	}
	entries, err := read(all)
	if err != nil {
		return err
	}
	return os.WriteFile(out, []byte(format(entries)), 0o644)
}

// read keeps one entry a pattern: the category that most rows give it.
func read(rows [][]string) ([]entry, error) {
	columns := []string{"Platform", "Category", "Cookie / Data Key name", "Description", "Retention period", "Data Controller", "Wildcard match"}
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i] = slices.Index(rows[0], c); at[i] < 0 {
			return nil, fmt.Errorf("no column %q", c)
		}
	}
	byName := map[string][]entry{}
	for _, row := range rows[1:] {
		if len(row) != len(rows[0]) {
			continue
		}
		name := strings.TrimSpace(row[at[2]])
		if row[at[6]] == "1" && !strings.HasSuffix(name, "*") {
			name += "*"
		}
		e := entry{name, class(row[at[1]], name+" "+row[at[3]]), vendor(row[at[5]], row[at[0]]), lifetime(row[at[4]])}
		if e.class != "" && len(strings.Trim(name, "*")) > 0 && !strings.ContainsAny(name, " \t\n") {
			byName[name] = append(byName[name], e)
		}
	}
	var out []entry
	for _, list := range byName {
		out = append(out, majority(list))
	}
	slices.SortFunc(out, func(a, b entry) int { return cmp.Or(cmp.Compare(a.vendor, b.vendor), cmp.Compare(a.name, b.name)) })
	return out, nil
}

func majority(list []entry) entry {
	best, most := list[0], 0
	for _, e := range list {
		n := 0
		for _, other := range list {
			if other.class == e.class {
				n++
			}
		}
		if n > most {
			best, most = e, n
		}
	}
	return best
}

var (
	necessary = regexp.MustCompile(`(?i)csrf|xsrf|forgery|secur|fraud|spam|\bbots?\b|authenti|sign.?(ed )?in|log(ged)?.?in|load.?balanc|\bserver|consent|` +
		`cookie (preference|choice|banner|polic|setting)|gdpr|privacy|\bcart|checkout|basket|payment|\bcach|necessary|essential|firewall|session.?id|` +
		`identify (a|the|your) session|user('s)? session|session state|supports? cookies|cookies are (enabled|accepted)|proxy`)
	functional = regexp.MustCompile(`(?i)languag|locale|currenc|countr|chat|video|player|prefer|remember|layout|custom|widget|wish.?list|pop.?up|survey|` +
		`font|volume|\bsort|filter|hide|display|messag|feedback|person`)
)

// class gives the short form of a category, "" for none.
func class(category, description string) string {
	switch category {
	case "Analytics":
		return "an"
	case "Marketing":
		return "ad"
	case "Necessary", "Security":
		return "n"
	case "Personalization":
		return "f"
	case "Functional":
		if !necessary.MatchString(description) && functional.MatchString(description) {
			return "f"
		}
		return "n"
	}
	return ""
}

func vendor(controller, platform string) string {
	v := strings.TrimSpace(platform)
	if v == "" {
		v = strings.TrimSpace(controller)
	}
	return strings.Join(strings.Fields(v), " ")
}

var period = regexp.MustCompile(`^(\d+) ?(second|sec|minute|min|hour|day|week|month|year)s?$`)

// lifetime keeps what is plainly a session or a number with a unit.
func lifetime(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if strings.Contains(s, "session") {
		return "session"
	}
	m := period.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	unit := map[string]string{"sec": "second", "min": "minute"}[m[2]]
	if unit == "" {
		unit = m[2]
	}
	if m[1] != "1" {
		unit += "s"
	}
	return m[1] + " " + unit
}

func format(entries []entry) string {
	var b strings.Builder
	b.WriteString("# Facts from the Open Cookie Database (github.com/jkwakman/Open-Cookie-Database),\n" +
		"# Apache License 2.0. Made by cookiegen; do not edit.\n")
	vendor := ""
	for _, e := range entries {
		if e.vendor != vendor {
			vendor = e.vendor
			b.WriteString("=" + vendor + "\n")
		}
		b.WriteString(e.class + "\t" + e.lifetime + "\t" + e.name + "\n")
	}
	return b.String()
}
