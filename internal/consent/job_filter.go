package consent

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// JobFilter selects jobs for a list, newest first, and for retrying many. The zero filter
// selects all.
type JobFilter struct {
	State   JobState   // "" for all
	Queue   Priority   // "" for all
	Error   string     // part of the last failure's code or message, case ignored
	Since   *time.Time // created at or after
	Until   *time.Time // created before
	EndedBy *time.Time // ended at or before; not part of the grammar
	Cursor  *Cursor
	Limit   int // 0 is DefaultLimit
}

// JobFilterKeys are the parameters of the grammar in canonical order.
func JobFilterKeys() []string {
	return []string{"state", "queue", "error", "since", "until", "cursor", "limit"}
}

// ParseJobFilter reads the filter from query parameters. An unknown parameter is an Invalid
// error that names it; empty values are ignored.
func ParseJobFilter(q url.Values) (JobFilter, error) {
	p := filterParser{values: q}
	for key := range q {
		if !slices.Contains(JobFilterKeys(), key) {
			p.fail(key, "There is no filter %q. Known filters: %s.", key, strings.Join(JobFilterKeys(), ", "))
		}
	}
	f := JobFilter{State: JobState(p.text("state")), Queue: Priority(p.text("queue")), Error: p.text("error"),
		Since: p.day("since", 0), Until: p.day("until", 1), Cursor: p.cursor(), Limit: p.number("limit", MaxLimit)}
	if f.State != "" && !slices.Contains(JobStates(), f.State) {
		p.fail("state", "There is no state %q. The states are %s.", string(f.State), strings.Join(texts(JobStates()), ", "))
	}
	if f.Queue != "" && !slices.Contains(Priorities(), f.Queue) {
		p.fail("queue", "There is no queue %q. The queues are high, default and low.", string(f.Queue))
	}
	return f, p.err()
}

// Values writes the filter as query parameters, the cursor left out.
func (f JobFilter) Values() url.Values {
	v := url.Values{}
	for key, value := range map[string]string{"state": string(f.State), "queue": string(f.Queue), "error": f.Error} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if f.Since != nil {
		v.Set("since", formatTime(*f.Since))
	}
	if f.Until != nil {
		v.Set("until", formatTime(*f.Until))
	}
	if f.Limit > 0 && f.Limit != DefaultLimit {
		v.Set("limit", strconv.Itoa(f.Limit))
	}
	return v
}

// IsZero says whether the filter selects every job.
func (f JobFilter) IsZero() bool {
	f.Limit = 0
	return len(f.Values()) == 0
}
