package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/export"
	"microconsent/internal/httpx"
	"microconsent/internal/intake"
	"microconsent/views/label"
	"microconsent/views/layout"
	"microconsent/views/page"
	"microconsent/views/ui"
)

const (
	// batchTime is what ten thousand sources may take to be stored.
	batchTime = 10 * time.Minute
	// shownErrors is how many refused lines a page lists; all are in the download.
	shownErrors = 200
)

func batchPath(id consent.ID) string { return "/batches/" + string(id) }

// limits of what is handed in as a batch.
func (p *pages) limits() intake.Limits {
	return intake.Limits{Upload: uploadFactor * p.MaxBytes, Source: p.MaxBytes}
}

// submitBatch takes a file, or one address a line. Lines of the box that were refused stay in
// it, each with its error; the others are queued. All else is told on the batch's own page.
func (p *pages) submitBatch(c *gin.Context, in submitInput) error {
	httpx.Extend(c, batchTime)
	upload, pasted := in.upload, false
	if upload == nil {
		if strings.TrimSpace(in.lines) == "" {
			return p.submitAgain(c, in, consent.InvalidField("lines", "Give at least one address, or a file."))
		}
		var err error
		if upload, err = intake.Spool(strings.NewReader(in.lines), "", "text/plain", p.limits()); err != nil {
			return p.submitAgain(c, in, onLines(err))
		}
		defer func() { _ = upload.Close() }()
		pasted = true
	}
	total, err := upload.Count()
	if err != nil {
		return p.submitAgain(c, in, onLines(err))
	}
	var options app.Submission
	in.apply(&options)
	batch, err := p.App.SubmitBatch(c.Request.Context(), httpx.Actor(c),
		app.NewBatch{Name: upload.Name, Kind: upload.Kind, Total: total, Options: options.Options, Priority: options.Priority}, upload.Items())
	if err != nil {
		return p.submitAgain(c, in, onLines(err))
	}
	if pasted && batch.Refused > 0 {
		return p.batchAgain(c, in, batch)
	}
	return seeOther(c, batchPath(batch.ID))
}

// onLines puts an error about the upload to the box.
func onLines(err error) error {
	if code := consent.CodeOf(err); code == consent.Invalid || code == consent.TooLarge {
		return &consent.Error{Code: code, Message: consent.MessageOf(err), Fields: []consent.Field{{Name: "lines", Message: consent.MessageOf(err)}}, Err: err}
	}
	return err
}

// batchAgain shows the form with the refused lines alone.
func (p *pages) batchAgain(c *gin.Context, in submitInput, batch consent.Batch) error {
	lines := strings.Split(in.lines, "\n")
	var left []string
	for e, err := range p.App.BatchErrors(c.Request.Context(), httpx.Actor(c), batch.ID, 0) {
		if err != nil {
			return err
		}
		if e.Line <= len(lines) {
			left = append(left, strings.TrimSpace(lines[e.Line-1]))
		}
		if len(in.bad) < shownErrors {
			in.bad = append(in.bad, page.BadLine{Number: len(left), Text: label.Short(e.Text, 200), Message: e.Message})
		}
	}
	in.lines = strings.Join(left, "\n")
	if batch.Accepted > 0 {
		in.accepted = []ui.Link{{Text: label.Count(batch.Accepted, "address", "addresses"), Href: batchPath(batch.ID)}}
	}
	return p.submitAgain(c, in, consent.InvalidField("lines", "%s refused. They are still in the box; correct them and send them again.",
		label.Count(batch.Refused, "line was", "lines were")))
}

func (p *pages) batches(c *gin.Context) error {
	var cursor *consent.Cursor
	if text := c.Query("cursor"); text != "" {
		parsed, err := consent.ParseCursor(text)
		if err != nil {
			return err
		}
		cursor = &parsed
	}
	found, err := p.App.Batches(c.Request.Context(), httpx.Actor(c), cursor, 0)
	if err != nil {
		return err
	}
	v := page.Batches{Frame: p.frame(c, "Batches", layout.NavJobs), Pager: ui.Pager{Label: "batches"}}
	for _, b := range found.Items {
		v.Rows = append(v.Rows, batchRow(b))
	}
	if cursor != nil {
		v.Pager.First = "/batches"
	}
	if found.Next != nil {
		v.Pager.Older = "/batches?cursor=" + url.QueryEscape(found.Next.String())
	}
	return render(c, http.StatusOK, page.BatchesPage(v), "")
}

func batchRow(b consent.Batch) page.BatchRow {
	row := page.BatchRow{Href: batchPath(b.ID), Name: b.Name, Created: b.CreatedAt, By: b.CreatedBy, Total: b.Total, Accepted: b.Accepted, Refused: b.Refused,
		State: map[consent.BatchState]string{consent.BatchReading: "Being read", consent.BatchRead: "Read", consent.BatchBroken: "Broke off"}[b.State], Broken: b.State == consent.BatchBroken}
	if row.Name == "" {
		row.Name = map[consent.BatchKind]string{consent.BatchLines: "Addresses", consent.BatchCSV: "Table of addresses", consent.BatchZip: "Archive of files"}[b.Kind]
	}
	return row
}

// batch shows how far a batch is. With scripts its progress is asked for every two seconds;
// without, the page reloads itself.
func (p *pages) batch(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), httpx.Actor(c)
	found, err := p.App.Batch(ctx, actor, id)
	if err != nil {
		return err
	}
	v := newBatchView(found)
	if v.Ended && actor.Role.AtLeast(consent.RoleAnalyst) || !actor.Role.AtLeast(consent.RoleAnalyst) {
		v.Cancel = ""
	}
	if wantsFragment(c) {
		return render(c, http.StatusOK, page.BatchPage(v), "progress")
	}
	v.Frame = p.frame(c, v.Row.Name, layout.NavJobs)
	if !v.Ended {
		c.Header("Refresh", "30") // scripts look more often
	}
	for e, err := range p.App.BatchErrors(ctx, actor, id, 0) {
		if err != nil {
			return err
		}
		if len(v.Errors) == shownErrors {
			break
		}
		v.Errors = append(v.Errors, page.BadLine{Number: e.Line, Text: label.Short(e.Text, 200), Message: e.Message})
	}
	return render(c, http.StatusOK, page.BatchPage(v), "")
}

func newBatchView(b app.BatchProgress) page.Batch {
	analyses := "/analyses?batch=" + string(b.ID)
	done := b.Ended()
	v := page.Batch{Row: batchRow(b.Batch), Path: batchPath(b.ID), Queue: b.Priority, Done: done, Analyses: analyses, Cancel: batchPath(b.ID) + "/cancel",
		Download: batchPath(b.ID) + "/errors.csv", Ended: b.State != consent.BatchReading && done >= b.Accepted}
	if b.Failure != nil {
		v.Failure = b.Failure.Message
	}
	if b.Accepted > 0 {
		v.Percent = 100 * done / b.Accepted
	}
	if b.Rate > 0 && !v.Ended {
		v.Rate = strconv.FormatFloat(b.Rate*60, 'f', 1, 64) + " a minute"
	}
	if b.Left > 0 {
		v.Left = label.Elapsed(b.Left)
	}
	for _, status := range consent.Statuses() {
		if n := b.Counts.ByStatus[status]; n > 0 {
			v.Statuses = append(v.Statuses, ui.Link{Text: label.Status(status), Href: analyses + "&status=" + string(status), Count: n, Counted: true})
		}
	}
	for _, format := range []string{"csv", "xlsx", "ndjson", "json"} {
		v.Exports = append(v.Exports, ui.Link{Text: strings.ToUpper(format), Href: "/api/v1/export." + format + "?batch=" + string(b.ID)})
	}
	return v
}

// batchErrors streams all refused lines as CSV.
func (p *pages) batchErrors(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	if _, err := p.App.Batch(c.Request.Context(), httpx.Actor(c), id); err != nil {
		return err
	}
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", `attachment; filename="refused.csv"`)
	c.Header("Cache-Control", "no-store")
	err = export.BatchErrors(c.Writer, p.App.BatchErrors(c.Request.Context(), httpx.Actor(c), id, 0))
	httpx.Note(c.Request.Context(), err)
	return nil
}

func (p *pages) askCancelBatch(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	found, err := p.App.Batch(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	v := page.Confirm{Frame: p.frame(c, "Cancel the batch", layout.NavJobs), Title: "Cancel what is left of this batch?", Action: batchPath(id) + "/cancel",
		Text: label.Count(found.Counts.Waiting(), "analysis has", "analyses have") + " not ended yet. Those that have stay as they are.",
		Do:   "Cancel the rest", Retreat: "Go on", Back: batchPath(id), Dialog: wantsFragment(c)}
	return render(c, http.StatusOK, page.ConfirmPage(v), "confirm")
}

func (p *pages) cancelBatch(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	httpx.Extend(c, batchTime)
	n, err := p.App.CancelBatch(c.Request.Context(), httpx.Actor(c), id)
	if err != nil {
		return err
	}
	p.flash(c, "canceledall", n)
	return seeOther(c, batchPath(id))
}
