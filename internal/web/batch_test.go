package web

import (
	"testing"

	"microconsent/internal/consent"
)

// A batch without the name of a file is called what it was.
func TestBatchNames(t *testing.T) {
	t.Parallel()
	for kind, want := range map[consent.BatchKind]string{consent.BatchLines: "Addresses", consent.BatchCSV: "Table of addresses", consent.BatchZip: "Archive of files"} {
		if got := batchRow(consent.Batch{Kind: kind}).Name; got != want {
			t.Errorf("%s is called %q", kind, got)
		}
	}
	if got := batchRow(consent.Batch{Kind: consent.BatchZip, Name: "pages.zip"}).Name; got != "pages.zip" {
		t.Errorf("named %q", got)
	}
}
