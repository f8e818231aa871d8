-- SQLite has one writer at a time: its counters need no rows of their own for each connection.
SELECT 1;
