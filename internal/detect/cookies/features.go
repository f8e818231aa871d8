package cookies

import (
	"unicode"

	"microconsent/internal/detect/linear"
)

// most is the number of bytes of a name that are read.
const most = 80

// Features sets v to the features of a name: letter groups of the name, its parts as
// words (at signs, digits and changes from small to capital letters), and its shape.
func Features(v *linear.Vector, name string) {
	v.Reset()
	if len(name) > most {
		name = name[:most]
	}
	v.AddText(linear.Grams{Namespace: 'n', Min: 2, Max: 5}, name, most)
	v.Normalize(0)
	from := v.Len()
	v.AddText(linear.Grams{Namespace: 't', Min: 3, Max: 4, Words: 2}, parts(name), 2*most)
	v.Normalize(from)
	from = v.Len()
	shape(v, name)
	v.Normalize(from)
	for i := range v.Values[from:] {
		v.Values[from+i] *= 0.4
	}
}

// parts writes the parts of a name as words.
func parts(name string) string {
	var out []rune
	last := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) || unicode.IsDigit(r) != unicode.IsDigit(last) {
			out = append(out, ' ')
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		out = append(out, r)
		last = r
	}
	return string(out)
}

func shape(v *linear.Vector, name string) {
	var upper, lower, digits, signs int
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		case unicode.IsDigit(r):
			digits++
		default:
			signs++
		}
	}
	v.AddName("length "+string(rune('0'+min(len(name)/3, 9))), 1)
	flag := func(name string, on bool) {
		if on {
			v.AddName(name, 1)
		}
	}
	flag("upper only", upper > 0 && lower == 0)
	flag("lower only", lower > 0 && upper == 0 && signs == 0)
	flag("short lower", lower > 0 && upper == 0 && signs == 0 && len(name) <= 5)
	flag("camel", upper > 0 && lower > 0)
	flag("digits", digits > 0)
	flag("many digits", digits > 4)
	flag("sign first", name != "" && (name[0] == '_' || name[0] == '.'))
	flag("two signs first", len(name) > 1 && name[:2] == "__")
	flag("signs", signs > 2)
}
