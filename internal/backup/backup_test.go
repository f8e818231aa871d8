package backup_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"microconsent/internal/app"
	"microconsent/internal/backup"
	"microconsent/internal/blob"
	"microconsent/internal/boot"
	"microconsent/internal/config"
	"microconsent/internal/consent"
	"microconsent/internal/store"
	"microconsent/internal/testrig/services"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// opened is an installation without any process.
type opened struct {
	db    *store.Store
	blobs *blob.Bucket
}

func (o opened) archived() backup.Store { return backup.Store{Tables: o.db, Blobs: o.blobs} }

func open(t testing.TB, databaseURL, blobURL string) opened {
	t.Helper()
	db, err := store.Open(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(blobURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	return opened{db, blobs}
}

func empty(t testing.TB, databaseURL string) opened { return open(t, databaseURL, "mem://") }

func sqlite(t testing.TB) string { return "sqlite://" + filepath.Join(t.TempDir(), "x.db") }

// seeded is an installation with some of everything.
func seeded(t testing.TB, databaseURL string) opened {
	t.Helper()
	blobURL := "file://" + filepath.Join(t.TempDir(), "blobs")
	cfg, err := config.Load([]string{"MICROCONSENT_DATABASE_URL=" + databaseURL, "MICROCONSENT_BLOB_URL=" + blobURL,
		"MICROCONSENT_ADMIN_EMAIL=ada@example.com", "MICROCONSENT_ADMIN_PASSWORD=correct horse battery"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	if err := boot.Init(t.Context(), cfg, log, bytes.NewBuffer(nil), boot.InitOptions{Seed: true}); err != nil {
		t.Fatal(err)
	}
	in, err := boot.OpenReady(t.Context(), cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	fill(t, in.App)
	decision := consent.SiteTriage{WorkspaceID: consent.DefaultWorkspaceID, Site: "example.com", Key: "k", Rule: "r", Status: consent.TriageAccepted, Decision: consent.Decision{By: "Ada", At: noon}}
	if err := in.Store.PutTriage(t.Context(), decision); err != nil {
		t.Fatal(err)
	}
	batch := consent.Batch{ID: "0197a000-0000-7000-8000-0000000000b1", WorkspaceID: consent.DefaultWorkspaceID, CreatedAt: noon, UpdatedAt: noon, CreatedBy: "Ada",
		Name: "ü.csv", Kind: consent.BatchCSV, State: consent.BatchRead, Priority: consent.PriorityLow, Total: 2, Accepted: 1, Refused: 1}
	refused := []consent.BatchError{{Line: 2, Text: "\u2028 'x'", Message: "This is no address."}}
	pause := consent.QueuePause{Queue: consent.PriorityLow, PausedAt: noon, PausedBy: "Ada"}
	if err := cmp.Or(in.Store.CreateAnalysis(t.Context(), withPolicy()), in.Store.CreateBatch(t.Context(), batch), in.Store.AddBatchErrors(t.Context(), batch.WorkspaceID, batch.ID, refused),
		in.Store.PauseQueue(t.Context(), pause)); err != nil {
		t.Fatal(err)
	}
	return open(t, databaseURL, blobURL)
}

// withPolicy is an analysis with a policy that is large enough to be packed.
func withPolicy() consent.Analysis {
	a := consent.Analysis{ID: "0197a000-0000-7000-8000-0000000000a1", WorkspaceID: consent.DefaultWorkspaceID, CreatedAt: noon, UpdatedAt: noon, Status: consent.StatusFailed,
		Failure: &consent.Failure{Code: consent.Timeout}, Source: consent.SourceRef{Kind: consent.SourceURL}, Policy: &consent.Policy{Language: "de", Note: "\u2028 ü"}}
	for i := range 500 {
		a.Policy.Cookies = append(a.Policy.Cookies, consent.DeclaredCookie{Name: "_ga", Category: consent.CategoryAnalytics, Purpose: "zählt", Line: i})
	}
	return a
}

// fill adds what the samples lack: keys, decisions, waiting and ended jobs, odd texts.
func fill(t testing.TB, a *app.App) {
	t.Helper()
	ctx, actor := t.Context(), consent.SystemActor(consent.DefaultWorkspaceID, "tester \u2028 'quoted' <&> \u00fc")
	if _, _, err := a.CreateAPIKey(ctx, actor, app.NewAPIKey{Name: "ключ \\ \" ?", Role: consent.RoleViewer}); err != nil {
		t.Fatal(err)
	}
	found, err := a.Analyses(ctx, actor, consent.Filter{Severity: []consent.Severity{consent.SeverityHigh}})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := a.Analysis(ctx, actor, found.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.TriageFinding(ctx, actor, app.Triaging{AnalysisID: whole.ID, Key: whole.Findings[0].Key, Status: consent.TriageDismissed, Reason: "no\nreason"}); err != nil {
		t.Fatal(err)
	}
	mark(t, a, actor, whole.ID)
	for _, in := range []app.Submission{{URL: "https://example.com/?q=%20ü"}, {URL: "https://example.org/"}, {Body: []byte("<p>\x00\xff cookies</p>"), Name: "ü.html"}} {
		if _, err := a.Submit(ctx, actor, in); err != nil {
			t.Fatal(err)
		}
	}
	jobs, err := a.Jobs(ctx, actor, consent.JobFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.CancelJob(ctx, actor, jobs.Items[1].ID); err != nil {
		t.Fatal(err)
	}
}

// mark adds what people note.
func mark(t testing.TB, a *app.App, actor consent.Actor, id consent.ID) {
	t.Helper()
	ctx := t.Context()
	_, tagErr := a.AddTags(ctx, actor, id, []string{"ü \u2028"})
	_, noteErr := a.AddNote(ctx, actor, id, "a note\nof two lines")
	view, viewErr := a.CreateView(ctx, actor, app.NewView{Name: "'bad'", Query: "grade=F"})
	if err := cmp.Or(tagErr, noteErr, viewErr, a.SetDefaultView(ctx, actor, view.ID)); err != nil {
		t.Fatal(err)
	}
}

func written(t testing.TB, from opened) ([]byte, consent.ArchiveSummary) {
	t.Helper()
	var out bytes.Buffer
	summary, err := backup.Write(t.Context(), &out, from.archived(), "1.2.3", noon)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), summary
}

func read(t testing.TB, archive []byte, into opened, force bool) (consent.ArchiveSummary, error) {
	t.Helper()
	return backup.Read(t.Context(), bytes.NewReader(archive), into.archived(), force,
		func(context.Context, consent.ArchiveSummary, consent.Restoration) error { return nil })
}

// TestThereAndBack takes an installation from one database to the other and back: the counts
// and digests of every table, and of the blobs, stay.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	for name, urls := range map[string][3]func(testing.TB) string{
		"SQLite first":     {sqlite, services.Postgres, sqlite},
		"PostgreSQL first": {services.Postgres, sqlite, services.Postgres},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := seeded(t, urls[0](t))
			archive, want := written(t, first)
			for _, d := range want.Tables {
				if slices.Contains([]string{"audit_checkpoints", "retention"}, d.Name) {
					continue
				}
				if d.Rows == 0 {
					t.Errorf("%s is empty: nothing is tested with it", d.Name)
				}
			}
			if want.Blobs < 8 || want.Missing != 0 {
				t.Errorf("blobs %d, missing %d", want.Blobs, want.Missing)
			}
			for _, url := range urls[1:] {
				next := empty(t, url(t))
				if _, err := read(t, archive, next, false); err != nil {
					t.Fatal(err)
				}
				var got consent.ArchiveSummary
				if archive, got = written(t, next); !slices.Equal(got.Tables, want.Tables) || got.BlobsHash != want.BlobsHash || got.Blobs != want.Blobs {
					t.Errorf("got  %+v\nwant %+v", got, want)
				}
				works(t, next, rowsIn(want, "analyses"))
			}
		})
	}
}

func rowsIn(summary consent.ArchiveSummary, table string) int {
	for _, d := range summary.Tables {
		if d.Name == table {
			return int(d.Rows)
		}
	}
	return 0
}

// works: the restored rows are read as they were, also as typed values.
func works(t *testing.T, o opened, analyses int) {
	t.Helper()
	found, err := o.db.Analyses(t.Context(), consent.DefaultWorkspaceID, consent.Filter{Limit: 200})
	if err != nil || len(found.Items) != analyses {
		t.Fatalf("%d analyses, %v", len(found.Items), err)
	}
	for _, item := range found.Items {
		whole, err := o.db.Analysis(t.Context(), consent.DefaultWorkspaceID, item.ID)
		if err != nil {
			t.Fatal(err)
		}
		if whole.Done() && whole.Failure == nil && (len(whole.Clauses) != whole.Summary.Clauses || whole.Engine.Version == "") {
			t.Errorf("analysis %s lost parts", whole.ID)
		}
	}
	packed, err := o.db.Analysis(t.Context(), consent.DefaultWorkspaceID, withPolicy().ID)
	if err != nil || !reflect.DeepEqual(packed.Policy, withPolicy().Policy) {
		t.Errorf("a large policy came back as %+v, %v", packed.Policy, err)
	}
	head, from, err := o.db.AuditHead(t.Context(), consent.DefaultWorkspaceID)
	if err != nil {
		t.Fatal(err)
	}
	events, err := o.db.AuditChain(t.Context(), consent.DefaultWorkspaceID, from.Seq, 1000)
	if err != nil {
		t.Fatal(err)
	}
	verifier := consent.NewAuditVerifier(head, from)
	for _, e := range events {
		verifier.Check(e)
	}
	if report := verifier.Report(); report.Break != nil || report.Events < 10 {
		t.Errorf("the chain does not hold: %+v, %+v", report, report.Break)
	}
}

func TestFinishRunsInTheTransaction(t *testing.T) {
	t.Parallel()
	archive, _ := written(t, seeded(t, sqlite(t)))
	into := empty(t, sqlite(t))
	own := errors.New("own")
	_, err := backup.Read(t.Context(), bytes.NewReader(archive), into.archived(), false, func(_ context.Context, s consent.ArchiveSummary, _ consent.Restoration) error {
		if s.Version != "1.2.3" || !s.CreatedAt.Equal(noon) {
			t.Errorf("summary %+v", s)
		}
		return own
	})
	if !errors.Is(err, own) {
		t.Error(err)
	}
	untouched(t, into)
}

func untouched(t testing.TB, o opened) {
	t.Helper()
	if all, err := o.db.Workspaces(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("the database was changed: %d workspaces, %v", len(all), err)
	}
}

// full is a disk with room for so many bytes.
type full struct{ room int }

var errFull = errors.New("no space left on device")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	from := seeded(t, sqlite(t))
	for _, room := range []int{0, 5000} {
		_, err := backup.Write(t.Context(), &full{room}, from.archived(), "1", noon)
		if !errors.Is(err, errFull) || consent.CodeOf(err) != consent.Unavailable {
			t.Errorf("room for %d: %v", room, err)
		}
	}
}

func TestMissingBlobsAreCounted(t *testing.T) {
	t.Parallel()
	from := seeded(t, sqlite(t))
	enough := errors.New("enough")
	err := from.blobs.List(t.Context(), "", func(key string) error { return errors.Join(from.blobs.Delete(t.Context(), key), enough) })
	if !errors.Is(err, enough) {
		t.Fatal(err)
	}
	if _, summary := written(t, from); summary.Missing != 1 {
		t.Errorf("missing %d", summary.Missing)
	}
}
