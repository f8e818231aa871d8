package page

import (
	"fmt"

	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/ui"
)

// SubmitTab is one way to hand in material.
type SubmitTab string

// The ways.
const (
	TabURL    SubmitTab = "url"
	TabUpload SubmitTab = "upload"
	TabText   SubmitTab = "text"
	TabBatch  SubmitTab = "batch"
)

// SubmitTabs lists the ways in the order of the tabs.
func SubmitTabs() []SubmitTab { return []SubmitTab{TabURL, TabUpload, TabText, TabBatch} }

func (t SubmitTab) text() string {
	return map[SubmitTab]string{TabURL: "Web address", TabUpload: "HTML: files or paste", TabText: "Policy text", TabBatch: "Many addresses"}[t]
}

// Submit is the page that takes material.
type Submit struct {
	Frame         layout.Frame
	Tab           SubmitTab
	URL           string
	Paste         string            // HTML or text of the box
	Lines         string            // addresses, one a line
	BadLines      []BadLine         // those of Lines that were refused
	Fields        map[string]string // rejected values: field → why
	Problems      []ui.Problem
	Known         *Known    // an analysis of the address that may do; nil for none
	Accepted      []ui.Link // what was queued although other lines were refused
	Priorities    []ui.Option
	Jurisdictions []ui.Option
	Policy        bool  // also read the policy that a page links to
	MaxBytes      int64 // of one source
	MaxUpload     int64 // of all files together
	MaxBatch      int   // sources at once
}

// Known is an analysis that is there already.
type Known struct{ Href, Ago string }

// BadLine is a refused line of a batch. Number counts the lines of the box from 1.
type BadLine struct {
	Number        int
	Text, Message string
}

func (v Submit) href(t SubmitTab) string { return "/analyses/new?tab=" + string(t) }

func (v Submit) tabs() []ui.Link {
	var out []ui.Link
	for _, t := range SubmitTabs() {
		out = append(out, ui.Link{Text: t.text(), Href: v.href(t), Current: t == v.Tab})
	}
	return out
}

func (v Submit) limit() string {
	return "At most " + label.Bytes(v.MaxBytes) + ", also after unpacking."
}

func (v Submit) uploadLimit() string {
	return fmt.Sprintf("HTML, text or JSON, also packed as .gz. At most %s a file, %s and %d files together.",
		label.Bytes(v.MaxBytes), label.Bytes(v.MaxUpload), v.MaxBatch)
}

func (v Submit) batchLimit() string {
	return fmt.Sprintf("One address a line, at most %s.", label.Number(v.MaxBatch))
}
