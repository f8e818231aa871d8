DROP TABLE triage;

ALTER TABLE findings DROP COLUMN decision;
ALTER TABLE findings DROP COLUMN disagreement;
ALTER TABLE findings DROP COLUMN evidence;
ALTER TABLE findings DROP COLUMN key;

DROP INDEX analyses_rejudged;
DROP INDEX analyses_site;
ALTER TABLE analyses DROP COLUMN rejudged_from;
ALTER TABLE analyses DROP COLUMN unobserved;
ALTER TABLE analyses DROP COLUMN score_parts;
ALTER TABLE analyses DROP COLUMN site;
