package boot

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"microconsent/internal/config"
	"microconsent/internal/consent"
)

func TestEveryLogLineNamesItsRequestAndJob(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLogger(&out, config.Config{LogFormat: "json", LogLevel: slog.LevelInfo})
	ctx := consent.WithJobID(consent.WithRequestID(t.Context(), "r1"), "j1")
	log.With("part", "x").WithGroup("g").InfoContext(ctx, "hello", "n", 1)
	log.DebugContext(ctx, "too quiet")
	var line struct {
		Msg, Part string
		G         struct {
			N       int
			Request string `json:"request_id"`
			Job     string `json:"job_id"`
		}
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	if line.Msg != "hello" || line.Part != "x" || line.G.N != 1 || line.G.Request != "r1" || line.G.Job != "j1" {
		t.Errorf("%s", out.String())
	}
}

func TestLinesOutsideOfRequestsNameNone(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	NewLogger(&out, config.Config{LogFormat: "text"}).InfoContext(t.Context(), "hello")
	if got := out.String(); !strings.Contains(got, "msg=hello") || strings.Contains(got, "_id") {
		t.Errorf("%s", got)
	}
}
