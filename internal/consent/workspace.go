package consent

import "time"

// Workspace owns every other row; nothing is visible across workspaces.
type Workspace struct {
	ID        ID
	Name      string
	CreatedAt time.Time
}
