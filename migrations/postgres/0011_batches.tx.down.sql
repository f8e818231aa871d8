DROP INDEX analyses_batch;
ALTER TABLE analyses DROP COLUMN batch_id;
DROP TABLE batch_errors;
DROP TABLE batches;
