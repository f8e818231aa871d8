package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// policyTime bounds the fetch of a policy: a slow one must not cost the page its result.
const policyTime = 20 * time.Second

// readPolicy reads the policy of a page where the submitter asked for it, and judges the
// page again together with it. Whatever is wrong with the policy is told in its summary and
// fails nothing: only the end of ctx and our own stores do. It returns how long the network
// took.
func (a *App) readPolicy(ctx context.Context, analysis *consent.Analysis, page *detect.Page, found *detect.Result) (time.Duration, error) {
	analysis.Policy = page.OwnPolicy(*found)
	if !analysis.Options.Policy || analysis.Policy != nil {
		return 0, nil
	}
	captured, text, err := a.policyText(ctx, analysis, page, *found)
	switch {
	case ctx.Err() != nil:
		return captured.FetchTime, ctx.Err()
	case err != nil:
		a.Log.InfoContext(ctx, "policy not read", "analysis_id", analysis.ID, "code", consent.CodeOf(err), "error", err)
		analysis.Policy.Error = &consent.Failure{Code: consent.CodeOf(err), Message: consent.MessageOf(err)}
		return captured.FetchTime, nil
	}
	analysis.Policy = text.Summary(captured.URL)
	page.JudgeWith(found, captured.URL, text)
	return captured.FetchTime, a.keepPolicy(ctx, analysis, captured)
}

// policyText gets the policy and reads it.
func (a *App) policyText(ctx context.Context, analysis *consent.Analysis, page *detect.Page, found detect.Result) (consent.Capture, detect.PolicyText, error) {
	captured, err := a.policyMaterial(ctx, analysis, page, found)
	if err != nil {
		return captured, detect.PolicyText{}, err
	}
	analysis.Policy.URL = captured.URL
	text, err := detect.ReadPolicy(ctx, detect.Input{Kind: captured.Kind, Text: captured.Text, URL: captured.URL, Options: analysis.Options})
	return captured, text, err
}

// policyMaterial fetches the policy that the page links to, or takes the one that was read
// when the source was judged before. It notes on the analysis where that is.
func (a *App) policyMaterial(ctx context.Context, analysis *consent.Analysis, page *detect.Page, found detect.Result) (consent.Capture, error) {
	analysis.Policy = &consent.Policy{URL: page.PolicyLink(found)}
	if analysis.RejudgedFrom != "" {
		return a.storedPolicy(ctx, analysis)
	}
	if analysis.Policy.URL == "" {
		return consent.Capture{}, consent.Errorf(consent.NotFound, "The page has no link to a policy that can be followed.")
	}
	address, err := a.Capture.CheckURL(analysis.Policy.URL)
	if err != nil {
		return consent.Capture{}, err
	}
	limited, cancel := context.WithTimeout(ctx, patience(ctx))
	defer cancel()
	return a.Capture.Fetch(limited, address)
}

// patience is how long a policy may take: at most half of the time that is left.
func patience(ctx context.Context) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return min(policyTime, time.Until(end)/2)
	}
	return policyTime
}

// storedPolicy reads the bytes of the policy of the analysis before.
func (a *App) storedPolicy(ctx context.Context, analysis *consent.Analysis) (consent.Capture, error) {
	before, err := a.Store.Analysis(ctx, analysis.WorkspaceID, analysis.RejudgedFrom)
	if err != nil {
		return consent.Capture{}, err
	}
	old := before.Policy
	if old == nil || old.SHA256 == "" {
		return consent.Capture{}, consent.Errorf(consent.NotFound, "The policy was not stored with the page, so it cannot be read again.")
	}
	body, err := a.Blobs.Get(ctx, consent.SourceKey(analysis.WorkspaceID, old.SHA256))
	if err != nil {
		return consent.Capture{}, err
	}
	captured, err := a.Capture.Read("", old.ContentType, old.Kind, body)
	captured.URL = old.URL
	return captured, err
}

// keepPolicy stores the bytes once by workspace and SHA-256, where the page itself is stored.
func (a *App) keepPolicy(ctx context.Context, analysis *consent.Analysis, c consent.Capture) error {
	p, sum := analysis.Policy, sha256.Sum256(c.Body)
	p.Kind, p.ContentType, p.Bytes, p.SHA256 = c.Kind, c.ContentType, int64(len(c.Body)), hex.EncodeToString(sum[:])
	if analysis.SourceID == "" {
		return nil
	}
	if err := a.Blobs.Put(ctx, consent.SourceKey(analysis.WorkspaceID, p.SHA256), c.Body); err != nil {
		return err
	}
	_, err := a.Store.PutSource(ctx, consent.Source{ID: a.IDs.NewID(), WorkspaceID: analysis.WorkspaceID, SHA256: p.SHA256, Bytes: p.Bytes,
		Kind: c.Kind, ContentType: c.ContentType, CreatedAt: a.now()})
	return err
}
