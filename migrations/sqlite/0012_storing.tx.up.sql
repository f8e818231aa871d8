-- Nothing to do: SQLite checks references without locking anything, and to take them away would be
-- to write the tables anew; it keeps large values in the row anyway.
SELECT 1;
