package export

import (
	"strings"

	"microconsent/internal/consent"
)

// messages are the words of a report in one language, by key. Values of the domain have
// the key "<type>.<value>", such as "role.accept_all".
type messages map[string]string

// messagesOf returns the words of a language (ISO 639-1). Anything but "de" is English.
func messagesOf(lang string) (code string, words messages) {
	if lang == "de" {
		return "de", german()
	}
	return "en", english()
}

// ReportLanguages lists the languages of reports, the default first.
func ReportLanguages() []string { return []string{"en", "de"} }

// ParseReportLanguage checks a language that came from outside; "" is the default one.
func ParseReportLanguage(s string) (string, error) {
	if s == "" {
		return "en", nil
	}
	if code, _ := messagesOf(s); code == s {
		return s, nil
	}
	return "", consent.InvalidField("lang", "A report can be had in en or de.")
}

// say is the message of a key, or the value in the key where there is none: a value that a
// newer version wrote still shows.
func (m messages) say(key string) string {
	if s, ok := m[key]; ok {
		return s
	}
	if _, value, ok := strings.Cut(key, "."); ok {
		return value
	}
	return key
}
