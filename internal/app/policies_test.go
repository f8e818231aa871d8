package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"microconsent/internal/app"
	"microconsent/internal/consent"
)

const linking = `<!doctype html><html lang="en"><head><title>Shop</title><script async src="https://connect.facebook.net/en_US/fbevents.js"></script></head><body>
<div id="cookie-banner" role="dialog"><p>We use cookies for analytics and advertising. <a href="/privacy">Privacy policy</a></p>
<button>Accept all</button> <button>Reject all</button></div></body></html>`

const privacy = `<!doctype html><html lang="en"><title>Privacy policy</title><main><h1>Privacy policy</h1>
<p>We collect your name and e-mail address when you create an account.</p>
<p>We do not share your personal data with third parties.</p>
<p>We keep your order data for ten years, as tax law requires.</p></main></html>`

// site answers fetches from pages by address; others are not reachable.
func site(pages map[string]string) func(context.Context, string) (consent.Capture, error) {
	return func(_ context.Context, url string) (consent.Capture, error) {
		body, ok := pages[url]
		switch {
		case !ok:
			return consent.Capture{}, consent.Errorf(consent.Unavailable, "The site did not answer.")
		case body == "":
			return consent.Capture{}, consent.Errorf(consent.Invalid, "The site answered with an empty page.")
		}
		return consent.Capture{Kind: consent.SourceHTML, URL: url, ContentType: "text/html; charset=utf-8", Body: []byte(body), Text: []byte(body)}, nil
	}
}

const home, policyAddress = "https://shop.example/", "https://shop.example/privacy"

func asking() app.Submission {
	return app.Submission{URL: home, Options: consent.Options{Policy: true}}
}

func rulesOf(a consent.Analysis) []string {
	var out []string
	for _, f := range a.Findings {
		out = append(out, f.Rule)
	}
	return out
}

func TestPolicyIsReadOnRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.net.fetch = site(map[string]string{home: linking, policyAddress: privacy})
	s := r.must(asking())
	if err := r.RunJob(t.Context(), s.Job.ID, "w1"); err != nil {
		t.Fatal(err)
	}
	_, a := r.want(s, consent.JobSucceeded, consent.StatusCompleted)
	p := a.Policy
	if !p.Read() || p.URL != policyAddress || p.Language != "en" || p.Statements != 3 || p.SHA256 == "" || p.Bytes != int64(len(privacy)) {
		t.Fatalf("policy %+v", p)
	}
	at := slices.IndexFunc(p.Practices, func(p consent.PolicyPractice) bool { return p.Name == consent.PracticeRetention })
	if at < 0 || !strings.HasPrefix(p.Practices[at].Excerpt, "We keep your order data") {
		t.Errorf("practices %+v", p.Practices)
	}
	if !slices.Contains(rulesOf(a), "third-party-undisclosed") {
		t.Errorf("the contradiction is no finding: %v", rulesOf(a))
	}
}

func TestPolicyIsNotReadUnasked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.net.fetch = site(map[string]string{home: linking})
	a, err := r.AnalyzeNow(t.Context(), r.actor, app.Submission{URL: home})
	if err != nil || a.Policy != nil {
		t.Errorf("policy %+v, %v", a.Policy, err)
	}
}

// Whatever is wrong with the policy, the page keeps its result and the summary tells why.
func TestPolicyThatCannotBeReadFailsNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page  string
		pages map[string]string
		code  consent.Code
		says  string
	}{
		"unreachable":          {linking, nil, consent.Unavailable, "did not answer"},
		"empty":                {linking, map[string]string{policyAddress: ""}, consent.Invalid, "empty"},
		"drawn later":          {linking, map[string]string{policyAddress: "<title>Privacy</title><div id=app></div>"}, consent.Invalid, "script"},
		"no link":              {page, nil, consent.NotFound, "no link"},
		"refused by the guard": {strings.ReplaceAll(linking, `"/privacy"`, `"http://127.0.0.1/privacy"`), nil, consent.Invalid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			pages := map[string]string{home: c.page}
			for address, body := range c.pages {
				pages[address] = body
			}
			r.net.fetch = site(pages)
			a, err := r.AnalyzeNow(t.Context(), r.actor, asking())
			if err != nil || a.Status != consent.StatusCompleted || !a.Banner.Present {
				t.Fatalf("status %s, banner %v: %v", a.Status, a.Banner.Present, err)
			}
			if a.Policy == nil || a.Policy.Error == nil || a.Policy.Error.Code != c.code || !strings.Contains(a.Policy.Error.Message, c.says) {
				t.Errorf("policy %+v, want %s that says %q", a.Policy, c.code, c.says)
			}
		})
	}
}

func TestPolicyOfFiveMegabytesAndOfAnotherLanguage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, note string }{
		"5 MB":        {"<title>Privacy</title>" + strings.Repeat("<p>We keep your order data for ten years, as tax law requires of us.</p>\n", 70_000), "first 5000 sentences"},
		"not covered": {"<html lang=ga><title>Privacy</title>" + strings.Repeat("<p>Tá do chuid sonraí pearsanta á bpróiseáil againn chun ár seirbhís a sholáthar duit.</p>", 12), "not covered"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.net.fetch = site(map[string]string{home: linking, policyAddress: c.body})
			a, err := r.AnalyzeNow(t.Context(), r.actor, asking())
			if err != nil || !a.Policy.Read() || !strings.Contains(a.Policy.Note, c.note) {
				t.Errorf("policy %+v, %v; want a note with %q", a.Policy, err, c.note)
			}
			if slices.Contains(rulesOf(a), "retention-missing") {
				t.Error("something is concluded from what was not read")
			}
		})
	}
}

func TestPolicyTextIsItsOwnSummary(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, err := r.AnalyzeNow(t.Context(), r.actor, app.Submission{Body: []byte("Privacy policy\n\nWe keep your order data for ten years.\nYou may access and delete your personal data.\n"), Kind: consent.SourceText})
	if err != nil || !a.Policy.Read() || a.Policy.URL != "" || a.Policy.Statements != 2 {
		t.Errorf("policy %+v, %v", a.Policy, err)
	}
}

// Judging again reads the policy that was stored; nothing is fetched.
func TestRejudgingReadsTheStoredPolicy(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.net.fetch = site(map[string]string{home: linking, policyAddress: privacy})
	before, err := r.AnalyzeNow(t.Context(), r.actor, asking())
	if err != nil {
		t.Fatal(err)
	}
	r.net.fetch = func(context.Context, string) (consent.Capture, error) {
		t.Error("judging again went to the network")
		return consent.Capture{}, consent.Errorf(consent.Unavailable, "No.")
	}
	after, err := r.RejudgeNow(t.Context(), r.actor, before.ID, true)
	if err != nil || !after.Head.Policy.Read() || after.Head.Policy.SHA256 != before.Policy.SHA256 || !after.Change.Same() {
		t.Errorf("policy %+v, same %v, %v", after.Head.Policy, after.Change.Same(), err)
	}
}

// Looking at a page without keeping it needs no store for its policy either.
func TestInspectReadsPoliciesWithoutAStore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.net.fetch = site(map[string]string{home: linking, policyAddress: privacy})
	alone := app.New(app.Deps{Capture: r.net, Clock: r.clock, IDs: &ids{}, Observer: silent{}, Log: r.Log}, settings())
	a, err := alone.Inspect(t.Context(), asking())
	if err != nil || !a.Policy.Read() {
		t.Errorf("policy %+v, %v", a.Policy, err)
	}
}
