package consent

// Signals tell all processes that something changed, so that those who follow it need not ask
// the database again and again. A signal has no content and may be lost: who follows looks
// into the database after each one, and once in a while without one.
type Signals interface {
	// Publish says that a topic changed. It never waits.
	Publish(topic string)
	// Subscribe returns a channel that has a value after the topic changed, at most one
	// however often it did. leave ends that.
	Subscribe(topic string) (changed <-chan struct{}, leave func())
	// Live says whether signals of other processes come through now.
	Live() bool
}

// JobTopic is the topic of one job.
func JobTopic(id ID) string { return "job/" + string(id) }
