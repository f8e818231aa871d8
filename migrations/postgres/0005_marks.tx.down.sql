DROP TABLE default_views;
DROP TABLE saved_views;
DROP TABLE notes;
DROP INDEX analyses_archived;
