CREATE TABLE workspaces (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'admin')),
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  last_login_at timestamptz,
  disabled_at timestamptz
);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_workspace ON users (workspace_id, email);

CREATE TABLE sessions (
  token_hash text PRIMARY KEY,
  data bytea NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'admin')),
  hash text NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  created_by uuid REFERENCES users (id),
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX api_keys_hash ON api_keys (hash);
CREATE INDEX api_keys_workspace ON api_keys (workspace_id, created_at, id);

CREATE TABLE sources (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  sha256 text NOT NULL,
  bytes bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('url', 'html', 'text', 'json', 'pdf')),
  content_type text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX sources_content ON sources (workspace_id, sha256);

CREATE TABLE analyses (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  job_id uuid,
  source_id uuid REFERENCES sources (id),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  finished_at timestamptz,
  status text NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'canceled')),
  host text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('url', 'html', 'text', 'json', 'pdf')),
  url text NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  sha256 text NOT NULL,
  bytes bigint NOT NULL,
  language_code text NOT NULL,
  grade text NOT NULL,
  score integer,
  search text NOT NULL,
  options jsonb NOT NULL,
  language jsonb NOT NULL,
  engine jsonb NOT NULL,
  cmps jsonb NOT NULL,
  banner jsonb NOT NULL,
  summary jsonb NOT NULL,
  timing jsonb NOT NULL,
  redirects jsonb NOT NULL,
  failure jsonb
);
CREATE INDEX analyses_page ON analyses (workspace_id, created_at, id);
CREATE INDEX analyses_status ON analyses (workspace_id, status, created_at, id);
CREATE INDEX analyses_host ON analyses (workspace_id, host, created_at, id);
CREATE INDEX analyses_source ON analyses (source_id);

CREATE TABLE analysis_cmps (
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  analysis_id uuid NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
  cmp_id text NOT NULL,
  PRIMARY KEY (analysis_id, cmp_id)
);
CREATE INDEX analysis_cmps_cmp ON analysis_cmps (workspace_id, cmp_id, analysis_id);

CREATE TABLE clauses (
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  analysis_id uuid NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
  position integer NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  surface text NOT NULL,
  role text NOT NULL,
  category text NOT NULL,
  confidence double precision NOT NULL,
  text text NOT NULL,
  element text NOT NULL,
  selector text NOT NULL,
  xpath text NOT NULL,
  line integer NOT NULL,
  interactive boolean NOT NULL,
  checked boolean,
  disabled boolean NOT NULL,
  practices jsonb NOT NULL,
  evidence jsonb NOT NULL,
  PRIMARY KEY (analysis_id, position)
);
CREATE INDEX clauses_role ON clauses (workspace_id, role, analysis_id);
CREATE INDEX clauses_category ON clauses (workspace_id, category, analysis_id);

CREATE TABLE findings (
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  analysis_id uuid NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
  position integer NOT NULL,
  rule text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('high', 'medium', 'low', 'info')),
  status text NOT NULL CHECK (status IN ('open', 'accepted', 'dismissed', 'false_positive')),
  title text NOT NULL,
  explanation text NOT NULL,
  remedy text NOT NULL,
  confidence double precision NOT NULL,
  clauses jsonb NOT NULL,
  refs jsonb NOT NULL,
  PRIMARY KEY (analysis_id, position)
);
CREATE INDEX findings_rule ON findings (workspace_id, rule, analysis_id);
CREATE INDEX findings_severity ON findings (workspace_id, severity, analysis_id);

CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  kind text NOT NULL,
  analysis_id uuid NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
  queue text NOT NULL CHECK (queue IN ('high', 'default', 'low')),
  state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'dead', 'canceled')),
  attempt integer NOT NULL,
  max_attempts integer NOT NULL,
  dispatch_no integer NOT NULL,
  worker text NOT NULL,
  percent integer NOT NULL,
  stage text NOT NULL,
  last_error jsonb,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  run_after timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  lease_until timestamptz,
  dispatched_at timestamptz
);
CREATE INDEX jobs_page ON jobs (workspace_id, created_at, id);
CREATE INDEX jobs_state ON jobs (workspace_id, state, created_at, id);
CREATE INDEX jobs_analysis ON jobs (analysis_id);
CREATE INDEX jobs_due ON jobs (run_after) WHERE state = 'queued';
CREATE INDEX jobs_lease ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_ended ON jobs (ended_at);

CREATE TABLE audit_events (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  created_at timestamptz NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  address text NOT NULL,
  request_id text NOT NULL,
  detail jsonb NOT NULL
);
CREATE INDEX audit_events_page ON audit_events (workspace_id, created_at, id);
