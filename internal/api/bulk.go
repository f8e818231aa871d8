package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"microconsent/internal/app"
	"microconsent/internal/consent"
	"microconsent/internal/httpx"
)

// Bulk is the body of POST /analyses:bulk.
type Bulk struct {
	Action   string       `json:"action" enum:"tag,untag,rejudge,retry,archive,unarchive,delete"`
	Filter   *string      `json:"filter,omitempty" doc:"Which analyses, as in the address of a list: status=failed&grade=F; empty for all. Not together with ids."`
	IDs      []consent.ID `json:"ids,omitempty" maxItems:"1000" doc:"Which analyses, one by one."`
	Tags     []string     `json:"tags,omitempty" doc:"Of tag and untag."`
	DryRun   bool         `json:"dry_run,omitempty" doc:"Count only."`
	Expected int          `json:"expected,omitempty" doc:"With a filter: the number that a dry run gave. 409 when it is another now."`
}

// BulkFailure is an analysis that the action was not done to.
type BulkFailure struct {
	ID    consent.ID     `json:"id"`
	Error *httpx.Problem `json:"error"`
}

// BulkResult is what became of a bulk action.
type BulkResult struct {
	Count     int           `json:"count" doc:"How many analyses the filter or the ids select."`
	Filter    string        `json:"filter" doc:"The filter in canonical form."`
	DryRun    bool          `json:"dry_run"`
	Done      int           `json:"done"`
	Unchanged int           `json:"unchanged" doc:"They were so already."`
	Failed    int           `json:"failed"`
	Failures  []BulkFailure `json:"failures" nullable:"false" doc:"The first 1,000."`
}

func (a *API) registerBulk() {
	a.routes.POST(`/analyses\:bulk`, httpx.Wrap(a.bulk))
	a.describe(huma.Operation{OperationID: "bulk-action", Method: http.MethodPost, Path: "/analyses:bulk", Tags: analysesTag,
		Summary: "Do one thing to all analyses that a filter selects",
		Description: "First with dry_run, which gives the number and the canonical filter; then with that number in expected. It works in batches: what is done stays done. " +
			"delete takes archived analyses only and is for admins; retry takes failed and canceled ones."},
		map[string]any{"application/json": Bulk{}}, map[int]any{200: BulkResult{}})
}

func (a *API) bulk(c *gin.Context) error {
	if !isJSON(mediaType(c.Request)) {
		return consent.Errorf(consent.Unsupported, "Send application/json.")
	}
	var body Bulk
	if err := readJSON(c.Request, &body, true); err != nil {
		return err
	}
	in, err := body.parse()
	if err != nil {
		return err
	}
	httpx.Unbound(c) // a million analyses take their time
	done, err := a.app.Bulk(c.Request.Context(), httpx.Actor(c), in)
	if err != nil {
		return err
	}
	out := BulkResult{Count: done.Count, Filter: done.Query, DryRun: in.Dry, Done: done.Done, Unchanged: done.Unchanged, Failed: done.Failed, Failures: []BulkFailure{}}
	for _, f := range done.Failures {
		out.Failures = append(out.Failures, BulkFailure{ID: f.ID, Error: httpx.NewProblem(c.Request.Context(), f.Err)})
	}
	writeJSON(c, http.StatusOK, out)
	return nil
}

func (b Bulk) parse() (app.Bulk, error) {
	in := app.Bulk{Action: app.BulkAction(b.Action), IDs: b.IDs, Tags: b.Tags, Dry: b.DryRun, Expected: b.Expected}
	if (b.Filter == nil) == (len(b.IDs) == 0) {
		return in, consent.InvalidField("filter", "Give either a filter or ids; an empty filter means all analyses.")
	}
	for _, id := range b.IDs {
		if _, err := consent.ParseID(string(id)); err != nil {
			return in, consent.InvalidField("ids", "%q is no id.", string(id))
		}
	}
	if b.Filter == nil {
		return in, nil
	}
	values, err := url.ParseQuery(strings.TrimPrefix(*b.Filter, "?"))
	if err != nil {
		return in, consent.InvalidField("filter", "This is no filter: write it as in an address, such as status=failed&grade=F.")
	}
	in.Filter, err = consent.ParseFilter(values)
	return in, err
}
