-- What the history is browsed by. analyses stays the truth; the tables below are made from it
-- by triggers, in the transaction that changes it, so that whoever writes keeps them right.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
EXCEPTION WHEN OTHERS THEN
  RAISE EXCEPTION 'The extension pg_trgm is needed and cannot be created (%). Let an administrator run in this database: CREATE EXTENSION pg_trgm', SQLERRM;
END $$;

-- NULL while lists show it.
ALTER TABLE analyses ADD COLUMN archived_at timestamptz;
-- What was found, as term -> weight: "role:accept_all" -> clauses, "rule:…" -> findings.
ALTER TABLE analyses ADD COLUMN terms jsonb NOT NULL DEFAULT '{}';
-- For ordering: the score, -1 without one; the worst severity from 4 (high) to 1, 0 for none.
ALTER TABLE analyses ADD COLUMN score_rank integer NOT NULL DEFAULT -1;
ALTER TABLE analyses ADD COLUMN severity_rank integer NOT NULL DEFAULT 0;
-- Parts that nothing asks for: JSON, compressed with zstd. NULL for rows from before.
ALTER TABLE analyses ADD COLUMN packed bytea;

-- created_at is the analysis's, so that a list of one tag is read in order.
CREATE TABLE analysis_tags (
  workspace_id uuid NOT NULL REFERENCES workspaces (id),
  analysis_id uuid NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
  tag text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (analysis_id, tag)
);
CREATE INDEX analysis_tags_tag ON analysis_tags (workspace_id, tag, created_at, analysis_id);

-- For each term the analyses that have it, in the order of the lists.
CREATE TABLE analysis_terms (
  workspace_id uuid NOT NULL,
  term text NOT NULL COLLATE "C",
  created_at timestamptz NOT NULL,
  analysis_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, term, created_at, analysis_id)
);

-- For each term and day the analyses that are not archived, and the sum of their weights. The
-- term "" is every analysis; terms that begin with # are for charts only.
CREATE TABLE analysis_days (
  workspace_id uuid NOT NULL,
  term text NOT NULL COLLATE "C",
  day text NOT NULL COLLATE "C",
  analyses bigint NOT NULL,
  weight bigint NOT NULL,
  PRIMARY KEY (workspace_id, term, day)
);

-- Each site by its newest completed analysis. changed_at is when the grade became what it is.
CREATE TABLE sites (
  workspace_id uuid NOT NULL,
  site text NOT NULL,
  latest_id uuid NOT NULL,
  latest_at timestamptz NOT NULL,
  grade text NOT NULL,
  score_rank integer NOT NULL,
  previous_grade text NOT NULL,
  previous_score integer NOT NULL,
  changed_at timestamptz,
  analyses bigint NOT NULL,
  PRIMARY KEY (workspace_id, site)
);
CREATE INDEX sites_page ON sites (workspace_id, latest_at, latest_id);
CREATE INDEX sites_size ON sites (workspace_id, analyses, site);

-- While a transaction has a row in here, the triggers rest: it fills the tables itself, as
-- restoring and seeding do, and takes the row out before it ends.
CREATE TABLE history_off (reason text PRIMARY KEY);

UPDATE analyses a SET score_rank = COALESCE(score, -1),
  severity_rank = COALESCE((SELECT max(CASE f.severity WHEN 'high' THEN 4 WHEN 'medium' THEN 3 WHEN 'low' THEN 2 ELSE 1 END) FROM findings f WHERE f.analysis_id = a.id), 0),
  terms = COALESCE((SELECT jsonb_object_agg(t.term, t.n) FROM (
    SELECT 'role:' || c.role AS term, count(*) AS n FROM clauses c WHERE c.analysis_id = a.id GROUP BY c.role
    UNION ALL SELECT 'category:' || c.category, count(*) FROM clauses c WHERE c.analysis_id = a.id GROUP BY c.category
    UNION ALL SELECT '#confidence:' || least(9, floor(c.confidence * 10)::integer), count(*) FROM clauses c WHERE c.analysis_id = a.id GROUP BY 1
    UNION ALL SELECT 'rule:' || f.rule, count(*) FROM findings f WHERE f.analysis_id = a.id GROUP BY f.rule
    UNION ALL SELECT 'severity:' || f.severity, count(*) FROM findings f WHERE f.analysis_id = a.id GROUP BY f.severity
    UNION ALL SELECT 'triage:' || f.status, count(*) FROM findings f WHERE f.analysis_id = a.id GROUP BY f.status
    UNION ALL SELECT 'cmp:' || m.cmp_id, 1 FROM analysis_cmps m WHERE m.analysis_id = a.id) t), '{}');

CREATE INDEX analyses_score ON analyses (workspace_id, score_rank, created_at, id);
CREATE INDEX analyses_severity ON analyses (workspace_id, severity_rank, created_at, id);
-- The extension may stand in any schema.
DO $$
BEGIN
  EXECUTE format('CREATE INDEX analyses_search ON analyses USING gin (search %I.gin_trgm_ops)',
    (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'));
END $$;
DROP INDEX clauses_role;
DROP INDEX clauses_category;
DROP INDEX findings_rule;
DROP INDEX findings_severity;
DROP INDEX analysis_cmps_cmp;

CREATE OR REPLACE VIEW history_terms AS
  SELECT id, workspace_id, created_at, archived_at, '' AS term, 1::bigint AS weight FROM analyses
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'status:' || status, 1 FROM analyses
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'source:' || kind, 1 FROM analyses
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'language:' || language_code, 1 FROM analyses WHERE language_code <> ''
  UNION ALL SELECT id, workspace_id, created_at, archived_at, 'grade:' || grade, 1 FROM analyses WHERE grade <> ''
  UNION ALL SELECT id, workspace_id, created_at, archived_at, '#score', score FROM analyses WHERE score IS NOT NULL
  UNION ALL SELECT a.id, a.workspace_id, a.created_at, a.archived_at, t.key, t.value::bigint FROM analyses a, jsonb_each_text(a.terms) t;

-- A row for every completed analysis: what its site looked like then. sites holds the newest.
CREATE OR REPLACE VIEW history_sites AS
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

CREATE OR REPLACE FUNCTION microconsent_history_add(which uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 1, weight FROM history_terms
    WHERE id = which AND archived_at IS NULL ORDER BY term COLLATE "C"
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses + 1, weight = analysis_days.weight + EXCLUDED.weight;
  INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
    SELECT workspace_id, term, created_at, id FROM history_terms WHERE id = which AND substr(term, 1, 1) NOT IN ('', '#');
$$;

CREATE OR REPLACE FUNCTION microconsent_history_take(which uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), -1, -weight FROM history_terms
    WHERE id = which AND archived_at IS NULL ORDER BY term COLLATE "C"
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses - 1, weight = analysis_days.weight + EXCLUDED.weight;
  DELETE FROM analysis_terms t USING history_terms h
    WHERE h.id = which AND t.workspace_id = h.workspace_id AND t.term = h.term AND t.created_at = h.created_at AND t.analysis_id = h.id;
$$;

CREATE OR REPLACE FUNCTION microconsent_history_site(of_workspace uuid, of_site text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM sites WHERE workspace_id = of_workspace AND site = of_site AND NOT EXISTS (SELECT 1 FROM analyses a
    WHERE a.workspace_id = of_workspace AND a.site = of_site AND a.status = 'completed' AND a.archived_at IS NULL);
  INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
    SELECT * FROM history_sites WHERE latest_id = (SELECT a.id FROM analyses a WHERE a.workspace_id = of_workspace AND a.site = of_site
      AND a.status = 'completed' AND a.archived_at IS NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1)
    ON CONFLICT (workspace_id, site) DO UPDATE SET latest_id = EXCLUDED.latest_id, latest_at = EXCLUDED.latest_at, grade = EXCLUDED.grade,
      score_rank = EXCLUDED.score_rank, previous_grade = EXCLUDED.previous_grade, previous_score = EXCLUDED.previous_score,
      changed_at = EXCLUDED.changed_at, analyses = EXCLUDED.analyses;
$$;

CREATE OR REPLACE FUNCTION microconsent_history_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM history_off) THEN
    PERFORM microconsent_history_take(OLD.id);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION microconsent_history_after() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM history_off) THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM microconsent_history_add(NEW.id);
  END IF;
  IF TG_OP <> 'INSERT' AND OLD.site <> '' THEN
    PERFORM microconsent_history_site(OLD.workspace_id, OLD.site);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.site <> '' AND (TG_OP = 'INSERT' OR OLD.site <> NEW.site) THEN
    PERFORM microconsent_history_site(NEW.workspace_id, NEW.site);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER analyses_history_insert AFTER INSERT ON analyses FOR EACH ROW EXECUTE FUNCTION microconsent_history_after();
CREATE TRIGGER analyses_history_take BEFORE UPDATE ON analyses FOR EACH ROW
  WHEN ((OLD.status, OLD.kind, OLD.language_code, OLD.grade, OLD.score_rank, OLD.terms, OLD.archived_at, OLD.site, OLD.created_at)
    IS DISTINCT FROM (NEW.status, NEW.kind, NEW.language_code, NEW.grade, NEW.score_rank, NEW.terms, NEW.archived_at, NEW.site, NEW.created_at))
  EXECUTE FUNCTION microconsent_history_before();
CREATE TRIGGER analyses_history_update AFTER UPDATE ON analyses FOR EACH ROW
  WHEN ((OLD.status, OLD.kind, OLD.language_code, OLD.grade, OLD.score_rank, OLD.terms, OLD.archived_at, OLD.site, OLD.created_at)
    IS DISTINCT FROM (NEW.status, NEW.kind, NEW.language_code, NEW.grade, NEW.score_rank, NEW.terms, NEW.archived_at, NEW.site, NEW.created_at))
  EXECUTE FUNCTION microconsent_history_after();
CREATE TRIGGER analyses_history_delete BEFORE DELETE ON analyses FOR EACH ROW EXECUTE FUNCTION microconsent_history_before();
CREATE TRIGGER analyses_history_gone AFTER DELETE ON analyses FOR EACH ROW EXECUTE FUNCTION microconsent_history_after();

INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
  SELECT workspace_id, term, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*), sum(weight) FROM history_terms GROUP BY 1, 2, 3;
INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
  SELECT workspace_id, term, created_at, id FROM history_terms WHERE substr(term, 1, 1) NOT IN ('', '#');
INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
  SELECT h.* FROM history_sites h WHERE NOT EXISTS (SELECT 1 FROM analyses n WHERE n.workspace_id = h.workspace_id AND n.site = h.site
    AND (n.created_at, n.id) > (h.latest_at, h.latest_id) AND n.status = 'completed' AND n.archived_at IS NULL);
