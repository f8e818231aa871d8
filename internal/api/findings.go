package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

// FindingItem is a finding with the id that PATCH /findings/{id} takes.
type FindingItem struct {
	ID string `json:"id" doc:"The analysis, a dot, and the finding's key. Findings of one rule about the same controls share it."`
	consent.Finding
}

func findingItem(analysis consent.ID, f consent.Finding) FindingItem {
	return FindingItem{ID: string(analysis) + "." + f.Key, Finding: f}
}

func (a *API) registerFindings() {
	register(a, huma.Operation{OperationID: "list-findings", Method: http.MethodGet, Path: "/analyses/{id}/findings", Tags: analysesTag,
		Summary: "List the findings of an analysis"}, a.findings)
	register(a, huma.Operation{OperationID: "triage-finding", Method: http.MethodPatch, Path: "/findings/{id}", Tags: analysesTag,
		Summary: "Decide about a finding",
		Description: "accepted: it is true and will be mended. dismissed: it is true and stays; say why. false_positive: it is not true. open takes a decision back. " +
			"What is dismissed or a false positive costs no points. The decision is kept for later analyses of the same site, by rule and controls; " +
			"an upload has no site. The answer is the finding as it is now."}, a.triage)
}

func (a *API) findings(ctx context.Context, actor consent.Actor, in *byID) (*output[List[FindingItem]], error) {
	found, err := a.find(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	list := List[FindingItem]{Items: []FindingItem{}}
	for _, f := range consent.NewDocument(found).Findings {
		list.Items = append(list.Items, findingItem(found.ID, f))
	}
	return &output[List[FindingItem]]{Body: list}, nil
}

type triageInput struct {
	ID   string `path:"id" doc:"The id of a finding: the analysis, a dot, and the finding's key."`
	Body struct {
		Status string `json:"status" enum:"open,accepted,dismissed,false_positive"`
		Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Needed to dismiss."`
	}
}

func (a *API) triage(ctx context.Context, actor consent.Actor, in *triageInput) (*output[FindingItem], error) {
	analysis, key, _ := strings.Cut(in.ID, ".")
	id, err := consent.ParseID(analysis)
	if err != nil {
		return nil, err
	}
	found, err := a.app.TriageFinding(ctx, actor, app.Triaging{AnalysisID: id, Key: key, Status: consent.Triage(in.Body.Status), Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	for _, f := range consent.NewDocument(found).Findings {
		if f.Key == key {
			return &output[FindingItem]{Body: findingItem(found.ID, f)}, nil
		}
	}
	return nil, consent.Errorf(consent.NotFound, "This analysis has no such finding.")
}
