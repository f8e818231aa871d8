package store

// newestOfSites is what sites has to hold, from analyses alone, in a few passes over all of
// them: the view history_sites is made for one site, and would look at the analyses of each
// again and again. Both say the same. k counts from the newest; differs is the last time with
// another grade than that one's.
const newestOfSites = `WITH done AS (
  SELECT workspace_id, site, id, created_at, grade, score_rank,
    row_number() OVER newest AS k, first_value(grade) OVER newest AS latest_grade
  FROM analyses WHERE site <> '' AND status = 'completed' AND archived_at IS NULL
  WINDOW newest AS (PARTITION BY workspace_id, site ORDER BY created_at DESC, id DESC)),
differing AS (SELECT workspace_id, site, max(created_at) AS differs FROM done WHERE grade <> latest_grade GROUP BY workspace_id, site),
changed AS (SELECT d.workspace_id, d.site, min(d.created_at) AS changed_at FROM done d
  JOIN differing f ON f.workspace_id = d.workspace_id AND f.site = d.site WHERE d.created_at > f.differs GROUP BY d.workspace_id, d.site),
counted AS (SELECT workspace_id, site, count(*) AS analyses FROM analyses WHERE site <> '' AND archived_at IS NULL GROUP BY workspace_id, site)
SELECT l.workspace_id, l.site, l.id AS latest_id, l.created_at AS latest_at, l.grade, l.score_rank,
  COALESCE(p.grade, '') AS previous_grade, COALESCE(p.score_rank, -1) AS previous_score, c.changed_at, n.analyses
FROM done l JOIN counted n ON n.workspace_id = l.workspace_id AND n.site = l.site
LEFT JOIN done p ON p.workspace_id = l.workspace_id AND p.site = l.site AND p.k = 2
LEFT JOIN changed c ON c.workspace_id = l.workspace_id AND c.site = l.site
WHERE l.k = 1`
