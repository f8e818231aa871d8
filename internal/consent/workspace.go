package consent

import "time"

// Workspace owns every other row; nothing is visible across workspaces.
type Workspace struct {
	ID        ID
	Name      string
	CreatedAt time.Time
}

// DefaultWorkspaceID is the workspace that every new instance begins with. It is fixed,
// so that processes that start together agree on it.
const DefaultWorkspaceID ID = "00000000-0000-7000-8000-000000000001"
