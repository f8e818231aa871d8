package webtest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"microconsent/internal/consent"
)

func TestSubmitAddress(t *testing.T) {
	t.Parallel()
	b := newRig(t).user(consent.RoleAnalyst)
	b.get("/analyses/new").want(http.StatusOK).says("[aria-current=page]", "Web address")
	to := b.send("/analyses/new", field{Name: "url", Value: " https://example.com/a "}, field{Name: "priority", Value: "high"}, field{Name: "jurisdiction", Value: "uk"}).leads("/jobs/")
	b.get(to).want(http.StatusOK).says("h1", "example.com/a").says("dl", "High")
	for value, why := range map[string]string{"": "Give the address", "http://127.0.0.1/x": "", "ftp://example.com": "", "nonsense": ""} {
		a := b.send("/analyses/new", field{Name: "url", Value: value}, field{Name: "priority", Value: "low"}, field{Name: "jurisdiction", Value: "us-ca"}, field{Name: "policy", Value: "yes"}).
			want(http.StatusUnprocessableEntity).says("#url-error", why).says("#errors", why)
		if a.attr("#url", "value") != value || a.attr("#url", "aria-invalid") != "true" || a.attr("#errors a", "href") != "#url" {
			t.Errorf("%q: the form lost its content or its error", value)
		}
		if a.attr("#priority [selected]", "value") != "low" || a.attr("#jurisdiction [selected]", "value") != "us-ca" || a.attr("[name=policy][checked]", "value") != "yes" || !strings.HasPrefix(a.text("title"), "Error") {
			t.Errorf("%q: the options are lost, or the title is %q", value, a.text("title"))
		}
	}
}

func TestSubmitOptionsAreChecked(t *testing.T) {
	t.Parallel()
	b := newRig(t).user(consent.RoleAnalyst)
	b.send("/analyses/new", field{Name: "url", Value: "https://example.com"}, field{Name: "priority", Value: "urgent"}).
		want(http.StatusUnprocessableEntity).says("#priority-error", "priority")
	b.send("/analyses/new", field{Name: "url", Value: "https://example.com"}, field{Name: "jurisdiction", Value: "mars"}).
		want(http.StatusUnprocessableEntity).says("#jurisdiction-error", "jurisdiction")
	b.post("/analyses/new", nil).want(http.StatusBadRequest)
}

func packed(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.String()
}

func TestSubmitFiles(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	upload := "/analyses/new?tab=upload"
	b.get(upload).want(http.StatusOK).says("#files-hint", "64 KiB a file", "1000 files")
	to := b.send(upload, field{Name: "files", File: "shop.html.gz", Value: packed(shop)}, field{Name: "paste"}).leads("/jobs/")
	b.get(to).want(http.StatusOK).says("h1", "shop.html")
	b.send(upload, field{Name: "files", File: "a.html", Value: shop}, field{Name: "files", File: "b.html", Value: shop}, field{Name: "paste", Value: shop}).leads("/jobs")
	b.get("/jobs").want(http.StatusOK).says("#status", "3 analyses wait now")
	b.send(upload, field{Name: "files"}, field{Name: "paste", Value: "  "}).want(http.StatusUnprocessableEntity).says("#files-error", "at least one file")
	b.send(upload, field{Name: "files", File: "empty.html"}).want(http.StatusUnprocessableEntity).says("#files-error", "empty.html")
	mixed := b.send(upload, field{Name: "files", File: "good.html", Value: shop}, field{Name: "files", File: "bad.bin", Value: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}).
		want(http.StatusUnprocessableEntity).says("#errors", "bad.bin").says(".note", "good.html")
	b.get(mixed.attr(".note a", "href")).want(http.StatusOK).says("h1", "good.html")
}

func TestSubmitText(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	to := b.send("/analyses/new?tab=text", field{Name: "paste", Value: "We keep <b>your</b> data for two years."}).leads("/jobs/")
	job, err := r.Job(t.Context(), r.actor(), consent.ID(strings.TrimPrefix(to, "/jobs/")))
	if err != nil {
		t.Fatal(err)
	}
	if a, err := r.Analysis(t.Context(), r.actor(), job.AnalysisID); err != nil || a.Source.Kind != consent.SourceText {
		t.Errorf("kind %s, %v", a.Source.Kind, err)
	}
	b.send("/analyses/new?tab=text", field{Name: "paste"}).want(http.StatusUnprocessableEntity).says("#paste-error", "empty")
}

// What is too large is refused on the form where that is possible, and what was typed
// beside it stays.
func TestSubmitTooMuch(t *testing.T) {
	t.Parallel()
	b := newRig(t).user(consent.RoleAnalyst)
	large := strings.Repeat("x ", maxBytes/2+1)
	a := b.send("/analyses/new?tab=upload", field{Name: "files", File: "large.html", Value: large}, field{Name: "paste", Value: shop}).
		want(http.StatusRequestEntityTooLarge).says("#files-error", "large.html")
	if !strings.Contains(a.text("#paste"), "Lamp shop") {
		t.Error("the pasted text is lost")
	}
	b.send("/analyses/new?tab=text", field{Name: "paste", Value: large}).want(http.StatusRequestEntityTooLarge).says("#paste-error", "too long")
	b.send("/analyses/new?tab=upload", field{Name: "files", File: "bomb.gz", Value: packed(strings.Repeat("x ", maxBytes))}).want(http.StatusRequestEntityTooLarge)
	b.send("/analyses/new?tab=upload", field{Name: "files", File: "huge.html", Value: strings.Repeat("x", 9*maxBytes)}).
		want(http.StatusRequestEntityTooLarge).says("h1", "Too large")
}

func TestSubmitManyAddresses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.user(consent.RoleAnalyst)
	batch := "/analyses/new?tab=batch"
	if got := b.get(batch).want(http.StatusOK).attr("#priority option[selected]", "value"); got != "low" {
		t.Errorf("a batch waits in the queue %q", got)
	}
	taken := b.send(batch, field{Name: "lines", Value: "https://a.example\r\n\r\n https://b.example/x \n"}).want(http.StatusSeeOther)
	b.get(taken.header.Get("Location")).want(http.StatusOK).says("h1", "Addresses").says("#progress", "0 of 2 ended", "Waiting: 2")
	a := b.send(batch, field{Name: "lines", Value: "https://good.example\nftp://bad.example\nhttp://10.0.0.1/\nhttps://fine.example"}).
		want(http.StatusUnprocessableEntity).says("#errors", "2 lines were refused").says(".note", "2 addresses")
	if got := a.text("#lines"); got != "ftp://bad.example http://10.0.0.1/" {
		t.Errorf("in the box is %q", got)
	}
	if bad := a.all(".bad-lines li"); len(bad) != 2 || a.attr(".bad-lines li", "value") != "1" {
		t.Errorf("%d bad lines", len(bad))
	}
	b.send(batch, field{Name: "lines", Value: " \n \n"}).want(http.StatusUnprocessableEntity).says("#lines-error", "at least one")
	many := strings.Repeat("https://a.example\n", consent.MaxBatchSources+1)
	b.send(batch, field{Name: "lines", Value: many}).want(http.StatusUnprocessableEntity).says("#lines-error", "10001")
	if page, err := r.Jobs(t.Context(), r.actor(), consent.JobFilter{}); err != nil || len(page.Items) != 4 {
		t.Errorf("%d jobs, %v", len(page.Items), err)
	}
}
