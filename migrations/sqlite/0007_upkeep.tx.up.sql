-- The audit log becomes a chain: each row holds the hash of the one before it. Rows from
-- before get their place by the program, right after this migration.
ALTER TABLE audit_events ADD COLUMN seq integer;
ALTER TABLE audit_events ADD COLUMN prev_hash text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN hash text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN before text NOT NULL DEFAULT '{}';
ALTER TABLE audit_events ADD COLUMN after text NOT NULL DEFAULT '{}';
ALTER TABLE audit_events ADD COLUMN address_digest text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN facts_digest text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN redacted_at timestamp;
CREATE UNIQUE INDEX audit_events_chain ON audit_events (workspace_id, seq);
CREATE INDEX audit_events_target ON audit_events (workspace_id, target, created_at, id);

-- Where the chain of a workspace ends. Its row is what appending transactions wait for.
CREATE TABLE audit_heads (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id),
  seq integer NOT NULL,
  hash text NOT NULL,
  key text NOT NULL
);

-- What retention removed: the chain goes on behind it.
CREATE TABLE audit_checkpoints (
  workspace_id text NOT NULL REFERENCES workspaces (id),
  seq integer NOT NULL,
  hash text NOT NULL,
  removed integer NOT NULL,
  created_at timestamp NOT NULL,
  PRIMARY KEY (workspace_id, seq)
);

-- The door: while a transaction has a row in here, which only it can see, it may change the
-- log. The program puts one in to seal old rows, to purge by age, to anonymise and to restore,
-- and takes it out before the transaction ends.
CREATE TABLE audit_door (reason text PRIMARY KEY);

CREATE TRIGGER audit_events_keep_update BEFORE UPDATE ON audit_events WHEN NOT EXISTS (SELECT 1 FROM audit_door)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_events_keep_delete BEFORE DELETE ON audit_events WHEN NOT EXISTS (SELECT 1 FROM audit_door)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_events_follow BEFORE INSERT ON audit_events WHEN NOT EXISTS (SELECT 1 FROM audit_door)
  AND NOT EXISTS (SELECT 1 FROM audit_heads h WHERE h.workspace_id = NEW.workspace_id AND h.seq + 1 = NEW.seq AND h.hash = NEW.prev_hash)
BEGIN SELECT RAISE(ABORT, 'the audit log is a chain: this row does not follow the last one'); END;

CREATE TRIGGER audit_events_head AFTER INSERT ON audit_events WHEN NOT EXISTS (SELECT 1 FROM audit_door)
BEGIN UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE workspace_id = NEW.workspace_id; END;

-- How long a workspace keeps what, and when retention runs next. Whoever moves due_at on
-- runs it.
CREATE TABLE retention (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id),
  policy text NOT NULL,
  updated_at timestamp NOT NULL,
  due_at timestamp NOT NULL,
  ran_at timestamp,
  outcome text
);
CREATE INDEX retention_due ON retention (due_at);

-- Answers to requests that carried an Idempotency-Key. status 0: the first one still runs.
CREATE TABLE idempotency_keys (
  workspace_id text NOT NULL REFERENCES workspaces (id),
  caller text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status integer NOT NULL,
  header text NOT NULL,
  body blob NOT NULL,
  created_at timestamp NOT NULL,
  PRIMARY KEY (workspace_id, caller, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- The analysis whose result was given again; NULL for one of its own.
ALTER TABLE analyses ADD COLUMN cached_from text;
