package boot

import "runtime/debug"

const (
	ordinaryRoom = 100 // percent; what Go gives where GOGC says nothing
	ownRoom      = 400
)

// makeRoom lets garbage grow to four times what lives before it is collected: a process lives
// on some 30 MB and makes that much garbage with every few pages. An operator's GOGC stands.
func makeRoom() {
	if before := debug.SetGCPercent(ownRoom); before != ordinaryRoom {
		debug.SetGCPercent(before)
	}
}
