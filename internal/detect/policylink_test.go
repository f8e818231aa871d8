package detect_test

import (
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// linksTo is the policy link of a page whose body is given.
func linksTo(t *testing.T, address, body string) string {
	t.Helper()
	page, err := detect.Parse(t.Context(), detect.Input{Kind: consent.SourceHTML, URL: address, Text: []byte("<!doctype html><html lang=en><title>Shop</title><body>" + body)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := page.Analyze(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return page.PolicyLink(r)
}

func TestPolicyLink(t *testing.T) {
	t.Parallel()
	const home = "https://shop.example/"
	for name, c := range map[string]struct{ address, body, want string }{
		"relative":                  {home, `<footer><a href="/privacy">Privacy policy</a></footer>`, "https://shop.example/privacy"},
		"privacy before cookies":    {home, `<footer><a href="/cookies">Cookie policy</a> <a href="/privacy#top">Privacy policy</a></footer>`, "https://shop.example/privacy"},
		"cookies alone":             {home, `<footer><a href="/cookies">Cookie policy</a></footer>`, "https://shop.example/cookies"},
		"German":                    {home, `<footer><a href="/impressum">Impressum</a> <a href="datenschutz.html">Datenschutzerklärung</a></footer>`, "https://shop.example/datenschutz.html"},
		"own before another site's": {home, `<footer><a href="https://policies.google.example/privacy">Google Privacy Policy</a> <a href="https://www.shop.example/p">Privacy policy</a></footer>`, "https://www.shop.example/p"},
		"base":                      {home, `<base href="https://cdn.example/x/"><footer><a href="privacy">Privacy policy</a></footer>`, "https://cdn.example/x/privacy"},
		"upload with address":       {"", `<footer><a href="https://shop.example/privacy">Privacy policy</a></footer>`, "https://shop.example/privacy"},
		"upload, relative":          {"", `<footer><a href="/privacy">Privacy policy</a></footer>`, ""},
		"a script":                  {home, `<footer><a href="javascript:show()">Privacy policy</a> <a href="mailto:a@b.example">Privacy policy</a></footer>`, ""},
		"a place on the page":       {home, `<footer><a href="#privacy">Privacy policy</a></footer>`, ""},
		"none":                      {home, `<footer><a href="/about">About us</a></footer>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := linksTo(t, c.address, c.body); got != c.want {
				t.Errorf("the link leads to %q, want %q", got, c.want)
			}
		})
	}
}
