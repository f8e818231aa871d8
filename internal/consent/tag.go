package consent

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of tags: of their length in characters, and of their number on one analysis.
const (
	MaxTag  = 50
	MaxTags = 50
)

// TagCount is how many analyses carry a tag.
type TagCount struct {
	Tag   string
	Count int
}

// ParseTag brings a tag into its form: lower case, single spaces. It may hold no comma, which
// separates tags in a filter.
func ParseTag(s string) (string, error) {
	s = strings.Join(strings.Fields(strings.ToLower(strings.ToValidUTF8(s, "\uFFFD"))), " ")
	switch {
	case s == "":
		return "", InvalidField("tag", "A tag needs a name.")
	case strings.Contains(s, ","):
		return "", InvalidField("tag", "A tag may not hold a comma.")
	case strings.ContainsFunc(s, unicode.IsControl):
		return "", InvalidField("tag", "A tag may not hold control characters.")
	case utf8.RuneCountInString(s) > MaxTag:
		return "", InvalidField("tag", "A tag may have at most %d characters.", MaxTag)
	}
	return s, nil
}

// ParseTags is ParseTag for several; the result is in order, each once.
func ParseTags(in []string) ([]string, error) {
	out := make([]string, 0, len(in))
	for _, each := range in {
		tag, err := ParseTag(each)
		if err != nil {
			return nil, err
		}
		out = append(out, tag)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	switch {
	case len(out) == 0:
		return nil, InvalidField("tags", "Name at least one tag.")
	case len(out) > MaxTags:
		return nil, InvalidField("tags", "An analysis may have at most %d tags.", MaxTags)
	}
	return out, nil
}
