package style

import (
	"strings"

	"golang.org/x/net/html"
)

// Unseen says in a few words why a person does not see or cannot use what stands in an
// element, "" when nothing on the element itself says so.
func (r *Reader) Unseen(e *html.Node) string {
	switch {
	case has(e, "hidden") && attr(e, "hidden") != "until-found":
		return "hidden"
	case has(e, "inert"):
		return "inert"
	case lower(attr(e, "aria-hidden")) == "true":
		return `aria-hidden="true"`
	case e.Data == "input" && lower(attr(e, "type")) == "hidden":
		return `type="hidden"`
	}
	d := r.of(e)
	for _, look := range []func(Declared) string{notShown, transparent, withoutSize, offScreen, clipped} {
		if why := look(d); why != "" {
			return why
		}
	}
	return ""
}

func notShown(d Declared) string {
	switch {
	case lower(d["display"]) == "none":
		return "display: none"
	case lower(d["visibility"]) == "hidden" || lower(d["visibility"]) == "collapse":
		return "visibility: " + lower(d["visibility"])
	case lower(d["content-visibility"]) == "hidden":
		return "content-visibility: hidden"
	}
	return ""
}

// faint is the opacity below which nothing is seen.
const faint = 0.1

func transparent(d Declared) string {
	if v := d["opacity"]; v != "" {
		if f, ok := share(lower(v)); ok && f < faint {
			return "opacity: " + v
		}
	}
	if c, ok := ParseColour(d["color"]); ok && c.A < faint {
		return "color: " + d["color"]
	}
	return ""
}

// withoutSize tells no text size, no size in both directions, and one of them where what
// overflows is cut.
func withoutSize(d Declared) string {
	const readable = 2 // CSS pixels
	if f, ok := length(d["font-size"], root); ok && f < readable {
		return "font-size: " + d["font-size"]
	}
	zero := func(names ...string) bool {
		for _, name := range names {
			if f, ok := length(d[name], root); ok && f < readable {
				return true
			}
		}
		return false
	}
	width, height := zero("width", "max-width"), zero("height", "max-height")
	cut := strings.Contains(lower(d["overflow"]), "hidden") || strings.Contains(lower(d["overflow"]), "clip")
	if width && height || cut && (width || height) {
		return "no size"
	}
	if strings.Contains(strings.ReplaceAll(lower(d["transform"]), " ", ""), "scale(0") && !strings.Contains(d["transform"], "0.") {
		return "transform: " + d["transform"]
	}
	return ""
}

// offScreen tells what is moved away by more than a window may be wide.
func offScreen(d Declared) string {
	const far = -500 // CSS pixels
	if f, ok := length(d["text-indent"], root); ok && f <= far {
		return "text-indent: " + d["text-indent"]
	}
	position := lower(d["position"])
	for _, name := range []string{"left", "top", "right", "bottom", "margin-left", "margin-top"} {
		if position != "absolute" && position != "fixed" && position != "relative" && !strings.HasPrefix(name, "margin") {
			continue
		}
		if f, ok := length(d[name], root); ok && f <= far {
			return name + ": " + d[name]
		}
	}
	return ""
}

func clipped(d Declared) string {
	clip := strings.Join(strings.FieldsFunc(lower(d["clip"]), func(r rune) bool { return r == ' ' || r == ',' }), " ")
	switch clip {
	case "rect(0 0 0 0)", "rect(0px 0px 0px 0px)", "rect(1px 1px 1px 1px)":
		return "clip: " + d["clip"]
	}
	switch path := lower(d["clip-path"]); path {
	case "inset(50%)", "inset(100%)", "circle(0)", "circle(0px)", "polygon(0 0, 0 0, 0 0, 0 0)":
		return "clip-path: " + path
	}
	return ""
}
