package queue_test

import (
	"testing"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
)

const jobID = consent.ID("0197a000-0000-7000-8000-000000000001")

func TestPayloadComesBack(t *testing.T) {
	t.Parallel()
	raw, err := queue.Encode(jobID)
	if err != nil || string(raw) != `{"v":1,"job_id":"`+string(jobID)+`"}` {
		t.Fatalf("%s, %v", raw, err)
	}
	if got, err := queue.Decode(raw); err != nil || got != jobID {
		t.Errorf("%q, %v", got, err)
	}
}

func TestForeignPayloadsAreInvalid(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"nothing":        "",
		"no JSON":        "{",
		"another shape":  `["x"]`,
		"no version":     `{"job_id":"` + string(jobID) + `"}`,
		"a later one":    `{"v":2,"job_id":"` + string(jobID) + `"}`,
		"no id":          `{"v":1}`,
		"a malformed id": `{"v":1,"job_id":"1 or 1=1"}`,
	} {
		if id, err := queue.Decode([]byte(raw)); consent.CodeOf(err) != consent.Invalid || id != "" {
			t.Errorf("%s: %q, %v", name, id, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"v":1,"job_id":"` + string(jobID) + `"}`))
	f.Add([]byte(`{"v":1,"job_id":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		id, err := queue.Decode(raw)
		if err != nil {
			if consent.CodeOf(err) != consent.Invalid {
				t.Fatalf("code %s", consent.CodeOf(err))
			}
			return
		}
		if _, err := consent.ParseID(string(id)); err != nil {
			t.Fatalf("passed %q as an id", id)
		}
	})
}

func TestEveryDispatchHasAnIDOfItsOwn(t *testing.T) {
	t.Parallel()
	a, b := queue.TaskID(consent.Job{ID: jobID, DispatchNo: 1}), queue.TaskID(consent.Job{ID: jobID, DispatchNo: 2})
	if a == b || a != string(jobID)+":1" {
		t.Errorf("%q and %q", a, b)
	}
}
