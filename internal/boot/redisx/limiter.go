package redisx

import (
	"context"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"microconsent/internal/consent"
	"microconsent/internal/queue"
)

// patience bounds how long a request waits for its limit to be counted.
const patience = time.Second

// Limiter counts events in Redis by the generic cell rate algorithm, so that all web
// processes share one count.
type Limiter struct {
	redis redis.UniversalClient
	rate  *redis_rate.Limiter
}

var _ consent.Limiter = (*Limiter)(nil)

// NewLimiter makes a limiter. It connects when it is first used.
func NewLimiter(opt asynq.RedisConnOpt) *Limiter {
	client := queue.Client(opt)
	return &Limiter{redis: client, rate: redis_rate.NewLimiter(client)}
}

// Allow counts one event. Unavailable when Redis does not answer.
func (l *Limiter) Allow(ctx context.Context, key string, r consent.Rate) (consent.RateResult, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	got, err := l.rate.Allow(ctx, key, redis_rate.Limit{Rate: r.Limit, Period: r.Period, Burst: r.Burst})
	if err != nil {
		return consent.RateResult{}, consent.Wrap(err, consent.Unavailable, "The rate limiter does not answer.")
	}
	return consent.RateResult{Allowed: got.Allowed > 0, Limit: r.Limit, Remaining: got.Remaining,
		RetryAfter: max(0, got.RetryAfter), ResetAfter: got.ResetAfter}, nil // RetryAfter is -1 when allowed
}

// Close ends the connections.
func (l *Limiter) Close() error { return l.redis.Close() }
