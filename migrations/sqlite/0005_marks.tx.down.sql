DROP TABLE default_views;
DROP TABLE saved_views;
DROP TABLE notes;
DROP TABLE analysis_tags;
DROP INDEX analyses_archived;
ALTER TABLE analyses DROP COLUMN archived_at;
