package dom

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// folder gathers text with white space folded, up to a number of bytes.
type folder struct {
	out   strings.Builder
	max   int
	space bool
}

// Fold folds white space to single spaces and cuts after max bytes, at a character.
func Fold(s string, max int) string {
	if folded(s) && len(s) <= max {
		return s
	}
	f := folder{max: max}
	f.write(s)
	return f.out.String()
}

// folded says whether there is nothing to fold, which saves a copy.
func folded(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c < ' ' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}

func (f *folder) full() bool { return f.out.Len() >= f.max }

func (f *folder) write(s string) {
	for _, r := range s {
		if r == ' ' || r != '\u00ad' && r < 0x80 && r < ' ' || unicode.IsSpace(r) {
			f.space = true
			continue
		}
		if invisible(r) {
			continue
		}
		if !f.rune(r) {
			return
		}
	}
}

func (f *folder) rune(r rune) bool {
	need := utf8.RuneLen(r)
	if need < 0 {
		need = 3
	}
	gap := f.space && f.out.Len() > 0
	if f.out.Len()+need > f.max || gap && f.out.Len()+need+1 > f.max {
		f.max = 0 // full: nothing more, even if it were shorter
		return false
	}
	if gap {
		f.out.WriteByte(' ')
	}
	f.space = false
	f.out.WriteRune(r)
	return true
}

// invisible tells characters that take no room: soft hyphen, zero-width space and marks.
func invisible(r rune) bool { return r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r == '\u2060' }

// Text is the visible text below node i with white space folded, at most max bytes. What is
// hidden inside i is left out, as long as something remains; whether i itself is hidden
// does not matter, since a notice is often hidden until a script shows it.
func (d *Doc) Text(i, max int) string {
	if t := d.TextWithout(i, max, func(k int) bool { return d.Nodes[k].Flags&HiddenSelf != 0 }); t != "" {
		return t
	}
	return d.TextWithout(i, max, func(int) bool { return false })
}

// TextWithout is the text below node i without the parts that skip names. Scripts and
// styles are always left out.
func (d *Doc) TextWithout(i, max int, skip func(k int) bool) string {
	f := folder{max: max}
	end := int(d.Nodes[i].End)
	for k := i; k < end && !f.full(); k++ {
		n := &d.Nodes[k]
		if k > i && !n.Is(Text) && (n.Flags&Raw != 0 || skip(k)) {
			k = int(n.End) - 1
			f.space = true
			continue
		}
		if n.Flags&(Space|Block) != 0 {
			f.space = true
		}
		if n.Is(Text) && n.Flags&Raw == 0 {
			f.write(n.HTML.Data)
			f.space = f.space || d.closesBlock(k)
		}
	}
	return f.out.String()
}

// closesBlock says whether the text is the last one of a block, so that what follows
// stands on another line.
func (d *Doc) closesBlock(k int) bool {
	for p := d.Nodes[k].Parent; p >= 0 && int(d.Nodes[p].End) == k+1; p = d.Nodes[p].Parent {
		if d.Nodes[p].Is(Block) {
			return true
		}
	}
	return false
}
