package consent

import "strings"

// SiteHosts selects the analyses of one host, or of all hosts of a site.
type SiteHosts struct {
	Host string // "" for all of Site
	Site string
}

// Named reports whether a text names the host, or a host of the site: as a whole, not as part
// of a longer name.
func (h SiteHosts) Named(text string) bool {
	name, whole := h.Host, false
	if name == "" {
		name, whole = h.Site, true
	}
	text = strings.ToLower(text)
	for at := 0; name != ""; at++ {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		at += i
		if beginsName(text[:at], whole) && endsName(text[at+len(name):]) {
			return true
		}
	}
	return false
}

// beginsName reports whether a name may begin behind this text; below allows that it is the
// end of a host below it.
func beginsName(before string, below bool) bool {
	if before == "" {
		return true
	}
	last := before[len(before)-1]
	return last == '.' && below || last != '.' && !inName(last)
}

// endsName reports whether a name may end before this text: a dot may also end a sentence.
func endsName(after string) bool {
	if after != "" && after[0] == '.' {
		after = after[1:]
	}
	return after == "" || !inName(after[0])
}

// inName holds for what a label of a host is made of, in any script.
func inName(c byte) bool {
	return c == '-' || c == '_' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z'
}
