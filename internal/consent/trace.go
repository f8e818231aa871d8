package consent

import "context"

type traceKey string

// The keys under which a context carries what every log line of a request or job names.
const (
	requestKey traceKey = "request_id"
	jobKey     traceKey = "job_id"
)

// WithRequestID marks ctx as belonging to one HTTP request.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey, id)
}

// RequestIDFrom returns the id of the HTTP request, or "".
func RequestIDFrom(ctx context.Context) string { s, _ := ctx.Value(requestKey).(string); return s }

// WithJobID marks ctx as belonging to one job.
func WithJobID(ctx context.Context, id ID) context.Context {
	return context.WithValue(ctx, jobKey, string(id))
}

// JobIDFrom returns the id of the job, or "".
func JobIDFrom(ctx context.Context) string { s, _ := ctx.Value(jobKey).(string); return s }
