package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/consent"
)

// CompareResult is what changed from one analysis (base) to another (head).
type CompareResult struct {
	Base AnalysisItem `json:"base"`
	Head AnalysisItem `json:"head"`
	Same bool         `json:"same" doc:"Nothing differs but the times."`

	Change consent.Comparison `json:"change"`
}

type compareInput struct {
	Base string `query:"base" required:"true" doc:"The analysis before."`
	Head string `query:"head" required:"true" doc:"The analysis after."`
}

func (a *API) registerCompare() {
	register(a, huma.Operation{OperationID: "compare", Method: http.MethodGet, Path: "/compare", Tags: analysesTag,
		Summary: "Tell what changed between two analyses",
		Description: "Of one site or of two: score, findings (added reads new, removed reads fixed), controls, and the words of notice and policy. " +
			"warnings name what makes the two hard to compare. 409 while one of them has no result."}, a.compare)
}

func (a *API) compare(ctx context.Context, actor consent.Actor, in *compareInput) (*output[CompareResult], error) {
	base, err := consent.ParseID(in.Base)
	if err != nil {
		return nil, err
	}
	head, err := consent.ParseID(in.Head)
	if err != nil {
		return nil, err
	}
	found, err := a.app.Compare(ctx, actor, base, head)
	if err != nil {
		return nil, err
	}
	return &output[CompareResult]{Body: CompareResult{Base: itemOf(found.Base), Head: itemOf(found.Head), Same: found.Change.Same(), Change: found.Change}}, nil
}
