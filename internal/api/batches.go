package api

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
	"microconsent/internal/intake"
)

var batchesTag = []string{"Batches"}

const (
	// batchFactor is how much larger than one source the upload of a batch may be.
	batchFactor = 8
	// batchTime is what ten thousand sources may take to be stored.
	batchTime = 10 * time.Minute
)

func (a *API) registerBatches() {
	a.routes.POST("/batches", httpx.Wrap(a.createBatch))
	binary := &huma.Schema{Type: "string", Format: "binary"}
	a.describe(huma.Operation{OperationID: "create-batch", Method: http.MethodPost, Path: "/batches", Tags: batchesTag,
		Summary: "Analyse up to 10,000 sources from a list, a CSV table or a zip of files",
		Description: "Addresses by line (text/plain), a CSV table with a column url or the addresses in its first one (text/csv), or a zip of HTML files. " +
			"As multipart/form-data the options are fields beside the file, else parameters: priority (default low), jurisdiction, policy, fresh, min_confidence. " +
			"Sources that are refused are reported by line and stop no other. The list of analyses takes the filter batch."},
		map[string]any{"text/plain": binary, "text/csv": binary, "application/zip": binary,
			"multipart/form-data": &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{"file": binary}}}, map[int]any{202: BatchState{}})
	register(a, huma.Operation{OperationID: "list-batches", Method: http.MethodGet, Path: "/batches", Tags: batchesTag,
		Summary: "List batches, newest first"}, a.listBatches)
	register(a, huma.Operation{OperationID: "get-batch", Method: http.MethodGet, Path: "/batches/{id}", Tags: batchesTag,
		Summary: "Get one batch with its progress"}, a.getBatch)
	register(a, huma.Operation{OperationID: "list-batch-errors", Method: http.MethodGet, Path: "/batches/{id}/errors", Tags: batchesTag,
		Summary: "List what was refused, by line"}, a.listBatchErrors)
	register(a, huma.Operation{OperationID: "cancel-batch", Method: http.MethodDelete, Path: "/batches/{id}", Tags: batchesTag, DefaultStatus: http.StatusOK,
		Summary: "Cancel the analyses of a batch that wait or run"}, a.cancelBatch)
}

// BatchState is a batch with its progress.
type BatchState struct {
	ID        consent.ID             `json:"id"`
	CreatedAt time.Time              `json:"created_at"`
	CreatedBy string                 `json:"created_by"`
	Name      string                 `json:"name"`
	Kind      consent.BatchKind      `json:"kind" enum:"lines,csv,zip"`
	State     consent.BatchState     `json:"state" enum:"reading,read,broken" doc:"Of the reading. Broken: it ended early; what was taken before is analysed."`
	Priority  consent.Priority       `json:"priority" enum:"high,default,low"`
	Total     int                    `json:"total" doc:"Sources in the upload."`
	Accepted  int                    `json:"accepted"`
	Refused   int                    `json:"refused"`
	Error     *consent.Failure       `json:"error,omitempty" doc:"Why the reading ended early."`
	Analyses  map[consent.Status]int `json:"analyses,omitempty" doc:"How many analyses are in which status; not in lists."`
	Done      int                    `json:"done" doc:"Analyses that ended; 0 in lists."`
	Rate      float64                `json:"rate" doc:"Analyses that ended a second, over the last minute."`
	Left      float64                `json:"left_seconds" doc:"Until all have ended at that rate; 0 when unknown or done."`
}

func batchOf(b consent.Batch) BatchState {
	return BatchState{ID: b.ID, CreatedAt: b.CreatedAt, CreatedBy: b.CreatedBy, Name: b.Name, Kind: b.Kind, State: b.State, Priority: b.Priority,
		Total: b.Total, Accepted: b.Accepted, Refused: b.Refused, Error: b.Failure}
}

func progressOf(p app.BatchProgress) BatchState {
	out := batchOf(p.Batch)
	out.Analyses, out.Done, out.Rate, out.Left = p.Counts.ByStatus, p.Ended(), p.Rate, p.Left.Seconds()
	return out
}

func (a *API) createBatch(c *gin.Context) error {
	httpx.Extend(c, batchTime)
	upload, options, err := a.readBatch(c)
	if err != nil {
		return err
	}
	defer func() { _ = upload.Close() }()
	total, err := upload.Count()
	if err != nil {
		return err
	}
	var wanted app.Submission
	options.apply(&wanted)
	in := app.NewBatch{Name: upload.Name, Kind: upload.Kind, Total: total, Options: wanted.Options, Priority: wanted.Priority}
	batch, err := a.app.SubmitBatch(c.Request.Context(), httpx.Actor(c), in, upload.Items())
	if err != nil {
		return err
	}
	c.Header("Location", Base+"/batches/"+string(batch.ID))
	c.Header("Retry-After", "2")
	writeJSON(c, http.StatusAccepted, batchOf(batch))
	return nil
}

// readBatch takes the upload and the options beside it.
func (a *API) readBatch(c *gin.Context) (*intake.Upload, SubmitOptions, error) {
	var options SubmitOptions
	limits := intake.Limits{Upload: batchFactor * a.maxBody, Source: a.maxBody}
	switch media := mediaType(c.Request); media {
	case "multipart/form-data":
		return readBatchForm(c.Request, limits)
	case "text/plain", "text/csv", "text/tab-separated-values", "application/zip":
		for name, values := range c.Request.URL.Query() {
			if err := options.set(name, []byte(values[0])); err != nil {
				return nil, options, err
			}
		}
		upload, err := intake.Spool(c.Request.Body, "", media, limits)
		return upload, options, uncoded(err)
	}
	return nil, options, consent.Errorf(consent.Unsupported, "Send text/plain, text/csv, application/zip, or multipart/form-data with a file.")
}

func readBatchForm(r *http.Request, limits intake.Limits) (upload *intake.Upload, options SubmitOptions, err error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, options, httpx.Malformed(err, "The multipart body has no usable boundary.")
	}
	defer func() {
		if err != nil && upload != nil {
			_ = upload.Close()
			upload = nil
		}
	}()
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = takeBatchPart(part, &upload, &options, limits)
		}
		if err != nil {
			return upload, options, uncoded(err)
		}
	}
	if upload == nil {
		return nil, options, consent.InvalidField("file", "There is no file. Add one.")
	}
	return upload, options, nil
}

// uncoded tells what is wrong with the body where err does not say so itself.
func uncoded(err error) error {
	var coded *consent.Error
	if err == nil || errors.As(err, &coded) {
		return err
	}
	return unreadable(err)
}

func takeBatchPart(part *multipart.Part, upload **intake.Upload, options *SubmitOptions, limits intake.Limits) (err error) {
	if part.FileName() == "" {
		value, err := readPart(part, maxField)
		if err != nil {
			return err
		}
		return options.set(part.FormName(), value)
	}
	if *upload != nil {
		return consent.InvalidField(part.FormName(), "Send one file.")
	}
	*upload, err = intake.Spool(part, part.FileName(), part.Header.Get("Content-Type"), limits)
	return err
}

func (a *API) listBatches(ctx context.Context, actor consent.Actor, in *Paging) (*pageOutput[BatchState], error) {
	cursor, err := in.cursor()
	if err != nil {
		return nil, err
	}
	page, err := a.app.Batches(ctx, actor, cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &pageOutput[BatchState]{Body: listOf(page, batchOf), Link: nextLink(Base+"/batches", in.values(), page.Next)}, nil
}

func (a *API) getBatch(ctx context.Context, actor consent.Actor, in *byID) (*output[BatchState], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	found, err := a.app.Batch(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &output[BatchState]{Body: progressOf(found)}, nil
}

type batchErrorsInput struct {
	ID    string `path:"id" format:"uuid"`
	After int    `query:"after" minimum:"0" doc:"The last line of the page before."`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"200"`
}

// BatchError is a source that was refused.
type BatchError struct {
	Line    int    `json:"line" doc:"Line or row from 1; of a zip the place of the file."`
	Text    string `json:"text"`
	Message string `json:"message"`
}

// BatchErrors is a page of them.
type BatchErrors struct {
	Items []BatchError `json:"items" nullable:"false"`
	Next  int          `json:"next_after,omitempty" doc:"after of the next page; absent on the last one."`
}

func (a *API) listBatchErrors(ctx context.Context, actor consent.Actor, in *batchErrorsInput) (*output[BatchErrors], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	out := BatchErrors{Items: []BatchError{}}
	for e, err := range a.app.BatchErrors(ctx, actor, id, in.After) {
		if err != nil {
			return nil, err
		}
		if n := len(out.Items); n == in.Limit {
			out.Next = out.Items[n-1].Line
			break
		}
		out.Items = append(out.Items, BatchError{Line: e.Line, Text: e.Text, Message: e.Message})
	}
	return &output[BatchErrors]{Body: out}, nil
}

// BatchCanceled is what became of canceling a batch.
type BatchCanceled struct {
	Canceled int `json:"canceled"`
}

func (a *API) cancelBatch(ctx context.Context, actor consent.Actor, in *byID) (*output[BatchCanceled], error) {
	id, err := consent.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	n, err := a.app.CancelBatch(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &output[BatchCanceled]{Body: BatchCanceled{Canceled: n}}, nil
}
