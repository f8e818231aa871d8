package export

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"microconsent/internal/consent"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds got to testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// fixtures are three documents: a notice with faults, one without, and a failure.
func fixtures() map[string]consent.Document {
	return map[string]consent.Document{"faulty": faulty(), "clean": clean(), "failed": failed()}
}

func faulty() consent.Document {
	ticked := true
	a := consent.Analysis{
		ID: "0197a3b0-0000-7000-8000-000000000001", CreatedAt: noon(), Status: consent.StatusCompleted,
		Source: consent.SourceRef{Kind: consent.SourceURL, URL: "https://www.beispiel.example/start?a=1&b=2", Title: "Startseite – Beispiel",
			SHA256: strings.Repeat("0123456789abcdef", 4), Bytes: 48213},
		Redirects: []string{"http://beispiel.example/", "https://www.beispiel.example/start?a=1&b=2"},
		Options:   consent.Options{Jurisdiction: consent.JurisdictionEU, MinConfidence: 0.5},
		Language:  consent.Language{Code: "de", Consent: "de", Confidence: 0.99, Covered: true},
		Engine:    consent.Engine{Version: "1.0.0", Ruleset: "2026.11"},
		CMPs:      []consent.CMP{{ID: "onetrust", Name: "OneTrust", Confidence: 0.99, Evidence: "script src cdn.cookielaw.org"}},
		Banner:    consent.Banner{Present: true, Selector: "#onetrust-banner-sdk", Text: "Wir und unsere 12 Partner verwenden Cookies. Mit Ihrem Besuch stimmen Sie zu."},
		Clauses: []consent.Clause{
			{ID: "c1", Kind: consent.KindBanner, Surface: consent.SurfaceBanner, Role: consent.ClauseOther, Category: consent.CategoryPrivacy, Confidence: 1,
				Text: "Wir und unsere 12 Partner verwenden Cookies. Mit Ihrem Besuch stimmen Sie zu.", Element: "div", Selector: "#onetrust-banner-sdk", Line: 118},
			{ID: "c2", Kind: consent.KindControl, Surface: consent.SurfaceBanner, Role: consent.ClauseAcceptAll, Category: consent.CategoryOther, Confidence: 0.97,
				Text: "Alle akzeptieren", Element: "button", Selector: "#onetrust-accept-btn-handler", Line: 120, Interactive: true},
			{ID: "c3", Kind: consent.KindCheckbox, Surface: consent.SurfaceBanner, Role: consent.ClausePurposeToggle, Category: consent.CategoryAnalytics, Confidence: 0.9,
				Text: "Statistik | Analyse", Element: "input", Selector: "div > label:nth-of-type(2) > input", Line: 125, Interactive: true, Checked: &ticked, Disabled: true},
			{ID: "c4", Kind: consent.KindStatement, Surface: consent.SurfacePolicy, Role: consent.ClauseOther, Category: consent.CategoryPrivacy, Confidence: 0.8,
				Practices: []consent.Practice{consent.PracticeRetention, consent.PracticeCookies}, Text: "Wir speichern Cookies für 12 Monate.", Element: "p", Selector: "#policy > p", Line: 300},
		},
		Findings: []consent.Finding{
			{Rule: "no-reject-on-first-layer", Severity: consent.SeverityHigh, Status: consent.TriageOpen, Title: "No way to refuse on the first layer",
				Explanation: "The notice offers to accept, but not to refuse.", Remedy: "Put a refusal beside the acceptance.", Clauses: []string{"c2"},
				References: []string{"EDPB-CBTF-A", "GDPR-7(3)"}, Confidence: 0.95, Key: "00112233aabbccdd",
				Disagreement: "A minority of authorities does not require it on the same layer."},
			{Rule: "pre-ticked-purpose", Severity: consent.SeverityMedium, Status: consent.TriageAccepted, Title: "A purpose is ticked beforehand", Clauses: []string{"c1", "c3"},
				Explanation: "Silence is no consent.", Remedy: "Leave it unticked.", References: []string{"CJEU-C-673/17"}, Confidence: 0.9,
				Evidence: []string{`The box "Statistik" is ticked and disabled.`}, Decision: &consent.Decision{By: "dpo@beispiel.example", At: noon()}},
			{Rule: "retention-missing", Severity: consent.SeverityLow, Status: consent.TriageFalsePositive, Title: "No retention period", Explanation: "x", Confidence: 0.6,
				Decision: &consent.Decision{By: "anna", At: noon(), Reason: "It stands in the policy."}},
			{Rule: "vendor-count-missing", Severity: consent.SeverityInfo, Title: "Partners are counted", Confidence: 1},
		},
		Unobserved: []consent.Unobserved{{Rule: "reject-ignored", Title: "Is a refusal obeyed", Needs: []consent.Need{consent.NeedLive}, Why: "No browser visited the page."}},
		Score: &consent.Score{Value: 42, Grade: "D", Parts: []consent.ScorePart{
			{Name: consent.PartValidity, Value: 12, Max: 25, Observed: true, Why: []string{"−8: A purpose is ticked beforehand"}},
			{Name: consent.PartRefusal, Value: 3, Max: 25, Observed: true, Why: []string{"−15: No way to refuse on the first layer"}},
			{Name: consent.PartTransparency, Value: 25, Max: 25, Observed: true},
			{Name: consent.PartBehaviour, Max: 25, Why: []string{"No browser visited the page."}}}},
		Timing: consent.Timing{Fetch: 210, Parse: 3, Analyze: 2},
		Policy: &consent.Policy{URL: "https://www.beispiel.example/datenschutz", Language: "de", Covered: true, Statements: 42, SHA256: strings.Repeat("89abcdef", 8), Bytes: 9000,
			Practices: []consent.PolicyPractice{{Name: consent.PracticeRetention, Statements: 2, Excerpt: "Wir speichern Cookies für 12 Monate."}, {Name: consent.PracticeSecurity}},
			Cookies:   []consent.DeclaredCookie{{Name: "_ga", Category: consent.CategoryAnalytics, Declared: "Statistik", Provider: "Google", Duration: "2 Jahre"}}},
	}
	a.Summary = consent.Summarize(a.Clauses, a.Findings)
	return consent.NewDocument(a)
}

func clean() consent.Document {
	a := consent.Analysis{
		ID: "0197a3b0-0000-7000-8000-000000000002", CreatedAt: noon(), Status: consent.StatusCompleted,
		Source:   consent.SourceRef{Kind: consent.SourceHTML, Name: "shop: start page.html", Bytes: 900, SHA256: strings.Repeat("ab", 32)},
		Options:  consent.Options{Jurisdiction: consent.JurisdictionUK},
		Language: consent.Language{Code: "en", Consent: "en", Confidence: 0.9, Covered: true}, Engine: consent.Engine{Version: "1.0.0", Ruleset: "2026.11"},
		Banner: consent.Banner{Present: true, Selector: "#c", Text: "May we count your visit?", FirstLayerReject: true},
		Clauses: []consent.Clause{
			{ID: "c1", Kind: consent.KindControl, Surface: consent.SurfaceBanner, Role: consent.ClauseAcceptAll, Category: consent.CategoryOther, Confidence: 0.9, Text: "Yes", Selector: "#yes", Line: 3},
			{ID: "c2", Kind: consent.KindControl, Surface: consent.SurfaceBanner, Role: consent.ClauseRejectAll, Category: consent.CategoryOther, Confidence: 0.9, Text: "No", Selector: "#no", Line: 4},
		},
		Score:  &consent.Score{Value: 100, Grade: "A"},
		Policy: &consent.Policy{Error: &consent.Failure{Code: consent.NotFound, Message: "The page has no link to a policy that can be followed."}},
	}
	a.Summary = consent.Summarize(a.Clauses, a.Findings)
	return consent.NewDocument(a)
}

func failed() consent.Document {
	return consent.NewDocument(consent.Analysis{
		ID: "0197a3b0-0000-7000-8000-000000000003", CreatedAt: noon(), Status: consent.StatusFailed,
		Source: consent.SourceRef{Kind: consent.SourceURL, URL: "https://gone.example/"}, Options: consent.Options{Jurisdiction: consent.JurisdictionEU},
		Failure: &consent.Failure{Code: consent.Unavailable, Message: "The site did not answer."},
	})
}

// hostile is a document in which every scanned text attacks the reader.
func hostile() consent.Document {
	evil := "</style></title></q><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"alert(3)\u202e\u2066\x00\xff{{.}}](javascript:alert(4)) `@all` | ![x](//evil.example/x.png)"
	d := faulty()
	d.Source.URL, d.Source.Name, d.Source.Title, d.Source.SHA256 = "javascript:alert(5)//"+evil, evil, evil, evil
	d.Language.Code, d.Language.Consent = `de" onclick="x`, `de" onclick="x`
	d.Engine.Version, d.Engine.Ruleset, d.Redirects = evil, evil, []string{evil}
	d.Banner.Text = evil
	d.CMPs[0].Name, d.CMPs[0].Evidence = evil, evil
	for i := range d.Clauses {
		c := &d.Clauses[i]
		c.Text, c.Selector, c.Role, c.Category, c.Surface, c.Practices = evil, evil, consent.ClauseRole(evil), consent.Category(evil), consent.Surface(evil), []consent.Practice{consent.Practice(evil)}
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		f.Rule, f.Title, f.Explanation, f.Remedy, f.Evidence, f.References, f.Disagreement = evil, evil, evil, evil, []string{evil}, []string{evil}, evil
		f.Decision = &consent.Decision{By: evil, At: noon(), Reason: evil}
	}
	d.Unobserved[0] = consent.Unobserved{Rule: evil, Title: evil, Needs: []consent.Need{consent.Need(evil)}, Why: evil}
	d.Score.Grade, d.Score.Parts[0].Why, d.Score.Parts[0].Name = evil, []string{evil}, consent.Part(evil)
	d.Error = &consent.Failure{Message: evil}
	d.Policy = &consent.Policy{URL: evil, Language: `de" onclick="x`, Statements: 1, Note: evil, SHA256: evil,
		Practices: []consent.PolicyPractice{{Name: consent.Practice(evil), Statements: 1, Excerpt: evil}},
		Cookies:   []consent.DeclaredCookie{{Name: evil, Declared: evil, Provider: evil, Purpose: evil, Duration: evil}}}
	return d
}
