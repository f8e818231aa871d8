package storybook

import (
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

func submitView(tab page.SubmitTab) page.Submit {
	return page.Submit{Frame: frame("New analysis", layout.NavSubmit), Tab: tab, MaxBytes: 10 << 20, MaxUpload: 80 << 20, MaxBatch: 1000,
		Priorities: choices("Normal", "High", "Normal", "Low"), Jurisdictions: choices("European Union", "European Union", "United Kingdom", "California")}
}

func submit() []Story {
	var out []Story
	for _, tab := range page.SubmitTabs() {
		out = append(out, Story{Name: "submit/" + string(tab), View: page.SubmitPage(submitView(tab))})
	}
	url := submitView(page.TabURL)
	url.URL, url.Fields = "http://127.0.0.1/"+Hostile, map[string]string{"source": "This address is private and is not fetched."}
	url.Problems = []ui.Problem{{ID: "url", Message: "This address is private and is not fetched."}}
	files := submitView(page.TabUpload)
	files.Fields = map[string]string{"files": "a.bin: This is not text."}
	files.Problems = []ui.Problem{{ID: "files", Message: "a.bin: This is not text."}, {ID: "files", Message: "b.html: The file is empty."}}
	files.Accepted = []ui.Link{{Text: "c.html", Href: "/jobs/" + id("01")}}
	text := submitView(page.TabText)
	text.Paste, text.Fields = Hostile, map[string]string{"source": "The text is too long."}
	text.Problems = []ui.Problem{{ID: "paste", Message: "The text is too long."}}
	batch := submitView(page.TabBatch)
	batch.Lines, batch.BadLines = "ftp://example.com\n"+Hostile, []page.BadLine{{Number: 1, Text: "ftp://example.com", Message: "Only http and https are fetched."},
		{Number: 2, Text: Hostile, Message: "This is not a web address."}}
	batch.Fields = map[string]string{"lines": "2 lines were refused. They are still in the box; correct them and send them again."}
	batch.Problems = []ui.Problem{{ID: "lines", Message: batch.Fields["lines"]}}
	batch.Accepted = []ui.Link{{Text: "https://example.com/", Href: "/jobs/" + id("01")}, {Text: "https://example.org/", Href: "/jobs/" + id("02")}}
	for _, v := range []page.Submit{url, files, text, batch} {
		v.Frame.Title = "Error: new analysis"
		out = append(out, Story{Name: "submit/" + string(v.Tab) + "/wrong", View: page.SubmitPage(v)})
	}
	known := submitView(page.TabURL)
	known.URL, known.Known = "https://example.com/", &page.Known{Href: "/analyses/" + id("11"), Ago: "2 h"}
	return append(out, Story{Name: "submit/url/known", View: page.SubmitPage(known)})
}
