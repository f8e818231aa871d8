package app

import "microconsent/internal/consent"

// The policy: what each use case asks of the actor. Lists and totals obey it too.
const (
	mayRead   = consent.RoleViewer
	maySubmit = consent.RoleAnalyst
	mayMark   = consent.RoleAnalyst // tags, notes, the archive, own views
	mayManage = consent.RoleAdmin
)

// allowProgram lets pass what acts for the program itself: commands at the machine, worker
// and scheduler.
func allowProgram(actor consent.Actor) error {
	if actor.Kind != consent.ActorSystem {
		return consent.Errorf(consent.Forbidden, "Only the command line may do this.")
	}
	return nil
}

// allow returns Unauthenticated for nobody and Forbidden for too weak a role.
func allow(actor consent.Actor, need consent.Role) error {
	if actor.WorkspaceID == "" || actor.Kind == "" {
		return consent.Errorf(consent.Unauthenticated, "Sign in or send an API key.")
	}
	if !actor.Role.AtLeast(need) {
		return consent.Errorf(consent.Forbidden, "This needs the role %s; yours is %s.", need, actor.Role)
	}
	return nil
}
