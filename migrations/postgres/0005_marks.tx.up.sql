CREATE INDEX analyses_archived ON analyses (workspace_id, created_at, id) WHERE archived_at IS NOT NULL;

CREATE TABLE notes (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  analysis_id uuid NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
  author text NOT NULL,
  author_name text NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX notes_analysis ON notes (analysis_id, created_at, id);

-- query is a filter in canonical form.
CREATE TABLE saved_views (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  owner text NOT NULL,
  owner_name text NOT NULL,
  name text NOT NULL,
  query text NOT NULL,
  shared boolean NOT NULL,
  position integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX saved_views_name ON saved_views (workspace_id, owner, name);

-- The view that the history opens with, by person.
CREATE TABLE default_views (
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  owner text NOT NULL,
  view_id uuid NOT NULL REFERENCES saved_views (id) ON DELETE CASCADE,
  PRIMARY KEY (workspace_id, owner)
);
CREATE INDEX default_views_view ON default_views (view_id);
