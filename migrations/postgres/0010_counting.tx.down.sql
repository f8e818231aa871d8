DROP TRIGGER analyses_history_insert ON analyses;
DROP TRIGGER analyses_history_update ON analyses;
DROP TRIGGER analyses_history_delete ON analyses;
DROP FUNCTION microconsent_fold_sites(integer);
DROP FUNCTION microconsent_history_update();
DROP FUNCTION microconsent_history_move(analyses, analyses);
DROP FUNCTION microconsent_history_delete();
DROP FUNCTION microconsent_history_insert();
DROP FUNCTION microconsent_site_changed(uuid, text, boolean);
DROP FUNCTION microconsent_site_refresh(uuid, text, boolean);
DROP FUNCTION microconsent_history_unlist(analyses, text[]);
DROP FUNCTION microconsent_history_terms(analyses);
DROP FUNCTION microconsent_history_day(timestamptz);
DROP VIEW history_latest;
DROP VIEW history_changed;
DROP VIEW history_kept;

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

SELECT microconsent_history_site(workspace_id, site) FROM (SELECT DISTINCT workspace_id, site FROM site_changes) c;
DROP TABLE site_changes;
CREATE TEMPORARY TABLE added AS SELECT workspace_id, term, substr(day, 1, 10) AS day, sum(analyses) AS analyses, sum(weight) AS weight FROM analysis_days GROUP BY 1, 2, 3;
DELETE FROM analysis_days;
INSERT INTO analysis_days (workspace_id, term, day, analyses, weight) SELECT workspace_id, term, day, analyses, weight FROM added;
DROP TABLE added;
