package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Worker is a live worker process.
type Worker struct {
	Name    string
	Queues  string // the queues with their weights, most urgent first: "high:6 default:3 low:1"
	State   string // active, or stopped when it takes no more jobs
	Running int    // jobs that it runs now
	Since   time.Time
}

const (
	nameLife   = time.Minute
	nameKeyFmt = "microconsent:worker:%s:%d"
)

// Announce notes the name of this process's worker for a minute: asynq lists workers by
// host and process id only. Repeat it while the worker lives.
func Announce(ctx context.Context, client redis.UniversalClient, name string) error {
	return down(client.Set(ctx, ownKey(), name, nameLife).Err())
}

// Withdraw takes the name back.
func Withdraw(ctx context.Context, client redis.UniversalClient) error {
	return down(client.Del(ctx, ownKey()).Err())
}

// ownKey names this process as asynq does.
func ownKey() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown-host"
	}
	return fmt.Sprintf(nameKeyFmt, host, os.Getpid())
}

// Workers lists the live workers by name. A killed one disappears after ten seconds.
func (d *Dispatcher) Workers(ctx context.Context) ([]Worker, error) {
	servers, err := d.inspect.Servers()
	if err != nil {
		return nil, down(err)
	}
	out := make([]Worker, 0, len(servers))
	for _, s := range servers {
		name, err := d.nameOf(ctx, s)
		if err != nil {
			return nil, err
		}
		out = append(out, Worker{Name: name, Queues: describe(s.Queues), State: s.Status, Running: len(s.ActiveWorkers), Since: s.Started.UTC()})
	}
	slices.SortFunc(out, func(a, b Worker) int { return cmp.Or(strings.Compare(a.Name, b.Name), a.Since.Compare(b.Since)) })
	return out, nil
}

func (d *Dispatcher) nameOf(ctx context.Context, s *asynq.ServerInfo) (string, error) {
	name, err := d.redis.Get(ctx, fmt.Sprintf(nameKeyFmt, s.Host, s.PID)).Result()
	if errors.Is(err, redis.Nil) {
		return fmt.Sprintf("%s-%d", s.Host, s.PID), nil
	}
	return name, down(err)
}

// describe writes queues with their weights, the heaviest first.
func describe(weights map[string]int) string {
	names := make([]string, 0, len(weights))
	for name := range weights {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(weights[b]-weights[a], strings.Compare(a, b)) })
	for i, name := range names {
		names[i] = fmt.Sprintf("%s:%d", name, weights[name])
	}
	return strings.Join(names, " ")
}
