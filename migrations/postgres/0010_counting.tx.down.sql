DROP TRIGGER analyses_history_update ON analyses;
DROP FUNCTION microconsent_history_change();
DROP FUNCTION microconsent_history_terms(analyses);
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
DROP FUNCTION microconsent_history_day(timestamptz);
CREATE TRIGGER analyses_history_take BEFORE UPDATE ON analyses FOR EACH ROW
  WHEN ((OLD.status, OLD.kind, OLD.language_code, OLD.grade, OLD.score_rank, OLD.terms, OLD.archived_at, OLD.site, OLD.created_at)
    IS DISTINCT FROM (NEW.status, NEW.kind, NEW.language_code, NEW.grade, NEW.score_rank, NEW.terms, NEW.archived_at, NEW.site, NEW.created_at))
  EXECUTE FUNCTION microconsent_history_before();
CREATE TRIGGER analyses_history_update AFTER UPDATE ON analyses FOR EACH ROW
  WHEN ((OLD.status, OLD.kind, OLD.language_code, OLD.grade, OLD.score_rank, OLD.terms, OLD.archived_at, OLD.site, OLD.created_at)
    IS DISTINCT FROM (NEW.status, NEW.kind, NEW.language_code, NEW.grade, NEW.score_rank, NEW.terms, NEW.archived_at, NEW.site, NEW.created_at))
  EXECUTE FUNCTION microconsent_history_after();
CREATE TEMPORARY TABLE added AS SELECT workspace_id, term, substr(day, 1, 10) AS day, sum(analyses) AS analyses, sum(weight) AS weight FROM analysis_days GROUP BY 1, 2, 3;
DELETE FROM analysis_days;
INSERT INTO analysis_days (workspace_id, term, day, analyses, weight) SELECT workspace_id, term, day, analyses, weight FROM added;
DROP TABLE added;
