package dom

import "testing"

func TestHiddenByStyle(t *testing.T) {
	t.Parallel()
	css := `/* a { */ .plain, p.tagged{ color: red; display : none }
		#id{visibility:hidden}
		@media print { .print{display:none} } .after{display:none}
		.outer .inner{display:none} .hover:hover{display:none} .shown{display:block}`
	for body, want := range map[string]bool{
		`<b class="x plain">`:               true,
		`<p class=tagged>`:                  true,
		`<b class=tagged>`:                  false,
		`<b id=id>`:                         true,
		`<b class=print>`:                   false,
		`<b class=after>`:                   true,
		`<b class=outer><i class=inner>`:    false,
		`<b class="hover shown">`:           false,
		`<b>`:                               false,
		`<b class=never id=mentioned lang>`: false,
	} {
		d := Parse([]byte("<style>"+css+"</style><body>"+body+"x"), nil)
		if got := d.HiddenByStyle(len(d.Nodes) - 2); got != want {
			t.Errorf("%s: hidden = %v", body, got)
		}
	}
}

func TestNoscript(t *testing.T) {
	t.Parallel()
	d := Parse([]byte(`<body><noscript><p>Turn on <b>scripts</b></p></noscript><noscript><img src=pixel></noscript><noscript>Just words</noscript>`), nil)
	p := find(t, d, "p")
	if got := d.Text(p, 100); got != "Turn on scripts" {
		t.Errorf("text = %q", got)
	}
	if !d.Nodes[p].Is(Inert) || d.Nodes[p].Is(Raw) {
		t.Error("what stands in noscript is inert, not raw")
	}
	for i := range d.Nodes {
		if d.Nodes[i].HTML.Data == "img" {
			t.Error("a pixel was read")
		}
	}
	if got := d.Selector(p); got != "html > body > noscript:nth-of-type(1) > p" {
		t.Errorf("selector = %q", got)
	}
}
