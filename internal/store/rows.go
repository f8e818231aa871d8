package store

import (
	"time"

	"github.com/uptrace/bun"

	"microconsent/internal/consent"
)

type workspaceRow struct {
	bun.BaseModel `bun:"table:workspaces,alias:w"`

	ID        consent.ID `bun:"id,pk"`
	Name      string     `bun:"name"`
	CreatedAt time.Time  `bun:"created_at"`
}

func (r workspaceRow) domain() consent.Workspace {
	return consent.Workspace{ID: r.ID, Name: r.Name, CreatedAt: r.CreatedAt.UTC()}
}

type userRow struct {
	bun.BaseModel `bun:"table:users,alias:u"`

	ID           consent.ID   `bun:"id,pk"`
	WorkspaceID  consent.ID   `bun:"workspace_id"`
	Email        string       `bun:"email"`
	Name         string       `bun:"name"`
	Role         consent.Role `bun:"role"`
	PasswordHash string       `bun:"password_hash"`
	CreatedAt    time.Time    `bun:"created_at"`
	LastLoginAt  *time.Time   `bun:"last_login_at"`
	DisabledAt   *time.Time   `bun:"disabled_at"`
}

func newUserRow(u consent.User) userRow {
	return userRow{ID: u.ID, WorkspaceID: u.WorkspaceID, Email: clean(u.Email), Name: clean(u.Name), Role: u.Role,
		PasswordHash: u.PasswordHash, CreatedAt: stamp(u.CreatedAt), LastLoginAt: stampPtr(u.LastLoginAt), DisabledAt: stampPtr(u.DisabledAt)}
}

func (r userRow) domain() consent.User {
	return consent.User{ID: r.ID, WorkspaceID: r.WorkspaceID, Email: r.Email, Name: r.Name, Role: r.Role, PasswordHash: r.PasswordHash,
		CreatedAt: r.CreatedAt.UTC(), LastLoginAt: utcPtr(r.LastLoginAt), DisabledAt: utcPtr(r.DisabledAt)}
}

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions,alias:s"`

	TokenHash string    `bun:"token_hash,pk"`
	Data      []byte    `bun:"data"`
	ExpiresAt time.Time `bun:"expires_at"`
}

func (r sessionRow) domain() consent.Session {
	return consent.Session{TokenHash: r.TokenHash, Data: r.Data, ExpiresAt: r.ExpiresAt.UTC()}
}

type apiKeyRow struct {
	bun.BaseModel `bun:"table:api_keys,alias:k"`

	ID          consent.ID   `bun:"id,pk"`
	WorkspaceID consent.ID   `bun:"workspace_id"`
	Name        string       `bun:"name"`
	Role        consent.Role `bun:"role"`
	Hash        string       `bun:"hash"`
	Prefix      string       `bun:"prefix"`
	LastFour    string       `bun:"last_four"`
	CreatedBy   consent.ID   `bun:"created_by,nullzero"`
	CreatedAt   time.Time    `bun:"created_at"`
	ExpiresAt   *time.Time   `bun:"expires_at"`
	LastUsedAt  *time.Time   `bun:"last_used_at"`
	RevokedAt   *time.Time   `bun:"revoked_at"`
}

func newAPIKeyRow(k consent.APIKey) apiKeyRow {
	return apiKeyRow{ID: k.ID, WorkspaceID: k.WorkspaceID, Name: clean(k.Name), Role: k.Role, Hash: k.Hash, Prefix: k.Prefix, LastFour: k.LastFour,
		CreatedBy: k.CreatedBy, CreatedAt: stamp(k.CreatedAt), ExpiresAt: stampPtr(k.ExpiresAt), LastUsedAt: stampPtr(k.LastUsedAt), RevokedAt: stampPtr(k.RevokedAt)}
}

func (r apiKeyRow) domain() consent.APIKey {
	return consent.APIKey{ID: r.ID, WorkspaceID: r.WorkspaceID, Name: r.Name, Role: r.Role, Hash: r.Hash, Prefix: r.Prefix, LastFour: r.LastFour,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC(), ExpiresAt: utcPtr(r.ExpiresAt), LastUsedAt: utcPtr(r.LastUsedAt), RevokedAt: utcPtr(r.RevokedAt)}
}

type sourceRow struct {
	bun.BaseModel `bun:"table:sources,alias:s"`

	ID          consent.ID         `bun:"id,pk"`
	WorkspaceID consent.ID         `bun:"workspace_id"`
	SHA256      string             `bun:"sha256"`
	Bytes       int64              `bun:"bytes"`
	Kind        consent.SourceKind `bun:"kind"`
	ContentType string             `bun:"content_type"`
	CreatedAt   time.Time          `bun:"created_at"`
}

func newSourceRow(s consent.Source) sourceRow {
	return sourceRow{ID: s.ID, WorkspaceID: s.WorkspaceID, SHA256: s.SHA256, Bytes: s.Bytes, Kind: s.Kind,
		ContentType: clean(s.ContentType), CreatedAt: stamp(s.CreatedAt)}
}

func (r sourceRow) domain() consent.Source {
	return consent.Source{ID: r.ID, WorkspaceID: r.WorkspaceID, SHA256: r.SHA256, Bytes: r.Bytes, Kind: r.Kind,
		ContentType: r.ContentType, CreatedAt: r.CreatedAt.UTC()}
}

type jobRow struct {
	bun.BaseModel `bun:"table:jobs,alias:j"`

	ID           consent.ID               `bun:"id,pk"`
	WorkspaceID  consent.ID               `bun:"workspace_id"`
	Kind         consent.JobKind          `bun:"kind"`
	AnalysisID   consent.ID               `bun:"analysis_id"`
	Queue        consent.Priority         `bun:"queue"`
	State        consent.JobState         `bun:"state"`
	Attempt      int                      `bun:"attempt"`
	MaxAttempts  int                      `bun:"max_attempts"`
	DispatchNo   int                      `bun:"dispatch_no"`
	Worker       string                   `bun:"worker"`
	Percent      int                      `bun:"percent"`
	Stage        string                   `bun:"stage"`
	LastError    jsonOf[*consent.Failure] `bun:"last_error"`
	CreatedAt    time.Time                `bun:"created_at"`
	UpdatedAt    time.Time                `bun:"updated_at"`
	RunAfter     time.Time                `bun:"run_after"`
	StartedAt    *time.Time               `bun:"started_at"`
	EndedAt      *time.Time               `bun:"ended_at"`
	LeaseUntil   *time.Time               `bun:"lease_until"`
	DispatchedAt *time.Time               `bun:"dispatched_at"`
	Events       int                      `bun:"events,scanonly"` // kept by a trigger, as is the trail
	Trail        string                   `bun:"trail,scanonly"`
}

func newJobRow(j consent.Job) jobRow {
	return jobRow{ID: j.ID, WorkspaceID: j.WorkspaceID, Kind: j.Kind, AnalysisID: j.AnalysisID, Queue: j.Queue, State: j.State,
		Attempt: j.Attempt, MaxAttempts: j.MaxAttempts, DispatchNo: j.DispatchNo, Worker: clean(j.Worker),
		Percent: j.Progress.Percent, Stage: clean(j.Progress.Stage), LastError: asJSON(j.LastError),
		CreatedAt: stamp(j.CreatedAt), UpdatedAt: stamp(j.UpdatedAt), RunAfter: stamp(j.RunAfter), StartedAt: stampPtr(j.StartedAt),
		EndedAt: stampPtr(j.EndedAt), LeaseUntil: stampPtr(j.LeaseUntil), DispatchedAt: stampPtr(j.DispatchedAt)}
}

func (r jobRow) domain() consent.Job {
	return consent.Job{ID: r.ID, WorkspaceID: r.WorkspaceID, Kind: r.Kind, AnalysisID: r.AnalysisID, Queue: r.Queue, State: r.State,
		Attempt: r.Attempt, MaxAttempts: r.MaxAttempts, DispatchNo: r.DispatchNo, Worker: r.Worker,
		Progress: consent.Progress{Percent: r.Percent, Stage: r.Stage}, LastError: r.LastError.V,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), RunAfter: r.RunAfter.UTC(), StartedAt: utcPtr(r.StartedAt),
		EndedAt: utcPtr(r.EndedAt), LeaseUntil: utcPtr(r.LeaseUntil), DispatchedAt: utcPtr(r.DispatchedAt)}
}

// domains converts rows.
func domains[R interface{ domain() T }, T any](rows []R) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = row.domain()
	}
	return out
}
