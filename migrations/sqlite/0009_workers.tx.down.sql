DROP TRIGGER jobs_trail;
ALTER TABLE jobs DROP COLUMN trail;
ALTER TABLE jobs DROP COLUMN events;
DROP TABLE paused_queues;
DROP TABLE workers;
