-- Who stores an analysis counts it, in the same transaction. Two who do so at once must not
-- wait for each other, so that each connection counts in rows of its own: behind the day
-- stands ".07" or the like. Sums do not mind; upkeep adds up what is of days gone by.
CREATE OR REPLACE FUNCTION microconsent_history_day(at timestamptz) RETURNS text LANGUAGE sql AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') || '.' || lpad((pg_backend_pid() % 64)::text, 2, '0');
$$;

-- What the view history_terms says of one row, also of one that was changed just now.
CREATE OR REPLACE FUNCTION microconsent_history_terms(a analyses) RETURNS TABLE (term text, weight bigint) LANGUAGE sql IMMUTABLE AS $$
  SELECT '', 1::bigint
  UNION ALL SELECT 'status:' || a.status, 1
  UNION ALL SELECT 'source:' || a.kind, 1
  UNION ALL SELECT 'language:' || a.language_code, 1 WHERE a.language_code <> ''
  UNION ALL SELECT 'grade:' || a.grade, 1 WHERE a.grade <> ''
  UNION ALL SELECT '#score', a.score WHERE a.score IS NOT NULL
  UNION ALL SELECT t.key, t.value::bigint FROM jsonb_each_text(a.terms) t;
$$;

CREATE OR REPLACE FUNCTION microconsent_history_add(which uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, microconsent_history_day(created_at), 1, weight FROM history_terms
    WHERE id = which AND archived_at IS NULL ORDER BY term COLLATE "C"
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses + 1, weight = analysis_days.weight + EXCLUDED.weight;
  INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
    SELECT workspace_id, term, created_at, id FROM history_terms WHERE id = which AND substr(term, 1, 1) NOT IN ('', '#');
$$;

CREATE OR REPLACE FUNCTION microconsent_history_take(which uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT workspace_id, term, microconsent_history_day(created_at), -1, -weight FROM history_terms
    WHERE id = which AND archived_at IS NULL ORDER BY term COLLATE "C"
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses - 1, weight = analysis_days.weight + EXCLUDED.weight;
  DELETE FROM analysis_terms t USING history_terms h
    WHERE h.id = which AND t.workspace_id = h.workspace_id AND t.term = h.term AND t.created_at = h.created_at AND t.analysis_id = h.id;
$$;

-- A change writes what differs only: an analysis that begins to run has another status, and
-- all its other terms.
CREATE OR REPLACE FUNCTION microconsent_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM history_off) THEN
    RETURN NULL;
  END IF;
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT d.workspace_id, d.term, d.day, sum(d.n), sum(d.weight) FROM (
      SELECT OLD.workspace_id, term, microconsent_history_day(OLD.created_at) AS day, -1 AS n, -weight AS weight
        FROM microconsent_history_terms(OLD) WHERE OLD.archived_at IS NULL
      UNION ALL SELECT NEW.workspace_id, term, microconsent_history_day(NEW.created_at), 1, weight
        FROM microconsent_history_terms(NEW) WHERE NEW.archived_at IS NULL) d
    GROUP BY 1, 2, 3 HAVING sum(d.n) <> 0 OR sum(d.weight) <> 0 ORDER BY d.term COLLATE "C"
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses + EXCLUDED.analyses,
      weight = analysis_days.weight + EXCLUDED.weight;
  DELETE FROM analysis_terms t USING (
      SELECT term, OLD.created_at AS at FROM microconsent_history_terms(OLD) EXCEPT SELECT term, NEW.created_at FROM microconsent_history_terms(NEW)) gone
    WHERE t.workspace_id = OLD.workspace_id AND t.term = gone.term AND t.created_at = gone.at AND t.analysis_id = OLD.id;
  INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
    SELECT NEW.workspace_id, came.term, came.at, NEW.id FROM (
      SELECT term, NEW.created_at AS at FROM microconsent_history_terms(NEW) EXCEPT SELECT term, OLD.created_at FROM microconsent_history_terms(OLD)) came
    WHERE substr(came.term, 1, 1) NOT IN ('', '#');
  IF OLD.site <> '' THEN
    PERFORM microconsent_history_site(OLD.workspace_id, OLD.site);
  END IF;
  IF NEW.site <> '' AND OLD.site <> NEW.site THEN
    PERFORM microconsent_history_site(NEW.workspace_id, NEW.site);
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER analyses_history_take ON analyses;
DROP TRIGGER analyses_history_update ON analyses;
CREATE TRIGGER analyses_history_update AFTER UPDATE ON analyses FOR EACH ROW
  WHEN ((OLD.status, OLD.kind, OLD.language_code, OLD.grade, OLD.score_rank, OLD.terms, OLD.archived_at, OLD.site, OLD.created_at)
    IS DISTINCT FROM (NEW.status, NEW.kind, NEW.language_code, NEW.grade, NEW.score_rank, NEW.terms, NEW.archived_at, NEW.site, NEW.created_at))
  EXECUTE FUNCTION microconsent_history_change();
