package detect

import (
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/roles"
	"microconsent/internal/detect/rules"
	"microconsent/internal/detect/style"
)

// styles are the looks of the controls of which the page itself declares any.
func (in *inspection) styles() map[string]rules.Style {
	out := map[string]rules.Style{}
	for k := range in.controls {
		c := &in.controls[k]
		if look := in.reader.Look(c.place); look.Declared {
			out[c.ID] = rules.Style{Foreground: look.Text.RGB(), Background: look.Ground.RGB(), Around: look.Around.RGB(), Contrast: look.Contrast,
				Standing: look.Standing, Bordered: look.Bordered, FontSize: look.FontSize, Width: look.Width, Height: look.Height,
				LooksLikeLink: in.plain(c, look)}
		}
	}
	return out
}

// plain says whether a control looks like running text: a link or a stripped button in a
// sentence, without a ground or border of its own.
func (in *inspection) plain(c *inspected, look style.Look) bool {
	const seen = 1.1
	if look.Bordered || look.Standing > seen {
		return false
	}
	return c.Element == "a" && !in.buttonLike(c) || look.Underlined && in.inText(c.node)
}

// conflicts are the controls whose visible words say another thing than what assistive
// technology reads out or what their own name says they do.
func (in *inspection) conflicts() map[string]string {
	out := map[string]string{}
	for k := range in.controls {
		c := &in.controls[k]
		if c.Role != consent.ClauseAcceptAll && c.Role != consent.ClauseRejectAll && c.Role != consent.ClauseClose {
			continue
		}
		n := &in.page.doc.Nodes[c.node]
		if spoken := strings.TrimSpace(n.Attr("aria-label")); spoken != "" && spoken != c.Text && opposite(c.Role, spoken) {
			out[c.ID] = "the label that is read out says “" + spoken + "”"
			continue
		}
		if name := telltale(c.Role, n.Attr("onclick"), n.Attr("id"), n.Attr("name"), n.Attr("data-action")); name != "" {
			out[c.ID] = "the markup calls it “" + name + "”"
		}
	}
	return out
}

// opposite says whether a second label decides the other way: an agreement on a refusal or
// a closing, a refusal on an agreement.
func opposite(role consent.ClauseRole, label string) bool {
	g := roles.Text(label)
	const sure = 0.8
	if g.Confidence < sure {
		return false
	}
	switch role {
	case consent.ClauseAcceptAll:
		return g.Role == consent.ClauseRejectAll
	case consent.ClauseRejectAll, consent.ClauseClose:
		return g.Role == consent.ClauseAcceptAll
	}
	return false
}

// telltale is a name in the markup of a refusal that speaks of agreeing to all. Names of
// agreements and of crosses are not looked at: they are reused too freely.
func telltale(role consent.ClauseRole, names ...string) string {
	if role != consent.ClauseRejectAll {
		return ""
	}
	const longest = 60
	for _, name := range names {
		low := strings.ToLower(name)
		for _, word := range []string{"acceptall", "accept-all", "accept_all", "allowall", "allow-all", "allow_all", "agreeall", "consentall", "givefullconsent"} {
			if strings.Contains(low, word) && len(name) <= longest {
				return name
			}
		}
	}
	return ""
}
