package browser

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// note keeps what the browser reports about a page. It runs on the goroutine that reads
// the tab's messages.
func (tab *Tab) note(event any) {
	if problem := problemOf(event); problem != "" {
		tab.mu.Lock()
		defer tab.mu.Unlock()
		tab.problems = append(tab.problems, problem)
	}
}

// problemOf is "" for what a page may do.
func problemOf(event any) string {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert || e.Type == runtime.ConsoleAPICalledTypeWarning {
			return fmt.Sprintf("console.%s: %s", e.Type, consoleText(e.Args))
		}
	case *runtime.EventExceptionThrown:
		return "exception: " + exceptionText(e.ExceptionDetails)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			return strings.TrimSpace(fmt.Sprintf("%s error: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *audits.EventIssueAdded:
		if csp := e.Issue.Details.ContentSecurityPolicyIssueDetails; csp != nil {
			return fmt.Sprintf("policy violation: %s blocked %q (%s)", csp.ViolatedDirective, csp.BlockedURL, csp.ContentSecurityPolicyViolationType)
		}
	}
	return ""
}

func consoleText(args []*runtime.RemoteObject) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = string(a.Value)
		if a.Description != "" {
			parts[i] = a.Description
		}
	}
	return strings.Join(parts, " ")
}

func exceptionText(d *runtime.ExceptionDetails) string {
	text := d.Text
	if d.Exception != nil {
		text += " " + d.Exception.Description
	}
	return fmt.Sprintf("%s (%s:%d)", text, d.URL, d.LineNumber)
}

// Allow names a part of the text of problems that the test provokes, such as the
// "status of 404" of a page that is meant not to be there.
func (tab *Tab) Allow(parts ...string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.allowed = append(tab.allowed, parts...)
}

// Problems returns console errors and policy violations since the last call, without the
// allowed ones.
func (tab *Tab) Problems() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	out := slices.DeleteFunc(tab.problems, func(p string) bool {
		return slices.ContainsFunc(tab.allowed, func(part string) bool { return strings.Contains(p, part) })
	})
	tab.problems = nil
	return out
}
