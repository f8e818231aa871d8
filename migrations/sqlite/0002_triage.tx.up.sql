-- Rows from before have no parts of their score, no site and no keys; judging them again
-- gives them all.
ALTER TABLE analyses ADD COLUMN site text NOT NULL DEFAULT '';
ALTER TABLE analyses ADD COLUMN score_parts text NOT NULL DEFAULT '[]';
ALTER TABLE analyses ADD COLUMN unobserved text NOT NULL DEFAULT '[]';
ALTER TABLE analyses ADD COLUMN rejudged_from text;
CREATE INDEX analyses_site ON analyses (workspace_id, site, created_at, id);
CREATE INDEX analyses_rejudged ON analyses (rejudged_from, created_at, id);

ALTER TABLE findings ADD COLUMN key text NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN evidence text NOT NULL DEFAULT '[]';
ALTER TABLE findings ADD COLUMN disagreement text NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN decision text;

-- What was decided about a finding, for every later analysis of the site.
CREATE TABLE triage (
  workspace_id text NOT NULL REFERENCES workspaces (id),
  site text NOT NULL,
  key text NOT NULL,
  rule text NOT NULL,
  status text NOT NULL CHECK (status IN ('accepted', 'dismissed', 'false_positive')),
  reason text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamp NOT NULL,
  PRIMARY KEY (workspace_id, site, key)
);
