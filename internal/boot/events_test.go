package boot_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"microconsent/internal/boot"
	"microconsent/internal/config"
	"microconsent/internal/testrig/services"
)

const eventsKey = "key-of-the-events-test"

// process runs roles of the program until the test ends, on what the processes share. Its
// address is that of the web role.
func process(t *testing.T, environ []string, roles boot.Roles) (address string, stop func() error) {
	t.Helper()
	cfg, err := config.Load(environ, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- boot.Run(ctx, cfg, slog.New(slog.DiscardHandler), writer, roles)
		_ = writer.Close()
	}()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	lines := bufio.NewScanner(reader)
	for roles.Web && address == "" {
		if !lines.Scan() {
			t.Fatalf("ended before it listened: %v", stop())
		}
		_, address, _ = strings.Cut(lines.Text(), "listens on ")
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return address, stop
}

func request(t *testing.T, method, url, body string, header ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-Key", eventsKey)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// told reads the ids of a stream, with the name of the last message, until it ends or has so
// many.
func told(t *testing.T, res *http.Response, most int) (ids []int, last string) {
	t.Helper()
	lines := bufio.NewScanner(res.Body)
	for len(ids) < most && lines.Scan() {
		if text, found := strings.CutPrefix(lines.Text(), "event: "); found {
			last = text
		}
		if text, found := strings.CutPrefix(lines.Text(), "id: "); found {
			id, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
	}
	return ids, last
}

func submitted(t *testing.T, web string) (events string) {
	t.Helper()
	res := request(t, http.MethodPost, web+"/api/v1/analyses", `{"source":"<p>We use cookies.</p><button>Accept all</button>"}`)
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusAccepted {
		t.Fatalf("%d %s %v", res.StatusCode, raw, err)
	}
	_, rest, _ := strings.Cut(string(raw), `"job_id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	return "/api/v1/jobs/" + id + "/events"
}

// Two web processes follow one worker: both tell each change once and in order; who breaks off
// and comes back, to the other one too, misses none.
func TestWebProcessesFollowAWorkerElsewhere(t *testing.T) {
	t.Parallel()
	for name, redis := range map[string]func(testing.TB) string{
		"redis": services.Redis,
		// Without a common Redis the processes ask the database.
		"each its own": func(testing.TB) string { return "embedded://" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			environ := []string{"MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_DATABASE_URL=sqlite://" + dir + "/m.db", "MICROCONSENT_BLOB_URL=file://" + dir + "/blobs",
				"MICROCONSENT_REDIS_URL=" + redis(t), "MICROCONSENT_API_KEY=" + eventsKey}
			first, _ := process(t, environ, boot.Roles{Web: true, Migrate: true})
			second, _ := process(t, environ, boot.Roles{Web: true})
			path := submitted(t, first)
			streams := []*http.Response{request(t, http.MethodGet, first+path, ""), request(t, http.MethodGet, second+path, "")}
			broken := request(t, http.MethodGet, first+path, "")
			if ids, _ := told(t, broken, 1); len(ids) != 1 || ids[0] != 1 {
				t.Fatalf("at first %v", ids)
			}
			_ = broken.Body.Close()
			process(t, environ, boot.Roles{Worker: true, Sweeper: true})
			var all []int
			for _, stream := range streams {
				ids, last := told(t, stream, 1000)
				for i, id := range ids {
					if id != i+1 {
						t.Errorf("the %dth message is %d", i+1, id)
					}
				}
				if last != "done" || len(ids) < 3 {
					t.Errorf("told %v, the last %q", ids, last)
				}
				all = ids
			}
			rest, last := told(t, request(t, http.MethodGet, second+path, "", "Last-Event-ID", "1"), 1000)
			if len(rest) != len(all)-1 || rest[0] != 2 || last != "done" {
				t.Errorf("behind the first: %v, then %q", rest, last)
			}
			if res := request(t, http.MethodGet, second+path, "", "Last-Event-ID", strconv.Itoa(len(all))); res.StatusCode != http.StatusNoContent {
				t.Errorf("behind the last: %d", res.StatusCode)
			}
		})
	}
}

// A stop ends the streams at once instead of waiting for their readers.
func TestAStopEndsTheStreams(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	environ := []string{"MICROCONSENT_LISTEN=127.0.0.1:0", "MICROCONSENT_DATABASE_URL=sqlite://" + dir + "/m.db", "MICROCONSENT_BLOB_URL=file://" + dir + "/blobs", "MICROCONSENT_API_KEY=" + eventsKey}
	web, stop := process(t, environ, boot.Roles{Web: true, Migrate: true})
	res := request(t, http.MethodGet, web+submitted(t, web), "")
	if ids, _ := told(t, res, 1); len(ids) != 1 {
		t.Fatalf("%v", ids)
	}
	begin := time.Now()
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("the stop took %s", took)
	}
	if ids, last := told(t, res, 1000); len(ids) != 0 || last == "done" {
		t.Errorf("after the stop: %v %q", ids, last)
	}
}
