package app

import (
	"context"

	"microconsent/internal/consent"
	"microconsent/internal/detect"
)

// Limits of one Classify call.
const (
	MaxTexts      = 1000
	MaxTextLength = 20_000 // bytes
)

// Classify reads each text without context, in order.
func (a *App) Classify(ctx context.Context, actor consent.Actor, task consent.Task, texts []string) ([]consent.Classification, error) {
	if err := allow(actor, mayRead); err != nil {
		return nil, err
	}
	if len(texts) == 0 || len(texts) > MaxTexts {
		return nil, consent.InvalidField("texts", "Give between 1 and %d texts.", MaxTexts)
	}
	out := make([]consent.Classification, 0, len(texts))
	for _, text := range texts {
		if len(text) > MaxTextLength {
			return nil, consent.InvalidField("texts", "A text may have at most %d bytes.", MaxTextLength)
		}
		guess, err := detect.Classify(task, text)
		if err != nil {
			return nil, err
		}
		out = append(out, guess)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
