package rules_test

import (
	"bytes"
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// A page whose policy matters carries it in <script type="text/x-policy">, as it would be
// fetched; browsers and the engine run and read no such script.

// readPolicy judges a page once more with the policy that it carries, if any.
func readPolicy(t *testing.T, page *detect.Page, text []byte, r *detect.Result) {
	t.Helper()
	_, rest, ok := bytes.Cut(text, []byte(`<script type="text/x-policy">`))
	if !ok {
		return
	}
	policy, _, _ := bytes.Cut(rest, []byte("</script>"))
	read, err := detect.ReadPolicy(t.Context(), detect.Input{Kind: consent.SourceText, Text: policy})
	if err != nil {
		t.Fatal(err)
	}
	page.JudgeWith(r, "https://www.example.com/policy", read)
}
