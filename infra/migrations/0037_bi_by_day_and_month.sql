-- Sums by day and by month for BI tools (docs/bi.md): from the coarse rollups where they are built and unchanged, from
-- the fine rows otherwise, so the totals are those of bi.quarter_hour whatever is built.

-- Local days for which coarse rows are built, from (inclusive) to (exclusive); null: none. The table is named when the
-- function runs, so that a later migration may put another one in its place. Views run functions with the rights of
-- their reader, who may read nothing else here.
CREATE FUNCTION mnara.coarse_days(OUT built_from date, OUT built_to date) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE source text := coalesce(to_regclass('mnara.rollup_built'), to_regclass('mnara.rollup_coarse'))::text;
BEGIN
  EXECUTE 'SELECT built_from, built_to FROM ' || source INTO built_from, built_to;
END $$;

-- The first month of which all days are built, and the first one after it of which not all are.
CREATE FUNCTION mnara.coarse_months(OUT built_from date, OUT built_to date) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT date_trunc('month', d.built_from + interval '1 month' - interval '1 day')::date,
    date_trunc('month', d.built_to)::date
  FROM mnara.coarse_days() AS d
$$;

-- A row for each centre, service and local day, and for each month, with the columns of the rollups. Written here once
-- for all counts: each part of a view has the same columns in the same order.
DO $$
DECLARE
  names text[] := ARRAY(
    SELECT attname::text FROM pg_attribute WHERE attrelid = 'mnara.rollup_quarter'::regclass AND attnum > 0
      AND NOT attisdropped AND atttypid = 'bigint'::regtype ORDER BY attnum);
  plain text := (SELECT string_agg(format('f.%I', name), ', ' ORDER BY place)
    FROM unnest(names) WITH ORDINALITY AS n(name, place));
  sums text := (SELECT string_agg(format('sum(f.%1$I)::bigint AS %1$I', name), ', ' ORDER BY place)
    FROM unnest(names) WITH ORDINALITY AS n(name, place));
  days text := '(SELECT %s FROM mnara.coarse_days())';
  months text := '(SELECT %s FROM mnara.coarse_months())';
  day_from text := format(days, 'coalesce(built_from, ''-infinity'')');
  day_to text := format(days, 'coalesce(built_to, ''-infinity'')');
  month_from text := format(months, 'coalesce(built_from, ''-infinity'')');
  month_to text := format(months, 'greatest(built_from, built_to, ''-infinity'')');
BEGIN
  -- Built days without a mark; fine rows after and before them; fine rows of the days that are marked.
  EXECUTE format($view$
    CREATE VIEW mnara.day_sums AS
    SELECT f.centre_key, f.service_key, f.day, %1$s FROM mnara.rollup_day f
    WHERE f.day >= %3$s AND f.day < %4$s
      AND (f.centre_key, f.day) NOT IN (SELECT centre_key, day FROM mnara.rollup_stale)
    UNION ALL
    SELECT f.centre_key, f.service_key, (f.bucket AT TIME ZONE c.time_zone)::date AS day, %2$s
    FROM mnara.rollup_quarter f JOIN mnara.centre c USING (centre_key)
    WHERE f.bucket >= (%4$s - 1)::timestamp AT TIME ZONE 'UTC' AND (f.bucket AT TIME ZONE c.time_zone)::date >= %4$s
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT f.centre_key, f.service_key, (f.bucket AT TIME ZONE c.time_zone)::date AS day, %2$s
    FROM mnara.rollup_quarter f JOIN mnara.centre c USING (centre_key)
    WHERE f.bucket < (%3$s + 1)::timestamp AT TIME ZONE 'UTC' AND (f.bucket AT TIME ZONE c.time_zone)::date < %3$s
      AND %3$s <= %4$s
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT f.centre_key, f.service_key, old.day, %2$s
    FROM (SELECT DISTINCT centre_key, day FROM mnara.rollup_stale) AS old JOIN mnara.centre c USING (centre_key)
      CROSS JOIN LATERAL (SELECT * FROM mnara.rollup_quarter q WHERE q.centre_key = old.centre_key
        AND q.bucket >= old.day::timestamp AT TIME ZONE c.time_zone - interval '3 hours'
        AND q.bucket < (old.day + 1)::timestamp AT TIME ZONE c.time_zone + interval '3 hours'
        AND (q.bucket AT TIME ZONE c.time_zone)::date = old.day OFFSET 0) AS f
    WHERE old.day >= %3$s AND old.day < %4$s
    GROUP BY 1, 2, 3$view$, plain, sums, day_from, day_to);

  -- Whole built months without a mark; days after and before them; days of the months that are marked.
  EXECUTE format($view$
    CREATE VIEW mnara.month_sums AS
    SELECT f.centre_key, f.service_key, f.month, %1$s FROM mnara.rollup_month f
    WHERE f.month >= %3$s AND f.month < %4$s AND (f.centre_key, f.month) NOT IN (
      SELECT centre_key, date_trunc('month', day)::date FROM mnara.rollup_stale
      UNION ALL SELECT centre_key, month FROM mnara.rollup_stale_month)
    UNION ALL
    SELECT f.centre_key, f.service_key, date_trunc('month', f.day)::date AS month, %2$s FROM mnara.day_sums f
    WHERE f.day >= %4$s GROUP BY 1, 2, 3
    UNION ALL
    SELECT f.centre_key, f.service_key, date_trunc('month', f.day)::date AS month, %2$s FROM mnara.day_sums f
    WHERE f.day < %3$s AND f.day < %4$s GROUP BY 1, 2, 3
    UNION ALL
    SELECT f.centre_key, f.service_key, old.month, %2$s
    FROM (SELECT centre_key, date_trunc('month', day)::date AS month FROM mnara.rollup_stale
        UNION SELECT centre_key, month FROM mnara.rollup_stale_month) AS old
      CROSS JOIN LATERAL (SELECT * FROM mnara.day_sums d WHERE d.centre_key = old.centre_key AND d.day >= old.month
        AND d.day < (old.month + interval '1 month')::date OFFSET 0) AS f
    WHERE old.month >= %3$s AND old.month < %4$s
    GROUP BY 1, 2, 3$view$, plain, sums, month_from, month_to);
END $$;

CREATE VIEW bi.day AS
SELECT
  r.region_id,
  c.centre_id,
  s.service_id,
  a.agency_id,
  q.day AS local_date,
  q.visits,
  q.tickets_issued,
  q.demand_started + q.no_shows + q.abandoned AS demand,
  q.no_shows,
  q.abandoned,
  q.cancelled,
  q.voided,
  q.called_legs,
  q.recalls,
  q.wait_n AS waits,
  (q.wait_ms / 1000.0)::double precision AS wait_seconds,
  q.served_wait_n AS called_waits,
  (q.served_wait_ms / 1000.0)::double precision AS called_wait_seconds,
  q.queued_wait_n AS positive_waits,
  (q.queued_wait_ms / 1000.0)::double precision AS positive_wait_seconds,
  q.within_target,
  q.target_n AS with_target,
  q.ended,
  q.served,
  q.not_completed,
  q.transferred,
  q.transactions,
  q.service_n AS services_timed,
  (q.service_ms / 1000.0)::double precision AS service_seconds,
  q.hold_n AS holds,
  (q.hold_ms / 1000.0)::double precision AS hold_seconds,
  q.walk_n AS walks,
  (q.walk_ms / 1000.0)::double precision AS walk_seconds,
  q.quick_closes,
  q.visit_n AS visits_timed,
  (q.visit_ms / 1000.0)::double precision AS visit_seconds,
  q.rating_1,
  q.rating_2,
  q.rating_3,
  q.rating_4,
  q.rating_5,
  q.closed_legs,
  q.complete_legs,
  q.clamped AS clamped_durations,
  q.flagged AS flagged_durations
FROM mnara.day_sums q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = q.service_key
  LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key;

CREATE VIEW bi.month AS
SELECT
  r.region_id,
  c.centre_id,
  s.service_id,
  a.agency_id,
  q.month AS local_month,
  q.visits,
  q.tickets_issued,
  q.demand_started + q.no_shows + q.abandoned AS demand,
  q.no_shows,
  q.abandoned,
  q.cancelled,
  q.voided,
  q.called_legs,
  q.recalls,
  q.wait_n AS waits,
  (q.wait_ms / 1000.0)::double precision AS wait_seconds,
  q.served_wait_n AS called_waits,
  (q.served_wait_ms / 1000.0)::double precision AS called_wait_seconds,
  q.queued_wait_n AS positive_waits,
  (q.queued_wait_ms / 1000.0)::double precision AS positive_wait_seconds,
  q.within_target,
  q.target_n AS with_target,
  q.ended,
  q.served,
  q.not_completed,
  q.transferred,
  q.transactions,
  q.service_n AS services_timed,
  (q.service_ms / 1000.0)::double precision AS service_seconds,
  q.hold_n AS holds,
  (q.hold_ms / 1000.0)::double precision AS hold_seconds,
  q.walk_n AS walks,
  (q.walk_ms / 1000.0)::double precision AS walk_seconds,
  q.quick_closes,
  q.visit_n AS visits_timed,
  (q.visit_ms / 1000.0)::double precision AS visit_seconds,
  q.rating_1,
  q.rating_2,
  q.rating_3,
  q.rating_4,
  q.rating_5,
  q.closed_legs,
  q.complete_legs,
  q.clamped AS clamped_durations,
  q.flagged AS flagged_durations
FROM mnara.month_sums q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = q.service_key
  LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key;

COMMENT ON VIEW bi.day IS 'Counts and sums by centre, service and day of the centre''s clock; the totals of bi.quarter_hour.';
COMMENT ON VIEW bi.month IS 'Counts and sums by centre, service and month of the centre''s clock; the totals of bi.quarter_hour.';
COMMENT ON COLUMN bi.day.local_date IS 'Date by the centre''s clock.';
COMMENT ON COLUMN bi.month.local_month IS 'First day of the month by the centre''s clock.';
DO $$
DECLARE entry record;
BEGIN
  FOR entry IN SELECT view.name AS view, a.attname AS name, col_description(a.attrelid, a.attnum) AS says
    FROM pg_attribute a CROSS JOIN (VALUES ('day'), ('month')) AS view(name)
    WHERE a.attrelid = 'bi.quarter_hour'::regclass AND a.attname NOT IN ('period_start', 'local_start') LOOP
    EXECUTE format('COMMENT ON COLUMN bi.%I.%I IS %L', entry.view, entry.name, entry.says);
  END LOOP;
END $$;
GRANT SELECT ON bi.day, bi.month TO mnara_bi_read;
