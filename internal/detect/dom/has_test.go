package dom

import (
	"testing"

	"golang.org/x/net/html/atom"
)

func TestHas(t *testing.T) {
	t.Parallel()
	d := Parse([]byte("<body><!-- <table> --><TABLE><tr><td>x</table><script>'<dl>'</script>"), nil)
	if !d.Has(atom.Table) || !d.Has(atom.Dl, atom.Td) {
		t.Error("a table is not there")
	}
	if d.Has(atom.Dl) || d.Has() || Parse([]byte("<!-- <table> -->"), nil).Has(atom.Table) {
		t.Error("found what stands in a script or comment")
	}
}
