package web

import "testing"

func TestFilterWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[[2]string]string{
		{"cmp", "onetrust"}:       "Platform: OneTrust",
		{"cmp", "-onetrust"}:      "Platform: not OneTrust",
		{"cmp", "none"}:           "Platform: No known platform",
		{"cmp", "brand-new"}:      "Platform: brand-new",
		{"language", "cy"}:        "Language: Welsh",
		{"role", "-reject_all"}:   "Control: not Reject all",
		{"archived", "only"}:      "Archive: Only archived",
		{"q", "-lamp"}:            "Search: -lamp",
		{"min_confidence", "0.5"}: "Confidence from: 0.5",
		{"status", "failed"}:      "Status: Failed",
	} {
		if got := filterWords(in[0], in[1]); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}
