package webtest

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestATableIsTakenAsABatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	b.get("/batches").want(http.StatusOK).says("h2", "No batch here")
	sent := b.send("/analyses/new?tab=batch", field{Name: "batch", File: "sites.csv", Value: "name,url\nA,https://a.example\nB,=ftp://b.example\n"}).want(http.StatusSeeOther)
	path := sent.header.Get("Location")
	page := b.get(path).want(http.StatusOK).says("h1", "sites.csv").says("#progress", "0 of 1 ended", "Waiting: 1").says("table", "3", "=ftp://b.example")
	if page.header.Get("Refresh") == "" || page.attr("#progress", "hx-get") != path {
		t.Error("nobody follows it")
	}
	if rows := b.get(path + "/errors.csv").want(http.StatusOK).body; !strings.HasPrefix(rows, "line,text,message\n3,'=ftp://b.example,") {
		t.Errorf("refused.csv: %q", rows)
	}
	if part := b.part(path).want(http.StatusOK); len(part.all("h1, table")) != 0 || len(part.all("#progress")) != 1 {
		t.Error("the fragment is no fragment")
	}
	b.get(page.attr("#results a.primary, section a.primary", "href")).want(http.StatusOK).says("main", "a.example")
	b.get("/batches").want(http.StatusOK).says("tbody", "sites.csv", "analyst", "Read")
	b.get(path+"/cancel").want(http.StatusOK).says("h1", "Cancel what is left")
	b.post(path+"/cancel", nil).leads(path)
	ended := b.get(path).want(http.StatusOK).says("#status", "1 analysis was canceled").says("#progress", "1 of 1 ended", "Canceled: 1")
	if ended.header.Get("Refresh") != "" || ended.attr("#progress", "hx-get") != "" {
		t.Error("an ended batch is still followed")
	}
	viewer := r.user(consent.RoleViewer)
	viewer.get(path).want(http.StatusOK)
	viewer.post(path+"/cancel", nil).want(http.StatusForbidden)
}

func TestAZipIsTakenAsABatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, name := range []string{"a.html", "b.html"} {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, shop+name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	sent := b.send("/analyses/new?tab=batch", field{Name: "batch", File: "pages.zip", Value: packed.String()}).want(http.StatusSeeOther)
	b.get(sent.header.Get("Location")).want(http.StatusOK).says("h1", "pages.zip").says("#progress", "0 of 2 ended")
	b.send("/analyses/new?tab=batch", field{Name: "batch", File: "pages.zip", Value: packed.String()[:200]}).
		want(http.StatusUnprocessableEntity).says("#errors", "zip cannot be read")
}
