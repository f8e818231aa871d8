DROP VIEW history_latest;
DROP TABLE site_changes;
