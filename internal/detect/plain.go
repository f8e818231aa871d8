package detect

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"microconsent/internal/consent"
	"microconsent/internal/detect/clauses"
	"microconsent/internal/detect/lang"
	"microconsent/internal/detect/roles"
	"microconsent/internal/detect/rules"
	"microconsent/internal/detect/surfaces"
)

// Limits of plain text.
const (
	maxStatements = 5_000
	maxNotice     = 4_000 // bytes; a longer text is a policy, not the text of a notice
	maxButton     = 60    // bytes of a line that may be a button's
	sureButton    = 0.8
)

// analyzeText reads plain text: the statements of a policy, or the pasted text of a notice
// with its buttons, one a line.
func (p *Page) analyzeText(ctx context.Context) (Result, error) {
	text := string(p.in.Text)
	code, sure := lang.Detect(head(text), "")
	r := Result{Language: consent.Language{Code: code, Confidence: sure, Covered: lang.Covered(code)}}
	if len(text) <= maxNotice && surfaces.SpeaksOfCookies(text) {
		r.Clauses = pastedNotice(text)
	}
	if len(r.Clauses) > 0 {
		r.Banner = pastedBanner(text, r.Clauses)
		r.Language.Consent = code
	} else if r.Clauses = statements(ctx, text); ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	p.judge(&r, rules.Markup{}, nil)
	return r, ctx.Err()
}

// statements splits a policy into sentences and classifies them. It ends early, with what
// it has, when the context ends.
func statements(ctx context.Context, text string) []consent.Clause {
	var out []consent.Clause
	line, at := 1, 0
	for _, s := range clauses.Split(text) {
		if ctx.Err() != nil || len(out) == maxStatements {
			break
		}
		line += strings.Count(text[at:s.Start], "\n")
		at = s.Start
		if !s.IsHeading {
			c := statement(s.Text)
			c.Line, c.ID = line, "c"+strconv.Itoa(len(out)+1)
			out = append(out, c)
		}
	}
	return out
}

// statement classifies one sentence.
func statement(text string) consent.Clause {
	c := consent.Clause{Kind: consent.KindStatement, Surface: consent.SurfacePolicy, Role: consent.ClauseOther,
		Category: consent.CategoryOther, Text: text}
	for _, g := range clauses.Guess(text).Practices {
		c.Practices = append(c.Practices, g.Name)
		c.Confidence = max(c.Confidence, g.Confidence)
		c.Category = consent.CategoryPrivacy
	}
	return c
}

// pastedNotice finds lines that are buttons of a notice. Without one that decides there is
// no notice.
func pastedNotice(text string) []consent.Clause {
	var out []consent.Clause
	reader, number, decides := roles.NewReader(), 0, false
	for line := range strings.Lines(text) {
		number++
		line = strings.Join(strings.Fields(line), " ")
		if line == "" || len(line) > maxButton {
			continue
		}
		g := reader.Text(line)
		if g.Role == consent.ClauseOther || g.Confidence < sureButton {
			continue
		}
		decides = decides || slices.Contains(decisive(), g.Role)
		out = append(out, consent.Clause{ID: "c" + strconv.Itoa(len(out)+2), Kind: consent.KindControl, Surface: consent.SurfaceBanner,
			Role: g.Role, Category: consent.CategoryOther, Confidence: g.Confidence, Text: line, Line: number, Evidence: g.Evidence})
	}
	if !decides {
		return nil
	}
	notice := consent.Clause{ID: "c1", Kind: consent.KindBanner, Surface: consent.SurfaceBanner, Role: consent.ClauseOther,
		Category: consent.CategoryOther, Confidence: sureButton, Text: strings.Join(strings.Fields(text), " "), Line: 1}
	return append([]consent.Clause{notice}, out...)
}

func decisive() []consent.ClauseRole {
	return []consent.ClauseRole{consent.ClauseAcceptAll, consent.ClauseRejectAll, consent.ClauseAcknowledge, consent.ClauseSave}
}

func pastedBanner(text string, all []consent.Clause) consent.Banner {
	return consent.Banner{Present: true, Text: all[0].Text, ImpliedConsent: surfaces.Implied(text),
		FirstLayerReject: slices.ContainsFunc(all, func(c consent.Clause) bool { return c.Role == consent.ClauseRejectAll })}
}

// head is enough of a text to tell its language.
func head(text string) string {
	const enough = 600
	return string(bytes.ToValidUTF8([]byte(text[:min(len(text), enough)]), nil))
}
