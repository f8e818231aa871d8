package cookietable

import "strings"

// Bounds of names.
const (
	maxName  = 80
	maxNames = 20 // in one cell
)

// names splits a cell into the names of cookies in it. Prose holds none.
func names(cell string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '、' || r == '，' }) {
		part, _, _ = strings.Cut(part, " (")
		fields := strings.Fields(part)
		if len(fields) > 1 && !listed(fields) {
			continue
		}
		for _, field := range fields {
			if n := trim(field); plausible(n) && len(out) < maxNames {
				out = append(out, n)
			}
		}
	}
	return out
}

// listed tells a row of names without commas from a sentence: most of a sentence's words
// are nothing but letters.
func listed(fields []string) bool {
	odd := 0
	for _, f := range fields {
		if strings.ContainsAny(f, "_-.0123456789*<#$") {
			odd++
		}
	}
	return 2*odd >= len(fields)
}

func trim(s string) string { return strings.Trim(s, `"'“”„()[]:·•`) }

// plausible tells the names of cookies and storage keys: a token (RFC 6265, 4.1.1), or one
// with a part that varies, written "<id>" or "[id]".
func plausible(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	letters := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
		case c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),;=?@\/`, c) >= 0:
			return false
		}
	}
	switch strings.ToLower(s) {
	case "and", "or", "und", "et", "y", "e", "en", "og", "och", "cookie", "cookies", "name", "none", "n/a", "various", "etc", "oder", "ou", "the":
		return false
	}
	return letters > 0
}

// Matches says whether a declared name stands for a cookie that was seen: the same name, or
// a pattern with a part that varies ("_ga_*", "_ga_<container-id>", "_hjSession_{site}",
// "_gac_xxxx", "…#").
func Matches(declared, seen string) bool {
	if strings.EqualFold(declared, seen) {
		return true
	}
	at := strings.IndexAny(declared, "*<{[#%$")
	if at < 0 {
		at = strings.Index(strings.ToLower(declared), "xxx")
	}
	const least = 2 // letters before the part that varies
	return at >= least && len(seen) >= at && strings.EqualFold(declared[:at], seen[:at])
}
