-- The same table and view as in PostgreSQL. Here writers come one after the other: the triggers
-- keep sites right by themselves, and counters need no rows of their own.
CREATE TABLE site_changes (
  workspace_id text NOT NULL,
  site text NOT NULL
);
CREATE INDEX site_changes_site ON site_changes (workspace_id, site);

CREATE VIEW history_kept AS
  SELECT workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses FROM sites;

CREATE VIEW history_changed AS SELECT * FROM history_kept WHERE false;

CREATE VIEW history_latest AS SELECT * FROM history_kept UNION ALL SELECT * FROM history_changed;
