DROP VIEW history_latest;
DROP VIEW history_changed;
DROP VIEW history_kept;
DROP TABLE site_changes;
