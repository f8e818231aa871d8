package main

import (
	"strings"
	"testing"

	"microconsent/internal/consent"
)

// A policy that cannot be had is told in the document and fails nothing.
func TestAnalyzePolicy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "a.html", bannerPage)
	writeFile(t, dir, "b.html", strings.Replace(bannerPage, "<body>", `<body><footer><a href="http://127.0.0.1:9/privacy">Privacy policy</a></footer>`, 1))
	writeFile(t, dir, "policy.txt", "Privacy policy\n\nWe keep your order data for ten years.\nYou may access and delete your personal data.\n")
	for name, want := range map[string]consent.Code{"a.html": consent.NotFound, "b.html": consent.Invalid} {
		got := command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "--policy", name)
		docs := decodeDocuments(t, got.out)
		if got.code != exitOK || len(docs) != 1 || docs[0].Policy == nil || docs[0].Policy.Error == nil || docs[0].Policy.Error.Code != want {
			t.Errorf("%s: exit %d, %s%s; want the error %s", name, got.code, got.errout, got.out, want)
		}
	}
	if docs := decodeDocuments(t, command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "a.html").out); docs[0].Policy != nil {
		t.Errorf("unasked: %+v", docs[0].Policy)
	}
	if docs := decodeDocuments(t, command(t, dir, "", environ(dir), "analyze", "--format", "ndjson", "policy.txt").out); !docs[0].Policy.Read() {
		t.Errorf("of a policy text: %+v", docs[0].Policy)
	}
}
