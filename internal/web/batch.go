package web

import (
	"strings"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/views/label"
	"microconsent/views/page"
	"microconsent/views/ui"
)

// submitBatch queues one analysis a line. Lines that were refused stay in the box, each
// with its error; the others are queued.
func (p *pages) submitBatch(c *gin.Context, in submitInput) error {
	lines := linesOf(in.lines)
	if len(lines) == 0 {
		return p.submitAgain(c, in, consent.InvalidField("lines", "Give at least one address."))
	}
	if len(lines) > app.MaxBatch {
		return p.submitAgain(c, in, consent.InvalidField("lines", "These are %d addresses; at most %d may be sent at once.", len(lines), app.MaxBatch))
	}
	many := make([]app.Submission, len(lines))
	for i, line := range lines {
		many[i].URL = line
		in.apply(&many[i])
	}
	results, err := p.App.SubmitMany(c.Request.Context(), httpx.Actor(c), many)
	if err != nil {
		return p.submitAgain(c, in, err)
	}
	in.settle(lines, results)
	if len(in.bad) == 0 {
		p.flash(c, "queued", len(lines))
		return seeOther(c, "/jobs")
	}
	return p.submitAgain(c, in, consent.InvalidField("lines", "%s refused. They are still in the box; correct them and send them again.",
		label.Count(len(in.bad), "line was", "lines were")))
}

// settle leaves only the refused lines in the box.
func (in *submitInput) settle(lines []string, results []app.SubmitResult) {
	var left []string
	in.accepted = nil
	for i, r := range results {
		if r.Err == nil {
			in.accepted = append(in.accepted, ui.Link{Text: lines[i], Href: jobPath(r.Job.ID)})
			continue
		}
		left = append(left, lines[i])
		in.bad = append(in.bad, page.BadLine{Number: len(left), Text: label.Short(lines[i], 200), Message: consent.MessageOf(r.Err)})
	}
	in.lines = strings.Join(left, "\n")
}

// linesOf are the lines with something on them.
func linesOf(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
