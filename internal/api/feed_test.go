package api

import (
	"encoding/xml"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestFeed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.next = &consent.Cursor{CreatedAt: noon, ID: analysisID}
	w := r.do("GET", Base+"/analyses.atom?grade=F", "")
	wantStatus(t, w, 200)
	var got struct {
		Title string `xml:"title"`
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Header().Get("Content-Type") != atomType {
		t.Fatalf("%v, %s", err, w.Header())
	}
	if got.Title != "Analyses: grade=F" || len(got.Links) != 2 || !strings.Contains(got.Links[1].Href, "cursor=") || r.filter.Grade[0] != "F" {
		t.Errorf("%+v", got)
	}
	wantProblem(t, r.do("GET", Base+"/analyses.atom?colour=red", ""), 422, consent.Invalid)
	wantProblem(t, r.do("GET", Base+"/analyses.atom", "", "X-API-Key: "), 401, consent.Unauthenticated)
}

func TestExportsTellTheirNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows = 3
	for target, want := range map[string]string{"/export.csv": "3", "/export.csv?limit=2": "2", "/export.zip": "3"} {
		w := r.do("GET", Base+target, "")
		wantStatus(t, w, 200)
		if got := w.Header().Get("X-Total-Count"); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
		if strings.Contains(target, "zip") && !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("%s is no archive", target)
		}
	}
}
