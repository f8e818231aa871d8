-- The audit log becomes a chain: each row holds the hash of the one before it. Rows from
-- before get their place by the program, right after this migration.
ALTER TABLE audit_events ADD COLUMN seq bigint;
ALTER TABLE audit_events ADD COLUMN prev_hash text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN hash text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN before jsonb NOT NULL DEFAULT '{}';
ALTER TABLE audit_events ADD COLUMN after jsonb NOT NULL DEFAULT '{}';
ALTER TABLE audit_events ADD COLUMN address_digest text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN facts_digest text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN redacted_at timestamptz;
CREATE UNIQUE INDEX audit_events_chain ON audit_events (workspace_id, seq);
CREATE INDEX audit_events_target ON audit_events (workspace_id, target, created_at, id);

-- Where the chain of a workspace ends. Its row is what appending transactions wait for.
CREATE TABLE audit_heads (
  workspace_id uuid PRIMARY KEY REFERENCES workspaces (id),
  seq bigint NOT NULL,
  hash text NOT NULL,
  key text NOT NULL
);

-- What retention removed: the chain goes on behind it.
CREATE TABLE audit_checkpoints (
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  seq bigint NOT NULL,
  hash text NOT NULL,
  removed bigint NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, seq)
);

-- The door: while a transaction has a row in here, which only it can see, it may change the
-- log. The program puts one in to seal old rows, to purge by age, to anonymise and to restore,
-- and takes it out before the transaction ends.
CREATE TABLE audit_door (reason text PRIMARY KEY);

CREATE OR REPLACE FUNCTION microconsent_audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM audit_door) THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;

CREATE OR REPLACE FUNCTION microconsent_audit_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM audit_door) THEN
    RETURN NEW;
  END IF;
  UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash
    WHERE workspace_id = NEW.workspace_id AND seq + 1 = NEW.seq AND hash = NEW.prev_hash;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the audit log is a chain: this row does not follow the last one';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_events_keep BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION microconsent_audit_keep();
CREATE TRIGGER audit_events_whole BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION microconsent_audit_keep();
CREATE TRIGGER audit_events_follow BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION microconsent_audit_follow();

-- How long a workspace keeps what, and when retention runs next. Whoever moves due_at on
-- runs it.
CREATE TABLE retention (
  workspace_id uuid PRIMARY KEY REFERENCES workspaces (id),
  policy jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  ran_at timestamptz,
  outcome jsonb
);
CREATE INDEX retention_due ON retention (due_at);

-- Answers to requests that carried an Idempotency-Key. status 0: the first one still runs.
CREATE TABLE idempotency_keys (
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  caller text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status bigint NOT NULL,
  header jsonb NOT NULL,
  body bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, caller, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- The analysis whose result was given again; NULL for one of its own.
ALTER TABLE analyses ADD COLUMN cached_from uuid;
