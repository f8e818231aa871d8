package main

import (
	"fmt"
	"io"
)

// figure is one measured value with its marks. A figure with must 0 has none to reach.
type figure struct {
	task      string
	split     string // what was measured on, and what the models had seen of it
	value     float64
	must, aim float64
	lower     bool // the lower the better
}

func (f figure) met(mark float64) bool {
	if f.lower {
		return f.value <= mark
	}
	return f.value >= mark
}

func (f figure) verdict() string {
	switch {
	case f.must == 0:
		return ""
	case !f.met(f.must):
		return "FAIL"
	case f.aim > 0 && f.met(f.aim):
		return "aim"
	}
	return "must"
}

// printTable writes the figures as a Markdown table, for docs/model.md.
func printTable(w io.Writer, figures []figure) {
	fmt.Fprintln(w, "| task | measured on | figure | must | aim | reached |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|")
	for _, f := range figures {
		fmt.Fprintf(w, "| %s | %s | %.4f | %s | %s | %s |\n", f.task, f.split, f.value, mark(f.must), mark(f.aim), f.verdict())
	}
}

func mark(v float64) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", v)
}

// failed counts the figures that miss what they must reach.
func failed(figures []figure) int {
	n := 0
	for _, f := range figures {
		if f.must > 0 && !f.met(f.must) {
			n++
		}
	}
	return n
}
