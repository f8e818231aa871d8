package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
	"microconsent/internal/detect/site"
)

// describe notes on the analysis what its material is.
func describe(analysis *consent.Analysis, c consent.Capture) {
	sum := sha256.Sum256(c.Body)
	analysis.Source.SHA256 = hex.EncodeToString(sum[:])
	analysis.Source.Bytes = int64(len(c.Body))
	if c.URL != "" {
		analysis.Source.URL, analysis.Redirects = c.URL, c.Redirects
		analysis.Host = hostOf(c.URL)
		analysis.Site = siteOf(analysis.Host)
	}
	if c.Name != "" {
		analysis.Source.Name = c.Name
	}
	analysis.Timing.Fetch = c.FetchTime.Milliseconds()
}

// keep stores the material once by workspace and SHA-256 and links the analysis to it. known:
// it had been stored before, as material of the same kind.
func (a *App) keep(ctx context.Context, store consent.Store, analysis *consent.Analysis, c consent.Capture) (known bool, err error) {
	if err := a.Blobs.Put(ctx, consent.SourceKey(analysis.WorkspaceID, analysis.Source.SHA256), c.Body); err != nil {
		return false, err
	}
	own := a.IDs.NewID()
	source, err := store.PutSource(ctx, consent.Source{ID: own, WorkspaceID: analysis.WorkspaceID,
		SHA256: analysis.Source.SHA256, Bytes: analysis.Source.Bytes, Kind: c.Kind, ContentType: c.ContentType, CreatedAt: a.now()})
	if err != nil {
		return false, err
	}
	analysis.SourceID = source.ID
	return source.ID != own && source.Kind == c.Kind && source.ContentType == c.ContentType, nil
}

// stored reads the material of an analysis back and decodes it as it was decoded first.
func (a *App) stored(ctx context.Context, analysis consent.Analysis) (consent.Capture, consent.Source, error) {
	source, err := a.Store.Source(ctx, analysis.WorkspaceID, analysis.SourceID)
	if err != nil {
		return consent.Capture{}, source, err
	}
	body, err := a.Blobs.Get(ctx, consent.SourceKey(source.WorkspaceID, source.SHA256))
	if err != nil {
		return consent.Capture{}, source, err
	}
	captured, err := a.Capture.Read(analysis.Source.Name, source.ContentType, source.Kind, body)
	return captured, source, err
}

// judge runs the engine and writes all that it found on the analysis.
func (a *App) judge(ctx context.Context, analysis *consent.Analysis, c consent.Capture) error {
	begin := a.Clock.Now()
	page, err := a.parsePage(ctx, detect.Input{Kind: c.Kind, Text: c.Text, URL: analysis.Source.URL, Options: analysis.Options})
	if err != nil {
		return err
	}
	parsed := a.Clock.Now()
	found, err := a.analyzePage(ctx, c, page)
	if err != nil {
		return err
	}
	fetched, err := a.readPolicy(ctx, analysis, page, &found)
	if err != nil {
		return err
	}
	done := a.now()
	analysis.Source.Title, analysis.Language, analysis.Engine = found.Title, found.Language, detect.Engine()
	analysis.CMPs, analysis.Banner = found.CMPs, found.Banner
	withKeys(found.Findings, found.Clauses) // before clauses are left out
	analysis.Clauses, analysis.Findings = leaveOut(found.Clauses, found.Findings, analysis.Options.MinConfidence)
	analysis.Unobserved, analysis.Score = found.Unobserved, found.Score
	analysis.Summary = consent.Summarize(analysis.Clauses, analysis.Findings)
	analysis.Timing.Parse, analysis.Timing.Analyze = parsed.Sub(begin).Milliseconds(), max(0, done.Sub(parsed)-fetched).Milliseconds()
	analysis.Timing.Fetch += fetched.Milliseconds()
	analysis.Status, analysis.Failure = consent.StatusCompleted, nil
	analysis.UpdatedAt, analysis.FinishedAt = done, &done
	a.Observer.AnalysisDone(analysis.Source.Kind, analysis.Status, len(c.Text), max(0, done.Sub(begin)-fetched))
	return nil
}

// parsePage and analyzePage are the two steps of the engine, each with its span.
func (a *App) parsePage(ctx context.Context, in detect.Input) (*detect.Page, error) {
	ctx, span := a.Trace.Begin(ctx, "engine.parse", consent.SpanInternal)
	span.Set("microconsent.kind", string(in.Kind))
	span.Set("microconsent.bytes", len(in.Text))
	page, err := detect.Parse(ctx, in)
	span.End(err)
	return page, err
}

func (a *App) analyzePage(ctx context.Context, c consent.Capture, page *detect.Page) (detect.Result, error) {
	ctx, span := a.Trace.Begin(ctx, "engine.analyze", consent.SpanInternal)
	found, err := page.Analyze(ctx)
	span.Set("microconsent.kind", string(c.Kind))
	span.Set("microconsent.bytes", len(c.Text))
	span.Set("microconsent.clauses", len(found.Clauses))
	span.End(err)
	return found, err
}

// siteOf is "" for an upload.
func siteOf(host string) string {
	if host == "" {
		return ""
	}
	return site.Of(host)
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
