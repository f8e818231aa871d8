package consent

import (
	"context"
	"iter"
	"time"
)

// Store is the database, seen from the use cases. Every error carries a Code: NotFound
// for a row that is not there (or is another workspace's), Conflict for a broken
// uniqueness or a lost compare-and-set, Unavailable when the database cannot be reached.
// Unless said otherwise a method that takes a workspace sees only its rows.
type Store interface {
	WorkspaceStore
	UserStore
	SessionStore
	APIKeyStore
	SourceStore
	AnalysisStore
	HistoryStore
	TriageStore
	TagStore
	NoteStore
	ShelfStore
	ViewStore
	JobStore
	WorkerStore
	BatchStore
	AuditStore
	RetentionStore
	CareStore
	OnceStore
	// InTx runs fn in one transaction. fn must use the store it is given. An error or a
	// panic rolls back.
	InTx(ctx context.Context, fn func(ctx context.Context, tx Store) error) error
	// Ping says whether the database answers and its schema is the one of this program.
	Ping(ctx context.Context) error
}

// WorkspaceStore keeps workspaces.
type WorkspaceStore interface {
	CreateWorkspace(ctx context.Context, w Workspace) error
	// DefaultWorkspace returns the oldest workspace, NotFound before set-up.
	DefaultWorkspace(ctx context.Context) (Workspace, error)
	// Workspaces lists all, the oldest first.
	Workspaces(ctx context.Context) ([]Workspace, error)
}

// UserStore keeps users. E-mail addresses are unique in the whole instance.
type UserStore interface {
	CreateUser(ctx context.Context, u User) error
	CountUsers(ctx context.Context) (int, error)
	UserByEmail(ctx context.Context, email string) (User, error)
	// UserByID looks in every workspace: a session names a user, not a workspace.
	UserByID(ctx context.Context, id ID) (User, error)
	Users(ctx context.Context, workspace ID) ([]User, error)
	TouchLogin(ctx context.Context, id ID, at time.Time) error
}

// SessionStore keeps the sessions of signed-in browsers.
type SessionStore interface {
	SaveSession(ctx context.Context, s Session) error
	// FindSession returns NotFound for an unknown or expired session.
	FindSession(ctx context.Context, tokenHash string, now time.Time) (Session, error)
	DeleteSession(ctx context.Context, tokenHash string) error
	DeleteExpiredSessions(ctx context.Context, now time.Time) (int, error)
}

// APIKeyStore keeps API keys.
type APIKeyStore interface {
	CreateAPIKey(ctx context.Context, k APIKey) error
	// APIKeyByHash looks in every workspace.
	APIKeyByHash(ctx context.Context, hash string) (APIKey, error)
	APIKeys(ctx context.Context, workspace ID) ([]APIKey, error)
	RevokeAPIKey(ctx context.Context, workspace, id ID, at time.Time) error
	TouchAPIKey(ctx context.Context, id ID, at time.Time) error
}

// SourceStore keeps the descriptions of stored material.
type SourceStore interface {
	// PutSource stores s, or returns the row that already has its workspace and SHA-256, whose
	// CreatedAt then follows, give or take some minutes.
	PutSource(ctx context.Context, s Source) (Source, error)
	Source(ctx context.Context, workspace, id ID) (Source, error)
}

// AnalysisStore keeps analyses with their clauses and findings.
type AnalysisStore interface {
	CreateAnalysis(ctx context.Context, a Analysis) error
	// CreateSubmission is CreateAnalysis and CreateJob at once.
	CreateSubmission(ctx context.Context, a Analysis, j Job) error
	// Analysis returns one with all its clauses and findings.
	Analysis(ctx context.Context, workspace, id ID) (Analysis, error)
	// Analyses lists without clauses and findings, newest first or as the filter says.
	Analyses(ctx context.Context, workspace ID, f Filter) (Page[Analysis], error)
	// AnalysesByID returns those of the ids that are there, in no certain order, without
	// clauses and findings.
	AnalysesByID(ctx context.Context, workspace ID, ids []ID) ([]Analysis, error)
	// CountAnalyses counts by status what the filter selects, its own status left out.
	CountAnalyses(ctx context.Context, workspace ID, f Filter) ([]StatusCount, error)
	// SetAnalysisStatus changes the status and the failure (nil clears it).
	SetAnalysisStatus(ctx context.Context, workspace, id ID, s Status, failure *Failure, at time.Time) error
	// SaveResult writes everything that the engine found, replacing clauses and findings
	// of an earlier attempt.
	SaveResult(ctx context.Context, a Analysis) error
	// SaveFindings replaces findings, score and summary of an analysis and leaves the rest.
	SaveFindings(ctx context.Context, a Analysis) error
	// PreviousAnalysis is the completed analysis that came before a on its site: the newest
	// of the same URL, else the newest of the site. NotFound when there is none, and for an
	// analysis without a site. It comes without clauses and findings.
	PreviousAnalysis(ctx context.Context, a Analysis) (Analysis, error)
	// PreviousScores are the scores of the runs before, by the id of the analysis after it,
	// for those of the given that have one with a score. Of the last 10 completed, not archived
	// analyses of the site it is the newest of the same URL, else the newest.
	PreviousScores(ctx context.Context, workspace ID, of []ID) (map[ID]int, error)
	// AnalysesOfSource lists completed analyses of a stored source, newest first, without
	// clauses and findings.
	AnalysesOfSource(ctx context.Context, workspace, source ID, limit int) ([]Analysis, error)
	// AnalysesOfURL lists completed analyses of an address on a host, newest first, without
	// clauses and findings.
	AnalysesOfURL(ctx context.Context, workspace ID, host, url string, limit int) ([]Analysis, error)
	// LastJudgement is the newest completed analysis of the source that a judged again, from
	// before a: an earlier one that did so too, or the one that a names. NotFound for an
	// analysis of a source of its own. It comes without clauses and findings.
	LastJudgement(ctx context.Context, a Analysis) (Analysis, error)
}

// HistoryStore answers what the pages over many analyses ask. Totals and counts are exact as
// far as they are cheap; the answers say where they stop.
type HistoryStore interface {
	// Facets counts what the filter selects, by key; cursor, page and limit are left out.
	Facets(ctx context.Context, workspace ID, f Filter) (Facets, error)
	// Stats are the series for charts of what the filter selects.
	Stats(ctx context.Context, workspace ID, f Filter) (Stats, error)
	// CountMatching is the exact number of what the filter selects, however long it takes.
	CountMatching(ctx context.Context, workspace ID, f Filter) (int, error)
	// MatchingIDs yields the ids of all that the filter selects, in its order; cursor, page
	// and limit are left out. An error is the last thing that it yields.
	MatchingIDs(ctx context.Context, workspace ID, f Filter) iter.Seq2[ID, error]
	// Sites lists the sites whose newest completed analysis the filter selects, by the time
	// of that analysis or as the filter says (created_at, site, score, severity).
	Sites(ctx context.Context, workspace ID, f Filter) (Page[SiteSummary], error)
	// Site returns one; NotFound when it has no completed analysis.
	Site(ctx context.Context, workspace ID, site string) (SiteSummary, error)
}

// TriageStore keeps what was decided about findings of a site.
type TriageStore interface {
	// PutTriage replaces what was decided about the same site and key.
	PutTriage(ctx context.Context, t SiteTriage) error
	// DeleteTriage forgets a decision; one that is not there is no error.
	DeleteTriage(ctx context.Context, workspace ID, site, key string) error
	// Triage lists the decisions about a site, by rule and key.
	Triage(ctx context.Context, workspace ID, site string) ([]SiteTriage, error)
	// AllTriage lists the decisions about every site.
	AllTriage(ctx context.Context, workspace ID) ([]SiteTriage, error)
}

// JobStore keeps jobs and moves them by compare-and-set. Methods without a workspace are
// for workers and the sweeper.
type JobStore interface {
	CreateJob(ctx context.Context, j Job) error
	Job(ctx context.Context, workspace, id ID) (Job, error)
	JobByID(ctx context.Context, id ID) (Job, error)
	Jobs(ctx context.Context, workspace ID, f JobFilter) (Page[Job], error)
	CountJobs(ctx context.Context, workspace ID) ([]QueueCount, error)
	// CountMatchingJobs counts what the filter selects; cursor and limit are left out.
	CountMatchingJobs(ctx context.Context, workspace ID, f JobFilter) (int, error)
	// JobEvents lists what happened to a job behind a number, oldest first.
	JobEvents(ctx context.Context, workspace, id ID, after int) ([]JobEvent, error)
	// ClaimJob moves queued → running, counts the attempt, notes the progress and sets the
	// lease. Conflict when the job is not queued, not due at now, or its queue is paused.
	ClaimJob(ctx context.Context, id ID, worker string, p Progress, now, leaseUntil time.Time) (Job, error)
	// RenewLease extends the lease and notes the progress. Conflict when the claim is lost.
	RenewLease(ctx context.Context, c Claim, p Progress, now, leaseUntil time.Time) error
	// FinishJob moves running → an ended state. Conflict when the claim is lost.
	FinishJob(ctx context.Context, c Claim, s JobState, failure *Failure, at time.Time) error
	// RequeueJob moves running → queued for another attempt and raises DispatchNo.
	// Conflict when the claim is lost.
	RequeueJob(ctx context.Context, c Claim, failure *Failure, now, runAfter time.Time) error
	// CancelJob moves queued or running → canceled. Conflict when the job has ended.
	CancelJob(ctx context.Context, workspace, id ID, at time.Time) (Job, error)
	// RetryJob moves failed, dead or canceled → queued with fresh attempts. Conflict else.
	RetryJob(ctx context.Context, workspace, id ID, at time.Time) (Job, error)
	// ReleaseExpired puts running jobs whose lease ran out back to queued, or to dead when
	// no attempt is left, and returns them as they are then.
	ReleaseExpired(ctx context.Context, now time.Time, limit int) ([]Job, error)
	// DueJobs returns queued jobs whose time has come and of which the queue was not told
	// since the given time, the oldest first. Those of paused queues are not due.
	DueJobs(ctx context.Context, now, toldBefore time.Time, limit int) ([]Job, error)
	// MarkDispatched notes that the queue was told. It changes nothing when DispatchNo moved on.
	MarkDispatched(ctx context.Context, id ID, dispatchNo int, at time.Time) error
	// BumpDispatch raises DispatchNo of a queued job whose wake-up the queue lost. Conflict
	// when the job is no longer queued under the given number.
	BumpDispatch(ctx context.Context, id ID, dispatchNo int, at time.Time) (Job, error)
	// DeleteEndedJobs removes jobs that ended before the given time, in every workspace.
	DeleteEndedJobs(ctx context.Context, before time.Time) (int, error)
}

// AuditStore keeps audit events, chained by workspace (AuditHead).
type AuditStore interface {
	// AppendAudit adds an event to the end of its workspace's chain. Inside a transaction
	// that happens when the transaction ends, so that the chain is locked for a moment only;
	// an error then ends the transaction.
	AppendAudit(ctx context.Context, e AuditEvent) error
	// AuditEvents lists newest first.
	AuditEvents(ctx context.Context, workspace ID, f AuditFilter) (Page[AuditEvent], error)
	// AuditChain returns the events behind a number, in the order of the chain.
	AuditChain(ctx context.Context, workspace ID, after int64, limit int) ([]AuditEvent, error)
	// AuditHead returns where the chain ends and the newest checkpoint; both zero for a
	// workspace without events. Conflict: there are events outside the chain.
	AuditHead(ctx context.Context, workspace ID) (AuditHead, AuditCheckpoint, error)
	// PurgeAudit removes the oldest events, up to the first one that is not older than the
	// given time, and leaves a checkpoint. Removed is 0 when there was nothing to remove.
	PurgeAudit(ctx context.Context, workspace ID, before, at time.Time) (AuditCheckpoint, error)
	// RedactFacts takes detail, before and after out of events; the chain still holds.
	RedactFacts(ctx context.Context, workspace ID, ids []ID, at time.Time) error
	// CountOldAudit counts what PurgeAudit would remove.
	CountOldAudit(ctx context.Context, workspace ID, before time.Time) (int, error)
}

// RetentionStore removes what grew old. Every method but those of the schedule sees one
// workspace. Analyses that are not done are never old.
type RetentionStore interface {
	// Retention returns what the workspace has set; NotFound before anything was.
	Retention(ctx context.Context, workspace ID) (WorkspaceRetention, error)
	// SaveRetention sets Own and Policy and keeps the rest.
	SaveRetention(ctx context.Context, r WorkspaceRetention) error
	// DueRetention returns the workspaces whose run is due, also those without a row.
	DueRetention(ctx context.Context, now time.Time) ([]WorkspaceRetention, error)
	// ClaimRetention moves the time of the next run on. Conflict when another process did.
	ClaimRetention(ctx context.Context, r WorkspaceRetention, now, until time.Time) error
	// FinishRetention notes a run and when the next one is due.
	FinishRetention(ctx context.Context, workspace ID, outcome RetentionOutcome, ranAt, due time.Time) error

	// CountOld counts what Remove would take away, all rounds together.
	CountOld(ctx context.Context, workspace ID, kind RetentionKind, before time.Time) (int, error)
	// RemoveOld removes the oldest of a kind, at most limit, and says how many. Of sources it
	// takes the analyses' references only; OrphanSources then has them.
	RemoveOld(ctx context.Context, workspace ID, kind RetentionKind, before, at time.Time, limit int) (int, error)
	// RemoveSite removes the analyses of a host, or of all hosts of a site, at most limit. It
	// says how many, and which sources they named.
	RemoveSite(ctx context.Context, workspace ID, hosts SiteHosts, limit int) (int, []ID, error)
	// CountSite counts what RemoveSite would take away, all rounds together.
	CountSite(ctx context.Context, workspace ID, hosts SiteHosts) (int, error)
	// OrphanSources lists sources that no analysis names as its own and that were last stored
	// before the given time, by id, behind after. Policies are among them.
	OrphanSources(ctx context.Context, workspace ID, before time.Time, after ID, limit int) ([]Source, error)
	// RemoveSources removes those of the sources that no analysis names as its own.
	RemoveSources(ctx context.Context, workspace ID, ids []ID) ([]Source, error)
	// ForgetSource makes every analysis forget its stored source; the source is then an orphan.
	ForgetSource(ctx context.Context, workspace, id ID) error
	// EveryAnalysis lists analyses by id, behind after, archived ones too, with nothing but id,
	// status and source filled in.
	EveryAnalysis(ctx context.Context, workspace, after ID, limit int) ([]Analysis, error)
	// PolicyBlobs yields the SHA-256 of every stored policy that an analysis names.
	PolicyBlobs(ctx context.Context, workspace ID) iter.Seq2[string, error]
}

// CareStore looks for rows that do not fit together.
type CareStore interface {
	// Integrity asks the database whether its own structures are sound.
	Integrity(ctx context.Context) error
	// StrayAnalyses lists analyses of a workspace that wait or run, were changed before the
	// given time, and have no job that does.
	StrayAnalyses(ctx context.Context, workspace ID, before time.Time, limit int) ([]Analysis, error)
	// HistoryFaults counts the rows by which terms and counters of the history differ from what
	// follows from the analyses, in every workspace.
	HistoryFaults(ctx context.Context) (int, error)
	// RebuildHistory makes terms, counters and sites anew from the analyses.
	RebuildHistory(ctx context.Context) error
	// FoldCounters adds up what several connections counted of one day, for days before the
	// given time, in every workspace. It returns how many rows that saved.
	FoldCounters(ctx context.Context, before time.Time) (int, error)
	// FoldSites makes the rows of sites anew that several transactions changed at once, at most
	// so many, and says how many. Readers see the same before and after. Of several processes at
	// once one does it; the others return 0.
	FoldSites(ctx context.Context, most int) (int, error)
	// EverySource lists sources by id, behind after.
	EverySource(ctx context.Context, workspace, after ID, limit int) ([]Source, error)
}

// BatchStore keeps batches and what was refused of them.
type BatchStore interface {
	CreateBatch(ctx context.Context, b Batch) error
	// SaveBatch writes name, state, counts, failure and UpdatedAt.
	SaveBatch(ctx context.Context, b Batch) error
	Batch(ctx context.Context, workspace, id ID) (Batch, error)
	// Batches lists newest first.
	Batches(ctx context.Context, workspace ID, cursor *Cursor, limit int) (Page[Batch], error)
	AddBatchErrors(ctx context.Context, workspace, batch ID, errors []BatchError) error
	// SaveBatchErrors writes text and message of lines that are there.
	SaveBatchErrors(ctx context.Context, workspace, batch ID, errors []BatchError) error
	// BatchErrors lists those behind a line, by line.
	BatchErrors(ctx context.Context, workspace, batch ID, after, limit int) ([]BatchError, error)
	// CountBatch counts the analyses of a batch by status, and those that ended since a time.
	CountBatch(ctx context.Context, workspace, batch ID, since time.Time) (BatchCounts, error)
}

// WorkerStore keeps heartbeats of workers and pauses of queues, for the whole instance.
type WorkerStore interface {
	// SaveWorker notes a heartbeat.
	SaveWorker(ctx context.Context, w Worker) error
	// DeleteWorker forgets a worker that ended; one that is not there is no error.
	DeleteWorker(ctx context.Context, id ID) error
	// DeleteSilentWorkers forgets workers without a heartbeat since the given time.
	DeleteSilentWorkers(ctx context.Context, before time.Time) (int, error)
	// Workers lists them by name.
	Workers(ctx context.Context) ([]Worker, error)
	// RunningJobs lists the running jobs of a workspace, the oldest first.
	RunningJobs(ctx context.Context, workspace ID, limit int) ([]Job, error)
	// PauseQueue keeps workers from a queue. Conflict when it is paused already.
	PauseQueue(ctx context.Context, p QueuePause) error
	// ResumeQueue ends a pause and makes the jobs that wait due for dispatch. Conflict when
	// the queue is not paused.
	ResumeQueue(ctx context.Context, q Priority) (QueuePause, error)
	// PausedQueues lists the pauses, by queue.
	PausedQueues(ctx context.Context) ([]QueuePause, error)
}

// Dispatcher wakes a worker for a queued job. Losing a wake-up is harmless: the sweeper
// dispatches again.
type Dispatcher interface {
	// Dispatch tells the queue of the job's DispatchNo. Conflict when it was told already.
	Dispatch(ctx context.Context, j Job) error
	// Interrupt asks the worker that runs the job to stop. Best effort.
	Interrupt(ctx context.Context, j Job) error
	// Known says whether a task for the job's DispatchNo still waits in the queue. One that
	// a worker took does not count: the job's row then says running, or that worker died.
	Known(ctx context.Context, j Job) (bool, error)
	// Pause makes the queue server hold back the queues that are named and no others.
	Pause(ctx context.Context, paused []Priority) error
	// Ping says whether the queue answers.
	Ping(ctx context.Context) error
}

// Capturer turns a submitted source into material for the engine.
type Capturer interface {
	// CheckURL says, without any traffic, whether a URL may be fetched: an absolute http or
	// https URL with a host, no user info, no literal address that the guard refuses.
	// Returns it in normal form.
	CheckURL(raw string) (string, error)
	// Fetch gets a URL through the address guard. Invalid: refused or not usable material;
	// TooLarge: over the cap; Unavailable or Timeout: worth another try.
	Fetch(ctx context.Context, url string) (Capture, error)
	// Read takes uploaded or pasted bytes: unpacks .gz, finds kind and charset. kind ""
	// means find out. Invalid: empty or binary; TooLarge: over the cap when unpacked.
	Read(name, contentType string, kind SourceKind, body []byte) (Capture, error)
}

// Blobs keeps bytes by key, compressed. Keys are made of [a-z0-9/.-].
type Blobs interface {
	Put(ctx context.Context, key string, body []byte) error // the same key twice is no error
	Get(ctx context.Context, key string) ([]byte, error)    // NotFound
	Delete(ctx context.Context, key string) error           // a missing key is no error
	Ping(ctx context.Context) error
	BlobKeys
}

// Hasher hashes passwords (argon2id, PHC string format).
type Hasher interface {
	Hash(password string) (string, error)
	// Verify takes the same time whether or not the hash is empty.
	Verify(hash, password string) bool
}

// Rate is how many events a key may cause in a period, and how many at once.
type Rate struct {
	Limit  int
	Period time.Duration
	Burst  int
}

// RateResult is the state of a limit after an event.
type RateResult struct {
	Allowed    bool
	Limit      int
	Remaining  int
	RetryAfter time.Duration // 0 when allowed
	ResetAfter time.Duration
}

// Limiter counts events by key across all processes.
type Limiter interface {
	Allow(ctx context.Context, key string, r Rate) (RateResult, error)
}

// Observer is told of what happens, for metrics. Labels are small fixed sets, never a
// host or an id.
type Observer interface {
	// JobStarted tells of an attempt and how long its job had been due.
	JobStarted(queue Priority, waited time.Duration)
	// AttemptEnded tells of an attempt's outcome: ok, the code of its error, lost (canceled or
	// taken over) or returned (the worker stopped).
	AttemptEnded(queue Priority, outcome string, took time.Duration)
	// JobEnded tells of a job's end; took is since its submission.
	JobEnded(queue Priority, state JobState, took time.Duration)
	// AnalysisDone tells of what the engine judged, its bytes and its time.
	AnalysisDone(kind SourceKind, status Status, bytes int, took time.Duration)
	// AnalysisReused tells of a stored result that was given instead.
	AnalysisReused(kind SourceKind)
	Dispatched(queue Priority)
	Swept(released, dispatched int)
}
