package export

import (
	"bufio"
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"microconsent/internal/consent"
)

// sarifSchema is where SARIF 2.1.0 is defined.
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// sarif gathers documents into one run and writes it on Close: consumers cap the runs of a
// file, and rules must be listed before results.
type sarif struct {
	out   *bufio.Writer
	run   sarifRun
	rules map[string]sarifRule
}

func newSARIF(out *bufio.Writer) *sarif {
	return &sarif{out: out, rules: map[string]sarifRule{}, run: sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "microconsent", Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", Artifacts: []sarifArtifact{}, Results: []sarifResult{},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true}},
	}}
}

// Write adds the findings of d as results of kind "fail" ("informational" for info), and
// the rules that could not be decided as "open". A failed analysis is a notification.
func (w *sarif) Write(d consent.Document) error {
	w.describe(d)
	place := len(w.run.Artifacts)
	w.run.Artifacts = append(w.run.Artifacts, artifactOf(d))
	for _, f := range d.Findings {
		w.addRule(sarifRuleOf(f))
		w.run.Results = append(w.run.Results, resultOf(d, f, place))
	}
	for _, u := range d.Unobserved {
		w.addRule(sarifRule{ID: u.Rule, ShortDescription: sarifText{cmp.Or(u.Title, u.Rule)}, DefaultConfiguration: sarifConfig{"none"}})
		w.run.Results = append(w.run.Results, openResult(d, u, place))
	}
	if d.Error != nil {
		w.run.Invocations[0].ExecutionSuccessful = false
		w.run.Invocations[0].Notifications = append(w.run.Invocations[0].Notifications, sarifNotification{
			Level: "error", Message: sarifText{d.Error.Message}, Locations: []sarifLocation{{Physical: sarifPhysical{Artifact: uriOf(d, place)}}}})
	}
	return nil
}

// describe names the tool and the automation after the first document that does.
func (w *sarif) describe(d consent.Document) {
	driver := &w.run.Tool.Driver
	if driver.Version == "" && d.Engine.Version != "" {
		driver.Version = d.Engine.Version
		driver.Properties = map[string]any{"ruleset": d.Engine.Ruleset}
	}
	if w.run.AutomationDetails == nil && d.Options.Jurisdiction != "" {
		w.run.AutomationDetails = &sarifAutomation{"microconsent/" + string(d.Options.Jurisdiction) + "/"}
	}
}

// addRule keeps the description of a finding over that of an undecided rule.
func (w *sarif) addRule(r sarifRule) {
	if old, ok := w.rules[r.ID]; !ok || old.FullDescription == nil {
		w.rules[r.ID] = r
	}
}

func (w *sarif) Close() error {
	driver := &w.run.Tool.Driver
	for _, r := range w.rules {
		driver.Rules = append(driver.Rules, r)
	}
	slices.SortFunc(driver.Rules, func(a, b sarifRule) int { return strings.Compare(a.ID, b.ID) })
	for i := range w.run.Results {
		r := &w.run.Results[i]
		r.RuleIndex, _ = slices.BinarySearchFunc(driver.Rules, r.RuleID, func(rule sarifRule, id string) int { return strings.Compare(rule.ID, id) })
	}
	enc := json.NewEncoder(w.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{w.run}}); err != nil {
		return err
	}
	return w.out.Flush()
}

func sarifRuleOf(f consent.Finding) sarifRule {
	return sarifRule{
		ID: f.Rule, ShortDescription: sarifText{cmp.Or(f.Title, f.Rule)}, FullDescription: &sarifText{cmp.Or(f.Explanation, f.Title, f.Rule)},
		Help: textOf(f.Remedy), DefaultConfiguration: sarifConfig{levelOf(f.Severity)},
		Properties: map[string]any{"tags": append([]string{"privacy", "consent"}, references(f)...)},
	}
}

// references are unique, as SARIF wants its tags.
func references(f consent.Finding) []string {
	var out []string
	for _, r := range f.References {
		if !slices.Contains(out, r) && r != "privacy" && r != "consent" {
			out = append(out, r)
		}
	}
	return out
}

// levelOf maps a severity to what CI systems show as error, warning and note.
func levelOf(s consent.Severity) string {
	switch s {
	case consent.SeverityHigh:
		return "error"
	case consent.SeverityMedium:
		return "warning"
	case consent.SeverityLow:
		return "note"
	}
	return "none"
}

func textOf(s string) *sarifText {
	if s == "" {
		return nil
	}
	return &sarifText{s}
}

// artifactOf describes the source. CI systems show results beside a file when its URI is
// the file's path.
func artifactOf(d consent.Document) sarifArtifact {
	a := sarifArtifact{Location: sarifURI{URI: sourceURI(d)}, Length: d.Source.Bytes}
	if d.Source.SHA256 != "" {
		a.Hashes = map[string]string{"sha-256": d.Source.SHA256}
	}
	return a
}

func uriOf(d consent.Document, place int) sarifURI { return sarifURI{URI: sourceURI(d), Index: &place} }

// sourceURI is the URL, or the name as a relative reference (RFC 3986: "./a:b" for "a:b").
func sourceURI(d consent.Document) string {
	if u, err := url.Parse(d.Source.URL); err == nil && d.Source.URL != "" {
		return u.String()
	}
	return (&url.URL{Path: cmp.Or(d.Source.Name, "stdin")}).String()
}
