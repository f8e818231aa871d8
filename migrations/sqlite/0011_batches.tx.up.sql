-- Many sources that were handed in together, and what was refused of them.
CREATE TABLE batches (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id),
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  created_by text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('lines', 'csv', 'zip')),
  state text NOT NULL CHECK (state IN ('reading', 'read', 'broken')),
  priority text NOT NULL CHECK (priority IN ('high', 'default', 'low')),
  options text NOT NULL,
  total integer NOT NULL,
  accepted integer NOT NULL,
  refused integer NOT NULL,
  failure text
);
CREATE INDEX batches_page ON batches (workspace_id, created_at, id);

CREATE TABLE batch_errors (
  batch_id text NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  line integer NOT NULL,
  workspace_id text NOT NULL REFERENCES workspaces (id),
  text text NOT NULL,
  message text NOT NULL,
  PRIMARY KEY (batch_id, line)
);

-- The history finds the analyses of a batch by the term batch:ID, their progress by this index.
ALTER TABLE analyses ADD COLUMN batch_id text;
CREATE INDEX analyses_batch ON analyses (batch_id) WHERE batch_id IS NOT NULL;
