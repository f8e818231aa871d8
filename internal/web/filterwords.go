package web

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/views/label"
)

// filterWords says one value of a filter: "Platform: not OneTrust".
func filterWords(key, value string) string {
	name, ok := strings.CutPrefix(value, "-")
	if !ok || key == "q" {
		return label.FilterKey(key) + ": " + valueName(key, value)
	}
	return label.FilterKey(key) + ": not " + valueName(key, name)
}

// valueName is what people read for one value of a key of the filter.
func valueName(key, value string) string {
	switch key {
	case "status":
		return label.Status(consent.Status(value))
	case "severity":
		return label.Severity(consent.Severity(value))
	case "triage":
		return label.Triage(consent.Triage(value))
	case "cmp":
		return platform(value)
	case "category":
		return label.Category(consent.Category(value))
	case "role":
		return label.Role(consent.ClauseRole(value))
	case "source":
		return label.Source(consent.SourceKind(value))
	case "language":
		return label.Language(value)
	case "archived":
		return label.Archived(consent.Archived(value))
	}
	return value
}
