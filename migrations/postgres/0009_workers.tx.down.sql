DROP TRIGGER jobs_trail ON jobs;
DROP FUNCTION microconsent_job_trail();
ALTER TABLE jobs DROP COLUMN trail;
ALTER TABLE jobs DROP COLUMN events;
DROP TABLE paused_queues;
DROP TABLE workers;
