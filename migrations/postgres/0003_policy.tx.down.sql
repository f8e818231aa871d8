ALTER TABLE analyses DROP COLUMN policy;
