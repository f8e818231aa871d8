package sample

import "testing"

func TestPagesAreNotEmpty(t *testing.T) {
	t.Parallel()
	got, err := Pages()
	if err != nil || len(got) < 6 {
		t.Fatalf("%d pages, %v", len(got), err)
	}
	for _, p := range got {
		if len(p.Body) < 300 {
			t.Errorf("%s has only %d bytes", p.Name, len(p.Body))
		}
	}
}
