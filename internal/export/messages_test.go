package export

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"testing"

	"microconsent/internal/consent"
)

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	_, base := messagesOf("en")
	for _, lang := range ReportLanguages() {
		code, words := messagesOf(lang)
		if code != lang || !slices.Equal(slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(base))) {
			t.Errorf("%s has other keys than English", lang)
		}
		for key, s := range words {
			if s == "" {
				t.Errorf("%s: %s is empty", lang, key)
			}
		}
	}
}

// values are the keys of everything that the domain lists.
func values() []string {
	var out []string
	add := func(kind string, list ...any) {
		for _, v := range list {
			out = append(out, kind+"."+fmt.Sprint(v))
		}
	}
	for _, v := range consent.Severities() {
		add("severity", v)
	}
	for _, v := range consent.ClauseRoles() {
		add("role", v)
	}
	for _, v := range consent.Categories() {
		add("category", v)
	}
	for _, v := range consent.Parts() {
		add("score", v)
	}
	for _, v := range consent.Needs() {
		add("need", v)
	}
	for _, v := range consent.Statuses() {
		add("status", v)
	}
	for _, v := range consent.Jurisdictions() {
		add("jurisdiction", v)
	}
	add("triage", consent.TriageOpen, consent.TriageAccepted, consent.TriageDismissed, consent.TriageFalsePositive)
	add("surface", consent.SurfaceBanner, consent.SurfaceFormConsent, consent.SurfaceEmbedConsent, consent.SurfaceBrowserNotice, consent.SurfacePolicy, consent.SurfacePage)
	add("source", consent.SourceURL, consent.SourceHTML, consent.SourceText, consent.SourceJSON, consent.SourcePDF)
	add("practice", consent.PracticeFirstParty, consent.PracticeThirdParty, consent.PracticeUserChoice, consent.PracticeAccess, consent.PracticeRetention,
		consent.PracticeSecurity, consent.PracticePolicyChange, consent.PracticeDoNotTrack, consent.PracticeAudiences, consent.PracticeLegalBasis,
		consent.PracticeInternationalTrans, consent.PracticeCookies, consent.PracticeContact, consent.PracticeIntroductory, consent.PracticeOther)
	add("verdict", "failed", "none", "clean", "low", "medium", "high")
	return out
}

func TestEveryValueAndEveryKeyOfTheTemplateHasWords(t *testing.T) {
	t.Parallel()
	keys := values()
	for _, found := range regexp.MustCompile(`\.T "([a-z0-9_.]+)"`).FindAllStringSubmatch(reportSource, -1) {
		keys = append(keys, found[1])
	}
	if len(keys) < len(values())+20 {
		t.Fatal("the keys of the template were not found")
	}
	for _, key := range keys {
		if _, ok := english()[key]; !ok {
			t.Errorf("%s has no words", key)
		}
	}
}

func TestSayShowsUnknownValues(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"role.accept_all": "accept all", "role.new.kind": "new.kind", "unheard": "unheard"} {
		if got := english().say(key); got != want {
			t.Errorf("%s: got %q", key, got)
		}
	}
}

func TestParseReportLanguage(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "en", "en": "en", "de": "de"} {
		if got, err := ParseReportLanguage(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	if _, err := ParseReportLanguage("fr"); consent.CodeOf(err) != consent.Invalid {
		t.Errorf("fr: %v", err)
	}
}

func TestJudgement(t *testing.T) {
	t.Parallel()
	with := func(d consent.Document, findings ...consent.Finding) consent.Document {
		d.Findings = findings
		return d
	}
	bare := clean()
	bare.Banner, bare.Clauses = consent.Banner{}, nil
	cases := map[string]struct {
		d    consent.Document
		want string
	}{
		"failed":              {failed(), "failed"},
		"high":                {faulty(), "high"},
		"clean":               {clean(), "clean"},
		"no notice":           {bare, "none"},
		"info does not weigh": {with(clean(), consent.Finding{Severity: consent.SeverityInfo}), "clean"},
		"set aside":           {with(clean(), consent.Finding{Severity: consent.SeverityHigh, Status: consent.TriageFalsePositive}), "clean"},
		"accepted counts":     {with(clean(), consent.Finding{Severity: consent.SeverityMedium, Status: consent.TriageAccepted}), "medium"},
		"no notice, yet low":  {with(bare, consent.Finding{Severity: consent.SeverityLow}), "low"},
	}
	for name, c := range cases {
		if got := judgement(c.d); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
