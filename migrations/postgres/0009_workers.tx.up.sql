-- Live worker processes: each renews its row every few seconds.
CREATE TABLE workers (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  queues text NOT NULL,
  concurrency integer NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'stopping')),
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL
);
CREATE INDEX workers_seen ON workers (seen_at);

-- Queues of which no job is taken. A row is the pause; the queue server only copies it.
CREATE TABLE paused_queues (
  queue text PRIMARY KEY CHECK (queue IN ('high', 'default', 'low')),
  paused_at timestamptz NOT NULL,
  paused_by text NOT NULL
);

-- What happened to a job, one line a change: number, state, attempt, percent, stage, time,
-- failure, with tabs between. events is the newest number. Change 1 is the row as it was made;
-- it has no line. Old lines fall off, so that the row stays small.
ALTER TABLE jobs ADD COLUMN events integer NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN trail text NOT NULL DEFAULT '';

CREATE OR REPLACE FUNCTION microconsent_job_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.events := OLD.events + 1;
  NEW.trail := right(OLD.trail, 12000) || NEW.events || E'\t' || NEW.state || E'\t' || NEW.attempt || E'\t' || NEW.percent || E'\t' || NEW.stage
    || E'\t' || to_char(NEW.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
    || E'\t' || CASE WHEN NEW.state IN ('running', 'succeeded') THEN '' ELSE COALESCE(NEW.last_error::text, '') END || E'\n';
  RETURN NEW;
END $$;

CREATE TRIGGER jobs_trail BEFORE UPDATE ON jobs FOR EACH ROW
  WHEN ((OLD.state, OLD.attempt, OLD.percent, OLD.stage) IS DISTINCT FROM (NEW.state, NEW.attempt, NEW.percent, NEW.stage))
  EXECUTE FUNCTION microconsent_job_trail();
