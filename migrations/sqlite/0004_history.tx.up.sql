-- What the history is browsed by. analyses stays the truth; the tables below are made from it
-- by triggers, in the transaction that changes it, so that whoever writes keeps them right.

-- NULL while lists show it.
ALTER TABLE analyses ADD COLUMN archived_at timestamp;
-- What was found, as term -> weight: "role:accept_all" -> clauses, "rule:…" -> findings.
ALTER TABLE analyses ADD COLUMN terms text NOT NULL DEFAULT '{}';
-- For ordering: the score, -1 without one; the worst severity from 4 (high) to 1, 0 for none.
ALTER TABLE analyses ADD COLUMN score_rank integer NOT NULL DEFAULT -1;
ALTER TABLE analyses ADD COLUMN severity_rank integer NOT NULL DEFAULT 0;
-- Parts that nothing asks for: JSON, compressed with zstd. NULL for rows from before.
ALTER TABLE analyses ADD COLUMN packed blob;

-- created_at is the analysis's, so that a list of one tag is read in order.
CREATE TABLE analysis_tags (
  workspace_id text NOT NULL REFERENCES workspaces (id),
  analysis_id text NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
  tag text NOT NULL,
  created_at timestamp NOT NULL,
  PRIMARY KEY (analysis_id, tag)
);
CREATE INDEX analysis_tags_tag ON analysis_tags (workspace_id, tag, created_at, analysis_id);

-- For each term the analyses that have it, in the order of the lists.
CREATE TABLE analysis_terms (
  workspace_id text NOT NULL,
  term text NOT NULL,
  created_at timestamp NOT NULL,
  analysis_id text NOT NULL,
  PRIMARY KEY (workspace_id, term, created_at, analysis_id)
) WITHOUT ROWID;

-- For each term and day the analyses that are not archived, and the sum of their weights. The
-- term "" is every analysis; terms that begin with # are for charts only.
CREATE TABLE analysis_days (
  workspace_id text NOT NULL,
  term text NOT NULL,
  day text NOT NULL,
  analyses integer NOT NULL,
  weight integer NOT NULL,
  PRIMARY KEY (workspace_id, term, day)
) WITHOUT ROWID;

-- Each site by its newest completed analysis. changed_at is when the grade became what it is.
CREATE TABLE sites (
  workspace_id text NOT NULL,
  site text NOT NULL,
  latest_id text NOT NULL,
  latest_at timestamp NOT NULL,
  grade text NOT NULL,
  score_rank integer NOT NULL,
  previous_grade text NOT NULL,
  previous_score integer NOT NULL,
  changed_at timestamp,
  analyses integer NOT NULL,
  PRIMARY KEY (workspace_id, site)
);
CREATE INDEX sites_page ON sites (workspace_id, latest_at, latest_id);
CREATE INDEX sites_size ON sites (workspace_id, analyses, site);

-- While a transaction has a row in here, the triggers rest: it fills the tables itself, as
-- restoring and seeding do, and takes the row out before it ends.
CREATE TABLE history_off (reason text PRIMARY KEY);

UPDATE analyses AS a SET score_rank = COALESCE(score, -1),
  severity_rank = COALESCE((SELECT max(CASE f.severity WHEN 'high' THEN 4 WHEN 'medium' THEN 3 WHEN 'low' THEN 2 ELSE 1 END) FROM findings f WHERE f.analysis_id = a.id), 0),
  terms = COALESCE((SELECT json_group_object(t.term, t.n) FROM (
    SELECT 'role:' || c.role AS term, count(*) AS n FROM clauses c WHERE c.analysis_id = a.id GROUP BY c.role
    UNION ALL SELECT 'category:' || c.category, count(*) FROM clauses c WHERE c.analysis_id = a.id GROUP BY c.category
    UNION ALL SELECT '#confidence:' || min(9, CAST(c.confidence * 10 AS integer)), count(*) FROM clauses c WHERE c.analysis_id = a.id GROUP BY 1
    UNION ALL SELECT 'rule:' || f.rule, count(*) FROM findings f WHERE f.analysis_id = a.id GROUP BY f.rule
    UNION ALL SELECT 'severity:' || f.severity, count(*) FROM findings f WHERE f.analysis_id = a.id GROUP BY f.severity
    UNION ALL SELECT 'triage:' || f.status, count(*) FROM findings f WHERE f.analysis_id = a.id GROUP BY f.status
    UNION ALL SELECT 'cmp:' || m.cmp_id, 1 FROM analysis_cmps m WHERE m.analysis_id = a.id) t), '{}');

CREATE INDEX analyses_score ON analyses (workspace_id, score_rank, created_at, id);
CREATE INDEX analyses_severity ON analyses (workspace_id, severity_rank, created_at, id);
-- Trigrams of analyses.search, by the number that analysis_docs gives. The tokens only: what
-- they find is held against the text.
CREATE TABLE analysis_docs (
  n integer PRIMARY KEY,
  analysis_id text NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE analysis_grams USING fts5(search, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1');
INSERT INTO analysis_docs (analysis_id) SELECT id FROM analyses ORDER BY created_at, id;
INSERT INTO analysis_grams (rowid, search) SELECT d.n, a.search FROM analysis_docs d JOIN analyses a ON a.id = d.analysis_id;

CREATE TRIGGER analyses_search_insert AFTER INSERT ON analyses BEGIN
  INSERT INTO analysis_docs (analysis_id) VALUES (NEW.id);
  INSERT INTO analysis_grams (rowid, search) SELECT n, NEW.search FROM analysis_docs WHERE analysis_id = NEW.id;
END;
CREATE TRIGGER analyses_search_update AFTER UPDATE OF search ON analyses WHEN OLD.search <> NEW.search BEGIN
  DELETE FROM analysis_grams WHERE rowid = (SELECT n FROM analysis_docs WHERE analysis_id = OLD.id);
  INSERT INTO analysis_grams (rowid, search) SELECT n, NEW.search FROM analysis_docs WHERE analysis_id = NEW.id;
END;
CREATE TRIGGER analyses_search_delete AFTER DELETE ON analyses BEGIN
  DELETE FROM analysis_grams WHERE rowid = (SELECT n FROM analysis_docs WHERE analysis_id = OLD.id);
  DELETE FROM analysis_docs WHERE analysis_id = OLD.id;
END;
DROP INDEX clauses_role;
DROP INDEX clauses_category;
DROP INDEX findings_rule;
DROP INDEX findings_severity;
DROP INDEX analysis_cmps_cmp;

CREATE VIEW history_terms AS
  SELECT id, workspace_id, created_at, archived_at, '' AS term, 1 AS weight FROM analyses
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'status:' || status, 1 FROM analyses
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'source:' || kind, 1 FROM analyses
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'language:' || language_code, 1 FROM analyses WHERE language_code <> ''
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'grade:' || grade, 1 FROM analyses WHERE grade <> ''
  UNION ALL SELECT id, workspace_id, created_at, archived_at, '#score', score FROM analyses WHERE score IS NOT NULL
  UNION ALL SELECT a.id, a.workspace_id, a.created_at, a.archived_at, t.key, CAST(t.value AS integer) FROM analyses a, json_each(a.terms) t;

-- A row for every completed analysis: what its site looked like then. sites holds the newest.
CREATE VIEW history_sites AS
  SELECT l.workspace_id, l.site, l.id AS latest_id, l.created_at AS latest_at, l.grade, l.score_rank,
    COALESCE((SELECT p.grade FROM analyses p WHERE p.workspace_id = l.workspace_id AND p.site = l.site AND (p.created_at, p.id) < (l.created_at, l.id)
      AND p.status = 'completed' AND p.archived_at IS NULL ORDER BY p.created_at DESC, p.id DESC LIMIT 1), '') AS previous_grade,
    COALESCE((SELECT p.score_rank FROM analyses p WHERE p.workspace_id = l.workspace_id AND p.site = l.site AND (p.created_at, p.id) < (l.created_at, l.id)
      AND p.status = 'completed' AND p.archived_at IS NULL ORDER BY p.created_at DESC, p.id DESC LIMIT 1), -1) AS previous_score,
    (SELECT min(n.created_at) FROM analyses n WHERE n.workspace_id = l.workspace_id AND n.site = l.site AND n.status = 'completed' AND n.archived_at IS NULL
      AND n.created_at > (SELECT max(p.created_at) FROM analyses p WHERE p.workspace_id = l.workspace_id AND p.site = l.site AND p.status = 'completed'
        AND p.archived_at IS NULL AND p.grade <> l.grade)) AS changed_at,
    (SELECT count(*) FROM analyses n WHERE n.workspace_id = l.workspace_id AND n.site = l.site AND n.archived_at IS NULL) AS analyses
  FROM analyses l WHERE l.site <> '' AND l.status = 'completed' AND l.archived_at IS NULL;

CREATE TRIGGER analyses_history_insert AFTER INSERT ON analyses WHEN NOT EXISTS (SELECT 1 FROM history_off) BEGIN
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, substr(created_at, 1, 10), 1, weight FROM history_terms WHERE id = NEW.id AND archived_at IS NULL
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analyses + 1, weight = weight + EXCLUDED.weight;
  INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
    SELECT workspace_id, term, created_at, id FROM history_terms WHERE id = NEW.id AND substr(term, 1, 1) NOT IN ('', '#');
  DELETE FROM sites WHERE workspace_id = NEW.workspace_id AND site = NEW.site AND NOT EXISTS (SELECT 1 FROM analyses a
    WHERE a.workspace_id = NEW.workspace_id AND a.site = NEW.site AND a.status = 'completed' AND a.archived_at IS NULL);
  INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
    SELECT workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses FROM history_sites
    WHERE latest_id = (SELECT a.id FROM analyses a WHERE a.workspace_id = NEW.workspace_id AND a.site = NEW.site
      AND a.status = 'completed' AND a.archived_at IS NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1)
    ON CONFLICT (workspace_id, site) DO UPDATE SET latest_id = EXCLUDED.latest_id, latest_at = EXCLUDED.latest_at, grade = EXCLUDED.grade,
      score_rank = EXCLUDED.score_rank, previous_grade = EXCLUDED.previous_grade, previous_score = EXCLUDED.previous_score,
      changed_at = EXCLUDED.changed_at, analyses = EXCLUDED.analyses;
END;
CREATE TRIGGER analyses_history_take BEFORE UPDATE ON analyses WHEN NOT EXISTS (SELECT 1 FROM history_off) AND (OLD.status IS NOT NEW.status OR OLD.kind IS NOT NEW.kind OR OLD.language_code IS NOT NEW.language_code OR OLD.grade IS NOT NEW.grade OR OLD.score_rank IS NOT NEW.score_rank OR OLD.terms IS NOT NEW.terms OR OLD.archived_at IS NOT NEW.archived_at OR OLD.site IS NOT NEW.site OR OLD.created_at IS NOT NEW.created_at) BEGIN
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, substr(created_at, 1, 10), -1, -weight FROM history_terms WHERE id = OLD.id AND archived_at IS NULL
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analyses - 1, weight = weight + EXCLUDED.weight;
  DELETE FROM analysis_terms WHERE workspace_id = OLD.workspace_id AND created_at = OLD.created_at AND analysis_id = OLD.id
    AND term IN (SELECT term FROM history_terms WHERE id = OLD.id);
END;
CREATE TRIGGER analyses_history_update AFTER UPDATE ON analyses WHEN NOT EXISTS (SELECT 1 FROM history_off) AND (OLD.status IS NOT NEW.status OR OLD.kind IS NOT NEW.kind OR OLD.language_code IS NOT NEW.language_code OR OLD.grade IS NOT NEW.grade OR OLD.score_rank IS NOT NEW.score_rank OR OLD.terms IS NOT NEW.terms OR OLD.archived_at IS NOT NEW.archived_at OR OLD.site IS NOT NEW.site OR OLD.created_at IS NOT NEW.created_at) BEGIN
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, substr(created_at, 1, 10), 1, weight FROM history_terms WHERE id = NEW.id AND archived_at IS NULL
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analyses + 1, weight = weight + EXCLUDED.weight;
  INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
    SELECT workspace_id, term, created_at, id FROM history_terms WHERE id = NEW.id AND substr(term, 1, 1) NOT IN ('', '#');
  DELETE FROM sites WHERE workspace_id = OLD.workspace_id AND site = OLD.site AND NOT EXISTS (SELECT 1 FROM analyses a
    WHERE a.workspace_id = OLD.workspace_id AND a.site = OLD.site AND a.status = 'completed' AND a.archived_at IS NULL);
  INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
    SELECT workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses FROM history_sites
    WHERE latest_id = (SELECT a.id FROM analyses a WHERE a.workspace_id = OLD.workspace_id AND a.site = OLD.site
      AND a.status = 'completed' AND a.archived_at IS NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1)
    ON CONFLICT (workspace_id, site) DO UPDATE SET latest_id = EXCLUDED.latest_id, latest_at = EXCLUDED.latest_at, grade = EXCLUDED.grade,
      score_rank = EXCLUDED.score_rank, previous_grade = EXCLUDED.previous_grade, previous_score = EXCLUDED.previous_score,
      changed_at = EXCLUDED.changed_at, analyses = EXCLUDED.analyses;
  DELETE FROM sites WHERE workspace_id = NEW.workspace_id AND site = NEW.site AND NOT EXISTS (SELECT 1 FROM analyses a
    WHERE a.workspace_id = NEW.workspace_id AND a.site = NEW.site AND a.status = 'completed' AND a.archived_at IS NULL);
  INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
    SELECT workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses FROM history_sites
    WHERE latest_id = (SELECT a.id FROM analyses a WHERE a.workspace_id = NEW.workspace_id AND a.site = NEW.site
      AND a.status = 'completed' AND a.archived_at IS NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1)
    ON CONFLICT (workspace_id, site) DO UPDATE SET latest_id = EXCLUDED.latest_id, latest_at = EXCLUDED.latest_at, grade = EXCLUDED.grade,
      score_rank = EXCLUDED.score_rank, previous_grade = EXCLUDED.previous_grade, previous_score = EXCLUDED.previous_score,
      changed_at = EXCLUDED.changed_at, analyses = EXCLUDED.analyses;
END;
CREATE TRIGGER analyses_history_delete BEFORE DELETE ON analyses WHEN NOT EXISTS (SELECT 1 FROM history_off) BEGIN
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, substr(created_at, 1, 10), -1, -weight FROM history_terms WHERE id = OLD.id AND archived_at IS NULL
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analyses - 1, weight = weight + EXCLUDED.weight;
  DELETE FROM analysis_terms WHERE workspace_id = OLD.workspace_id AND created_at = OLD.created_at AND analysis_id = OLD.id
    AND term IN (SELECT term FROM history_terms WHERE id = OLD.id);
END;
CREATE TRIGGER analyses_history_gone AFTER DELETE ON analyses WHEN NOT EXISTS (SELECT 1 FROM history_off) BEGIN
  DELETE FROM sites WHERE workspace_id = OLD.workspace_id AND site = OLD.site AND NOT EXISTS (SELECT 1 FROM analyses a
    WHERE a.workspace_id = OLD.workspace_id AND a.site = OLD.site AND a.status = 'completed' AND a.archived_at IS NULL);
  INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
    SELECT workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses FROM history_sites
    WHERE latest_id = (SELECT a.id FROM analyses a WHERE a.workspace_id = OLD.workspace_id AND a.site = OLD.site
      AND a.status = 'completed' AND a.archived_at IS NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1)
    ON CONFLICT (workspace_id, site) DO UPDATE SET latest_id = EXCLUDED.latest_id, latest_at = EXCLUDED.latest_at, grade = EXCLUDED.grade,
      score_rank = EXCLUDED.score_rank, previous_grade = EXCLUDED.previous_grade, previous_score = EXCLUDED.previous_score,
      changed_at = EXCLUDED.changed_at, analyses = EXCLUDED.analyses;
END;

INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
  SELECT workspace_id, term, substr(created_at, 1, 10) AS day, count(*), sum(weight) FROM history_terms GROUP BY 1, 2, 3;
INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
  SELECT workspace_id, term, created_at, id FROM history_terms WHERE substr(term, 1, 1) NOT IN ('', '#');
INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
  SELECT h.* FROM history_sites h WHERE NOT EXISTS (SELECT 1 FROM analyses n WHERE n.workspace_id = h.workspace_id AND n.site = h.site
    AND (n.created_at, n.id) > (h.latest_at, h.latest_id) AND n.status = 'completed' AND n.archived_at IS NULL);
