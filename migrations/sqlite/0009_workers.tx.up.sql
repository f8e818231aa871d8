-- Live worker processes: each renews its row every few seconds.
CREATE TABLE workers (
  id text PRIMARY KEY,
  name text NOT NULL,
  queues text NOT NULL,
  concurrency integer NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'stopping')),
  started_at timestamp NOT NULL,
  seen_at timestamp NOT NULL
);
CREATE INDEX workers_seen ON workers (seen_at);

-- Queues of which no job is taken. A row is the pause; the queue server only copies it.
CREATE TABLE paused_queues (
  queue text PRIMARY KEY CHECK (queue IN ('high', 'default', 'low')),
  paused_at timestamp NOT NULL,
  paused_by text NOT NULL
);

-- What happened to a job, one line a change: number, state, attempt, percent, stage, time,
-- failure, with tabs between. events is the newest number. Change 1 is the row as it was made;
-- it has no line. Old lines fall off, so that the row stays small.
ALTER TABLE jobs ADD COLUMN events integer NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN trail text NOT NULL DEFAULT '';

CREATE TRIGGER jobs_trail AFTER UPDATE OF state, attempt, percent, stage ON jobs
WHEN (OLD.state <> NEW.state OR OLD.attempt <> NEW.attempt OR OLD.percent <> NEW.percent OR OLD.stage <> NEW.stage)
  AND NOT EXISTS (SELECT 1 FROM audit_door)
BEGIN
  UPDATE jobs SET events = events + 1,
    trail = substr(trail, -12000) || (events + 1) || char(9) || state || char(9) || attempt || char(9) || percent || char(9) || stage
      || char(9) || updated_at || char(9) || CASE WHEN state IN ('running', 'succeeded') THEN '' ELSE COALESCE(last_error, '') END || char(10)
    WHERE id = NEW.id;
END;
