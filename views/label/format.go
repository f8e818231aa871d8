package label

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Time is a moment for people, in UTC.
func Time(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04") }

// Stamp is a moment for programs (RFC 3339).
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Day is the value of a date field.
func Day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// Count is a number with its noun: "1 clause", "12 clauses".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number groups digits by thousands with a thin gap that does not break.
func Number(n int) string {
	s := strconv.Itoa(n)
	var out strings.Builder
	for i, digit := range s {
		if i > 0 && digit != '-' && s[i-1] != '-' && (len(s)-i)%3 == 0 {
			out.WriteRune('\u202f')
		}
		out.WriteRune(digit)
	}
	return out.String()
}

// Percent is a confidence between 0 and 1 for people.
func Percent(x float64) string { return strconv.Itoa(int(x*100+0.5)) + " %" }

// Bytes is a size in steps of 1024.
func Bytes(n int64) string {
	switch {
	case n >= 1<<20:
		return trimZero(fmt.Sprintf("%.1f", float64(n)/(1<<20))) + " MiB"
	case n >= 1<<10:
		return trimZero(fmt.Sprintf("%.1f", float64(n)/(1<<10))) + " KiB"
	}
	return Count(int(n), "byte", "bytes")
}

func trimZero(s string) string { return strings.TrimSuffix(s, ".0") }

// Milliseconds is a duration in milliseconds for people.
func Milliseconds(ms int64) string {
	if ms < 1000 {
		return strconv.FormatInt(ms, 10) + " ms"
	}
	return Elapsed(time.Duration(ms) * time.Millisecond)
}

// Ago is how long something is past, in the largest unit that fits: "a moment", "5 min", "2 h",
// "3 d".
func Ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "a moment"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	}
	return fmt.Sprintf("%d d", int(d/(24*time.Hour)))
}

// Elapsed is a duration for people: "0 s", "42 s", "3 min 5 s", "2 h 10 min", "3 d 4 h".
func Elapsed(d time.Duration) string {
	s := int(max(0, d) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	case s < 48*3600:
		return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
	}
	return fmt.Sprintf("%d d %d h", s/86400, s%86400/3600)
}

// Short cuts text for a list, at a rune, with an ellipsis.
func Short(s string, runes int) string {
	count := 0
	for i := range s {
		if count == runes {
			return s[:i] + "…"
		}
		count++
	}
	return s
}

// Plain is text without the given prefix and closing slash, for addresses in lists.
func Plain(url string) string {
	url = strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://")
	return strings.TrimSuffix(url, "/")
}
