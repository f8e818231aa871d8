package label

import (
	"slices"
	"testing"
	"time"

	"microconsent/internal/consent"
	"microconsent/internal/detect/lang"
)

// check finds values without words of their own, and two values with the same words.
func check[T ~string](t *testing.T, values []T, text func(T) string) {
	t.Helper()
	seen := map[string]T{}
	for _, v := range values {
		words := text(v)
		if words == string(v) || words == "" {
			t.Errorf("%T %q has no words", v, v)
		}
		if other, ok := seen[words]; ok {
			t.Errorf("%q and %q are both %q", v, other, words)
		}
		seen[words] = v
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{0: "a moment", 59 * time.Second: "a moment", 5 * time.Minute: "5 min", 125 * time.Minute: "2 h", 50 * time.Hour: "2 d"} {
		if got := Ago(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestEveryValueHasWords(t *testing.T) {
	t.Parallel()
	check(t, consent.ClauseRoles(), Role)
	check(t, consent.Categories(), Category)
	check(t, consent.Severities(), Severity)
	check(t, consent.Statuses(), Status)
	check(t, consent.JobStates(), JobState)
	check(t, consent.Priorities(), Priority)
	check(t, consent.Jurisdictions(), Jurisdiction)
	check(t, consent.Roles(), UserRole)
	check(t, consent.RetentionKinds(), Kept)
	check(t, Actions(), Action)
	check(t, []consent.SourceKind{consent.SourceURL, consent.SourceHTML, consent.SourceText, consent.SourceJSON, consent.SourcePDF}, Source)
	check(t, []consent.ClauseKind{consent.KindControl, consent.KindCheckbox, consent.KindLink, consent.KindBanner, consent.KindStatement}, Kind)
	check(t, []consent.Surface{consent.SurfaceBanner, consent.SurfaceFormConsent, consent.SurfaceEmbedConsent, consent.SurfaceBrowserNotice, consent.SurfacePolicy, consent.SurfacePage}, Surface)
	check(t, []consent.Triage{consent.TriageOpen, consent.TriageAccepted, consent.TriageDismissed, consent.TriageFalsePositive}, Triage)
	check(t, consent.Parts(), Part)
	check(t, consent.Needs(), Need)
	kinds := []consent.ChangeKind{consent.ChangeAdded, consent.ChangeRemoved, consent.ChangeChanged, consent.ChangeUnchanged}
	check(t, kinds, FindingChange)
	check(t, kinds, ControlChange)
	check(t, []consent.CompareCode{consent.CompareIncomplete, consent.CompareRuleset, consent.CompareEngine, consent.CompareJurisdiction, consent.CompareLanguage,
		consent.CompareSource, consent.CompareURL, consent.CompareRender, consent.CompareConfidence, consent.CompareObserved}, CompareWarning)
	check(t, []consent.ActorKind{consent.ActorUser, consent.ActorKey, consent.ActorSystem}, ActorKind)
}

func TestEveryLanguageOfTheEngineHasAName(t *testing.T) {
	t.Parallel()
	check(t, slices.Compact(slices.Sorted(slices.Values(append(lang.Codes(), lang.ModelCodes()...)))), Language)
}

func TestUnknownValuesAreShownAsTheyAre(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{Role("brand_new"): "brand new", Action("key.turn"): "key.turn", Language("xx"): "xx", Practice("a_b"): "a b"} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 9, 5, 0, 0, time.FixedZone("", 3600))
	for got, want := range map[string]string{
		Time(at): "3 Nov 2026, 08:05", Stamp(at): "2026-11-03T08:05:00Z", Day(&at): "2026-11-03", Day(nil): "",
		Count(1, "job", "jobs"): "1 job", Count(0, "job", "jobs"): "0 jobs", Count(1234567, "job", "jobs"): "1\u202f234\u202f567 jobs",
		Number(-1234): "-1\u202f234", Number(999): "999", Percent(0.955): "96 %", Percent(1): "100 %",
		Bytes(1): "1 byte", Bytes(1023): "1\u202f023 bytes", Bytes(1536): "1.5 KiB", Bytes(10 << 20): "10 MiB",
		Milliseconds(999): "999 ms", Milliseconds(65_000): "1 min 5 s",
		Elapsed(-time.Second): "0 s", Elapsed(59 * time.Second): "59 s", Elapsed(130 * time.Minute): "2 h 10 min", Elapsed(76 * time.Hour): "3 d 4 h",
		Short("äöü", 2): "äö…", Short("äö", 2): "äö", Plain("https://a.example/b/"): "a.example/b",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
