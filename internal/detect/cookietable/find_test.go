package cookietable_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect/cookietable"
	"microconsent/internal/detect/dom"
)

func find(html string) []consent.DeclaredCookie {
	return cookietable.Find(dom.Parse([]byte(html), nil))
}

// read shortens what is found to "name category|provider|purpose|duration".
func read(html string) []string {
	var out []string
	for _, c := range find(html) {
		out = append(out, fmt.Sprintf("%s %s|%s|%s|%s", c.Name, c.Category, c.Provider, c.Purpose, c.Duration))
	}
	return out
}

func TestFind(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		html string
		want []string
	}{
		"named columns": {`<table><thead><tr><th>Name<th>Provider<th>Purpose<th>Expiry<th>Type</thead>
			<tr><td>_ga<td>Google<td>Tells visitors apart for statistics on the use of this site<td>2 years<td>Analytics
			<tr><td>sid<td>us<td>Keeps you signed in while you look around<td>Session<td>Strictly necessary</table>`,
			[]string{"_ga analytics|Google|Tells visitors apart for statistics on the use of this site|2 years", "sid necessary|us|Keeps you signed in while you look around|Session"}},
		"German, group rows": {`<table><tr><th>Cookie-Name</th><th>Zweck</th><th>Speicherdauer</th></tr>
			<tr><td colspan=3>Technisch notwendige Cookies</td></tr><tr><td>PHPSESSID</td><td>Sitzung</td><td>Sitzungsende</td></tr>
			<tr><td colspan=3>Statistik</td></tr><tr><td>_ga, _gid</td><td>Messung der Zugriffe auf unsere Seiten</td><td>2 Jahre</td></tr></table>`,
			[]string{"PHPSESSID necessary||Sitzung|Sitzungsende", "_ga analytics||Messung der Zugriffe auf unsere Seiten|2 Jahre", "_gid analytics||Messung der Zugriffe auf unsere Seiten|2 Jahre"}},
		"French, heading above": {`<h3>Cookies strictement nécessaires</h3><table><tr><th>Nom<th>Finalité<th>Durée</tr><tr><td>_fbp<td>Mesure des publicités que vous avez vues<td>3 mois</table>`,
			[]string{"_fbp necessary||Mesure des publicités que vous avez vues|3 mois"}},
		"the nearest heading counts": {`<h2>Necessary cookies</h2><p>…</p><h2>Marketing cookies</h2><table><tr><th>Cookie name<th>Duration</tr><tr><td>_fbp<td>90 days</table>`,
			[]string{"_fbp advertising|||90 days"}},
		"a heading of several things declares none": {`<h2>Necessary and analytics cookies on this site</h2><table><tr><th>Cookie name<th>Duration</tr><tr><td>_gid<td>1 day</table>`,
			[]string{"_gid other|||1 day"}},
		"labels and values": {`<h4>Essenziell</h4><table><tr><th>Name</th><td>Borlabs Cookie</td></tr><tr><th>Anbieter</th><td>Eigentümer dieser Website</td></tr>
			<tr><th>Zweck</th><td>Speichert die Einstellungen der Besucher</td></tr><tr><th>Cookie Name</th><td>borlabs-cookie</td></tr><tr><th>Cookie Laufzeit</th><td>1 Jahr</td></tr></table>`,
			[]string{"borlabs-cookie necessary|Eigentümer dieser Website|Speichert die Einstellungen der Besucher|1 Jahr"}},
		"definition list": {`<h2>Our cookies</h2><dl><dt>Name</dt><dd>_gid</dd><dt>Purpose</dt><dd>Analytics</dd><dt>Name</dt><dd>sid</dd><dt>Purpose</dt><dd>Strictly necessary</dd></dl>`,
			[]string{"_gid analytics||Analytics|", "sid necessary||Strictly necessary|"}},
		"list items": {`<title>Cookies</title><ul><li>Cookie name: <code>_hjSession_{site}</code></li><li>Duration: 30 minutes</li><li>Category: Analytics</li></ul>`,
			[]string{"_hjSession_{site} analytics|||30 minutes"}},
		"a table inside a table": {`<table><tr><td><table><tr><th>Cookie<th>Description</tr><tr><td>_ga<td>Counts</table></td></tr></table>`, []string{"_ga other||Counts|"}},
		"an API's fields":        {`<h2>Fields</h2><table><tr><th>Name<th>Type<th>Description</tr><tr><td>id<td>string<td>The key</table>`, nil},
		"people":                 {`<table><tr><th>Name<th>Phone</tr><tr><td>Ada<td>1</table>`, nil},
		"a menu":                 {`<ul><li><a href=/>Name: us</a><ul><li>Home</ul></ul>`, nil},
		"prose in a cell":        {`<table><tr><th>Cookie<th>Purpose</tr><tr><td>we set this when you log in<td>x</table>`, nil},
		"an empty table":         {`<table></table><table><tr></tr></table><dl></dl><ul></ul>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := read(c.html); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestFindNamesTheWordsAndTheLine(t *testing.T) {
	t.Parallel()
	got := find("<table>\n<tr><th>Cookie<th>Category</tr>\n<tr><td>_ga<td>Strictly necessary</tr></table>")
	if len(got) != 1 || got[0].Declared != "Strictly necessary" || got[0].Line != 3 || got[0].Category != consent.CategoryNecessary {
		t.Errorf("found %+v", got)
	}
}

func TestFindIsBounded(t *testing.T) {
	t.Parallel()
	rows := strings.Repeat("<tr><td>_ga<td>x</tr>", 50_000)
	if got := find("<table><tr><th>Cookie<th>Purpose</tr>" + rows + "</table>"); len(got) != 1000 {
		t.Errorf("%d cookies of 50,000, want the first 1,000", len(got))
	}
	nested := strings.Repeat("<table><tr><td>", 2_000)
	if got := find(nested); got != nil {
		t.Errorf("found %d cookies in nested tables", len(got))
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		declared, seen string
		want           bool
	}{
		{"_ga", "_ga", true}, {"_GA", "_ga", true}, {"_ga", "_gat", false}, {"_ga_*", "_ga_X1Y2", true}, {"_ga_<container-id>", "_ga_X1Y2", true},
		{"_hjSession_{site}", "_hjSession_42", true}, {"_gac_xxxx", "_gac_UA1", true}, {"_pk_id#", "_pk_id.1.a", true}, {"*", "anything", false},
		{"_ga_*", "_gid", false}, {"", "x", false},
	} {
		if got := cookietable.Matches(c.declared, c.seen); got != c.want {
			t.Errorf("Matches(%q, %q) = %v", c.declared, c.seen, got)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("<table><tr><th>Cookie<th>Purpose<tr><td>_ga<td>Analytics</table>")
	f.Add("<dl><dt>Name<dd>a,b;c<dt>Purpose<dd>x</dl><ul><li>Name: x<li>Duration: 1</ul>")
	f.Add("<table><tr><td>Name<td>x<tr><td colspan=2><table><tr><th>Cookie<th>Typ")
	f.Fuzz(func(t *testing.T, html string) {
		for _, c := range find(html) {
			if c.Name == "" || c.Category == "" || len(c.Purpose) > 400 {
				t.Errorf("found %+v", c)
			}
		}
	})
}

func BenchmarkFindWithoutTables(b *testing.B) {
	doc := dom.Parse([]byte("<body>"+strings.Repeat("<div class=a><p>text <a href=/>link</a></p></div>", 5_000)), nil)
	for b.Loop() {
		cookietable.Find(doc)
	}
}
