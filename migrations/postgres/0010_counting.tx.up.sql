-- Who stores an analysis counts it and names its site, in the same transaction. Two who do so
-- at once must not wait for each other: each counts in rows of its own, and leaves a site that
-- another one is at to upkeep, which also adds up the counters of days gone by.

-- Sites whose row in sites is not up to date: another transaction was at it. Upkeep makes the
-- row anew.
CREATE TABLE site_changes (
  workspace_id uuid NOT NULL,
  site text NOT NULL
);
CREATE INDEX site_changes_site ON site_changes (workspace_id, site);

-- The sites as they are at each moment. The changes are asked row by row, so that the order of
-- an index on sites is kept.
CREATE VIEW history_kept AS
  SELECT s.workspace_id, s.site, s.latest_id, s.latest_at, s.grade, s.score_rank, s.previous_grade, s.previous_score, s.changed_at, s.analyses
  FROM sites s WHERE COALESCE((SELECT false FROM site_changes c WHERE c.workspace_id = s.workspace_id AND c.site = s.site LIMIT 1), true);

CREATE VIEW history_changed AS
  SELECT h.workspace_id, h.site, h.latest_id, h.latest_at, h.grade, h.score_rank, h.previous_grade, h.previous_score, h.changed_at, h.analyses
  FROM (SELECT DISTINCT workspace_id, site FROM site_changes) c
  CROSS JOIN LATERAL (SELECT a.id FROM analyses a WHERE a.workspace_id = c.workspace_id AND a.site = c.site
    AND a.status = 'completed' AND a.archived_at IS NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1) n
  JOIN history_sites h ON h.latest_id = n.id;

CREATE VIEW history_latest AS SELECT * FROM history_kept UNION ALL SELECT * FROM history_changed;

DROP TRIGGER analyses_history_insert ON analyses;
DROP TRIGGER analyses_history_take ON analyses;
DROP TRIGGER analyses_history_update ON analyses;
DROP TRIGGER analyses_history_delete ON analyses;
DROP TRIGGER analyses_history_gone ON analyses;
DROP FUNCTION microconsent_history_after();
DROP FUNCTION microconsent_history_before();
DROP FUNCTION microconsent_history_site(uuid, text);
DROP FUNCTION microconsent_history_take(uuid);
DROP FUNCTION microconsent_history_add(uuid);

-- What the view history_terms says of one row, also of one that was changed just now.
CREATE OR REPLACE FUNCTION microconsent_history_terms(a analyses) RETURNS TABLE (term text, weight bigint) LANGUAGE sql IMMUTABLE ROWS 50 AS $$
  SELECT '', 1::bigint
  UNION ALL SELECT 'status:' || a.status, 1
  UNION ALL SELECT 'source:' || a.kind, 1
  UNION ALL SELECT 'language:' || a.language_code, 1 WHERE a.language_code <> ''
  UNION ALL SELECT 'grade:' || a.grade, 1 WHERE a.grade <> ''
  UNION ALL SELECT '#score', a.score WHERE a.score IS NOT NULL
  UNION ALL SELECT t.key, t.value::bigint FROM jsonb_each_text(a.terms) t;
$$;

-- The day that a transaction counts in: behind it stands a number that no other open
-- transaction has, the lowest, so that there are no more of them than transactions at once.
-- From the 64th on they share one, and may wait.
CREATE OR REPLACE FUNCTION microconsent_history_day(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  own integer := 0;
BEGIN
  WHILE own < 63 AND NOT pg_try_advisory_xact_lock(hashtext(current_schema() || ' counters'), own) LOOP
    own := own + 1;
  END LOOP;
  RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') || '.' || lpad(own::text, 2, '0');
END $$;

-- Makes the row of a site anew, unless another transaction is at it: it never waits. The row is
-- locked before it is computed, so that what others committed is in it. A site without a row is
-- made when may_add: such a lock takes memory of the server until the transaction ends.
CREATE OR REPLACE FUNCTION microconsent_site_refresh(of_workspace uuid, of_site text, may_add boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  newest uuid;
  known boolean;
BEGIN
  PERFORM 1 FROM sites s WHERE s.workspace_id = of_workspace AND s.site = of_site FOR UPDATE SKIP LOCKED;
  known := FOUND;
  IF NOT known AND (EXISTS (SELECT 1 FROM sites s WHERE s.workspace_id = of_workspace AND s.site = of_site)
      OR NOT may_add OR NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || of_workspace || of_site, 0))) THEN
    RETURN false;
  END IF;
  newest := (SELECT a.id FROM analyses a WHERE a.workspace_id = of_workspace AND a.site = of_site
    AND a.status = 'completed' AND a.archived_at IS NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1);
  IF newest IS NULL THEN
    DELETE FROM sites s WHERE known AND s.workspace_id = of_workspace AND s.site = of_site;
    RETURN true;
  END IF;
  IF known THEN
    UPDATE sites s SET latest_id = h.latest_id, latest_at = h.latest_at, grade = h.grade, score_rank = h.score_rank,
      previous_grade = h.previous_grade, previous_score = h.previous_score, changed_at = h.changed_at, analyses = h.analyses
    FROM history_sites h WHERE h.latest_id = newest AND s.workspace_id = of_workspace AND s.site = of_site;
    RETURN true;
  END IF;
  INSERT INTO sites (workspace_id, site, latest_id, latest_at, grade, score_rank, previous_grade, previous_score, changed_at, analyses)
    SELECT h.workspace_id, h.site, h.latest_id, h.latest_at, h.grade, h.score_rank, h.previous_grade, h.previous_score, h.changed_at, h.analyses
    FROM history_sites h WHERE h.latest_id = newest ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION microconsent_site_changed(of_workspace uuid, of_site text, may_add boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF of_site <> '' AND NOT microconsent_site_refresh(of_workspace, of_site, may_add) THEN
    INSERT INTO site_changes (workspace_id, site) VALUES (of_workspace, of_site);
  END IF;
END $$;

-- Takes an analysis off the lists of some terms, one by one: a connection keeps the plan that it
-- made when the table was still empty, and for several terms, or with the choice to read the
-- table whole, that would be to read all of the workspace.
CREATE FUNCTION microconsent_history_unlist(a analyses, terms text[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  gone text;
BEGIN
  FOREACH gone IN ARRAY terms LOOP
    DELETE FROM analysis_terms k WHERE k.workspace_id = a.workspace_id AND k.term = gone AND k.created_at = a.created_at AND k.analysis_id = a.id;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION microconsent_history_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM history_off) THEN
    RETURN NULL;
  END IF;
  INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
    SELECT NEW.workspace_id, t.term, NEW.created_at, NEW.id FROM microconsent_history_terms(NEW) t WHERE substr(t.term, 1, 1) NOT IN ('', '#');
  IF NEW.archived_at IS NULL THEN
    INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
      SELECT NEW.workspace_id, t.term, d.day, 1, t.weight FROM (SELECT microconsent_history_day(NEW.created_at) AS day OFFSET 0) d, microconsent_history_terms(NEW) t
      ORDER BY t.term COLLATE "C"
      ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses + 1, weight = analysis_days.weight + EXCLUDED.weight;
    PERFORM microconsent_site_changed(NEW.workspace_id, NEW.site, true);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION microconsent_history_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM history_off) THEN
    RETURN NULL;
  END IF;
  PERFORM microconsent_history_unlist(OLD, ARRAY(SELECT t.term FROM microconsent_history_terms(OLD) t));
  IF OLD.archived_at IS NULL THEN
    INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
      SELECT OLD.workspace_id, t.term, d.day, -1, -t.weight FROM (SELECT microconsent_history_day(OLD.created_at) AS day OFFSET 0) d, microconsent_history_terms(OLD) t
      ORDER BY t.term COLLATE "C"
      ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses - 1, weight = analysis_days.weight + EXCLUDED.weight;
    PERFORM microconsent_site_changed(OLD.workspace_id, OLD.site, false);
  END IF;
  RETURN NULL;
END $$;

-- Writes only what differs. What most updates do, to change a few values, takes the short way.
CREATE OR REPLACE FUNCTION microconsent_history_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  terms text[]; -- those that differ, with the difference in analyses and in weight
  counts integer[];
  weights bigint[];
BEGIN
  IF EXISTS (SELECT 1 FROM history_off) THEN
    RETURN NULL;
  END IF;
  IF OLD.created_at <> NEW.created_at OR OLD.archived_at IS DISTINCT FROM NEW.archived_at THEN
    PERFORM microconsent_history_move(OLD, NEW);
  ELSE
    SELECT array_agg(x.term), array_agg(x.analyses), array_agg(x.weight) INTO terms, counts, weights FROM (
      SELECT COALESCE(n.term, o.term) AS term, (n.term IS NOT NULL)::integer - (o.term IS NOT NULL)::integer AS analyses,
        COALESCE(n.weight, 0) - COALESCE(o.weight, 0) AS weight
      FROM microconsent_history_terms(OLD) o FULL JOIN microconsent_history_terms(NEW) n ON n.term = o.term
      WHERE n.term IS NULL OR o.term IS NULL OR n.weight <> o.weight
      ORDER BY COALESCE(n.term, o.term) COLLATE "C") x;
    PERFORM microconsent_history_unlist(NEW, ARRAY(SELECT t.term FROM unnest(terms, counts) t(term, n) WHERE t.n < 0));
    INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
      SELECT NEW.workspace_id, t.term, NEW.created_at, NEW.id FROM unnest(terms, counts) t(term, n) WHERE t.n > 0 AND substr(t.term, 1, 1) NOT IN ('', '#');
    IF NEW.archived_at IS NULL AND terms IS NOT NULL THEN
      INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
        SELECT NEW.workspace_id, t.term, d.day, t.n, t.weight
        FROM (SELECT microconsent_history_day(NEW.created_at) AS day OFFSET 0) d, unnest(terms, counts, weights) t(term, n, weight)
        ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses + EXCLUDED.analyses, weight = analysis_days.weight + EXCLUDED.weight;
    END IF;
  END IF;
  IF OLD.site <> NEW.site OR OLD.created_at <> NEW.created_at OR OLD.archived_at IS DISTINCT FROM NEW.archived_at
      OR (OLD.status = 'completed' OR NEW.status = 'completed')
        AND (OLD.status, OLD.grade, OLD.score_rank) IS DISTINCT FROM (NEW.status, NEW.grade, NEW.score_rank) THEN
    PERFORM microconsent_site_changed(NEW.workspace_id, NEW.site, OLD.archived_at IS NOT DISTINCT FROM NEW.archived_at);
    IF OLD.site <> NEW.site THEN
      PERFORM microconsent_site_changed(OLD.workspace_id, OLD.site, false);
    END IF;
  END IF;
  RETURN NULL;
END $$;

-- Takes an analysis from where it is listed and counted, and puts it where it then belongs.
CREATE FUNCTION microconsent_history_move(before analyses, after analyses) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  day_before text := microconsent_history_day(before.created_at);
  day_after text := microconsent_history_day(after.created_at);
BEGIN
  PERFORM microconsent_history_unlist(before, ARRAY(SELECT t.term FROM microconsent_history_terms(before) t));
  INSERT INTO analysis_terms (workspace_id, term, created_at, analysis_id)
    SELECT after.workspace_id, t.term, after.created_at, after.id FROM microconsent_history_terms(after) t WHERE substr(t.term, 1, 1) NOT IN ('', '#');
  INSERT INTO analysis_days (workspace_id, term, day, analyses, weight)
    SELECT after.workspace_id, x.term, x.day, sum(x.analyses), sum(x.weight) FROM (
      SELECT t.term, day_before AS day, -1 AS analyses, -t.weight AS weight FROM microconsent_history_terms(before) t WHERE before.archived_at IS NULL
      UNION ALL SELECT t.term, day_after, 1, t.weight FROM microconsent_history_terms(after) t WHERE after.archived_at IS NULL) x
    GROUP BY x.term, x.day HAVING sum(x.analyses) <> 0 OR sum(x.weight) <> 0 ORDER BY x.term COLLATE "C", x.day
    ON CONFLICT (workspace_id, term, day) DO UPDATE SET analyses = analysis_days.analyses + EXCLUDED.analyses, weight = analysis_days.weight + EXCLUDED.weight;
END $$;

CREATE TRIGGER analyses_history_insert AFTER INSERT ON analyses FOR EACH ROW EXECUTE FUNCTION microconsent_history_insert();
CREATE TRIGGER analyses_history_update AFTER UPDATE ON analyses FOR EACH ROW
  WHEN ((OLD.status, OLD.kind, OLD.language_code, OLD.grade, OLD.score, OLD.score_rank, OLD.terms, OLD.archived_at, OLD.site, OLD.created_at)
    IS DISTINCT FROM (NEW.status, NEW.kind, NEW.language_code, NEW.grade, NEW.score, NEW.score_rank, NEW.terms, NEW.archived_at, NEW.site, NEW.created_at))
  EXECUTE FUNCTION microconsent_history_update();
CREATE TRIGGER analyses_history_delete AFTER DELETE ON analyses FOR EACH ROW EXECUTE FUNCTION microconsent_history_delete();

-- Makes the rows of at most so many sites anew and says how many. Of several at once one does
-- it. The rows are locked until the transaction ends, so that it should be one of its own.
CREATE OR REPLACE FUNCTION microconsent_fold_sites(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  done integer := 0;
  changed record;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' sites', 0)) THEN
    RETURN 0;
  END IF;
  FOR changed IN SELECT DISTINCT c.workspace_id, c.site FROM (SELECT workspace_id, site FROM site_changes LIMIT most) c LOOP
    DELETE FROM site_changes c WHERE c.workspace_id = changed.workspace_id AND c.site = changed.site;
    IF microconsent_site_refresh(changed.workspace_id, changed.site, true) THEN
      done := done + 1;
    ELSE
      INSERT INTO site_changes (workspace_id, site) VALUES (changed.workspace_id, changed.site);
    END IF;
  END LOOP;
  RETURN done;
END $$;
