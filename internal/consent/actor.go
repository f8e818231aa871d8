package consent

// Role is what a user or key may do. Each role may do all that the one before it may.
type Role string

// The roles: a viewer reads, an analyst also submits and triages, an admin also manages
// users, keys and settings.
const (
	RoleViewer  Role = "viewer"
	RoleAnalyst Role = "analyst"
	RoleAdmin   Role = "admin"
)

// Roles lists the roles from the weakest to the strongest.
func Roles() []Role { return []Role{RoleViewer, RoleAnalyst, RoleAdmin} }

// ParseRole checks a role that came from outside.
func ParseRole(s string) (Role, error) {
	for _, r := range Roles() {
		if string(r) == s {
			return r, nil
		}
	}
	return "", InvalidField("role", "The role must be viewer, analyst or admin.")
}

// AtLeast says whether r includes all that min may do.
func (r Role) AtLeast(min Role) bool { return rank(r) >= rank(min) }

func rank(r Role) int {
	for i, each := range Roles() {
		if each == r {
			return i + 1
		}
	}
	return 0
}

// ActorKind tells what kind of caller acts.
type ActorKind string

// The kinds of actor.
const (
	ActorUser   ActorKind = "user"
	ActorKey    ActorKind = "api_key"
	ActorSystem ActorKind = "system"
)

// Actor is who calls a use case: a signed-in user, an API key, or the program itself
// (command line, worker, scheduler). The zero Actor may do nothing.
type Actor struct {
	Kind        ActorKind
	ID          ID // of the user or key; "" for the system
	Name        string
	WorkspaceID ID
	Role        Role
	Address     string // client IP address, for the audit log; "" inside the process
}

// SystemActor acts for the program itself within one workspace.
func SystemActor(workspace ID, name string) Actor {
	return Actor{Kind: ActorSystem, Name: name, WorkspaceID: workspace, Role: RoleAdmin}
}

// Owner names the actor in what belongs to one person or key: "user/<id>".
func (a Actor) Owner() string { return string(a.Kind) + "/" + string(a.ID) }
