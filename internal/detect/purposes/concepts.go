package purposes

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"microconsent/internal/consent"
	"microconsent/internal/detect/stems"
)

//go:embed concepts.txt
var conceptsText string

//go:embed services.txt
var servicesText string

// conceptNames lists the concepts in the order of their numbers.
func conceptNames() []string {
	return strings.Fields("store device ad content profile select create personal measure performance audience develop product basic " +
		"security deliver choices combine source link identify automatic location precise scan characteristics interests")
}

var concepts = sync.OnceValue(func() *stems.Set { return must(parseSet(conceptsText, conceptNames(), true)) })

// serviceCategories are the sections of services.txt.
func serviceCategories() []string {
	return []string{string(consent.CategoryAnalytics), string(consent.CategoryAdvertising), string(consent.CategoryExternalMedia),
		string(consent.CategorySocialMedia), string(consent.CategoryFunctional), string(consent.CategoryNecessary)}
}

var services = sync.OnceValue(func() *stems.Set { return must(parseSet(servicesText, serviceCategories(), false)) })

func must(s *stems.Set, err error) *stems.Set {
	if err != nil {
		panic(err) // the tables are part of the program; its tests read them
	}
	return s
}

// parseSet reads a table. With named lines each line starts with its concept; otherwise the
// section names it, and stems start a word.
func parseSet(text string, names []string, named bool) (*stems.Set, error) {
	set, section := stems.New(), ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			section = strings.Trim(line, "[]")
			continue
		}
		name, rest := section, "^"+strings.ReplaceAll(line, " ", " ^")
		if named {
			name, rest, _ = strings.Cut(line, " ")
		} else {
			rest = plain(rest)
		}
		number := slices.Index(names, name)
		if number < 0 {
			return nil, fmt.Errorf("purposes: unknown concept %q in [%s]", name, section)
		}
		set.Add(number, rest)
	}
	return set, nil
}

// plain rewrites service names to folded form: punctuation inside them is a space.
func plain(list string) string {
	list = strings.ReplaceAll(list, "^=", "=")
	return strings.NewReplacer(".", "_", "-", "_").Replace(list)
}
