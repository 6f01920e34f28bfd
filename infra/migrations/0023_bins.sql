-- The rows of the histogram were most of the database's work in a drain: nearly each of them was new, with its own
-- index entry. A centre's service now has one row for a quarter hour, and new durations are appended to its marks.
CREATE TABLE mnara.rollup_bins (
  centre_key int NOT NULL,
  service_key int NOT NULL,
  bucket timestamptz NOT NULL,
  -- One mark for each duration: 512 * measure + bin (services/domain/src/kpi/histogram.ts). Negative: removes one such
  -- mark.
  marks smallint[] NOT NULL,
  PRIMARY KEY (bucket, centre_key, service_key)
) WITH (fillfactor = 80);

-- A hypertable if the histogram was one; 0006 explains the length of chunks.
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb') THEN
    IF EXISTS (SELECT 1 FROM timescaledb_information.hypertables WHERE hypertable_schema = 'mnara' AND hypertable_name = 'rollup_histogram') THEN
      PERFORM create_hypertable('mnara.rollup_bins'::regclass, 'bucket', chunk_time_interval => interval '7 days');
    END IF;
  END IF;
END $$;

INSERT INTO mnara.rollup_bins (centre_key, service_key, bucket, marks)
SELECT centre_key, service_key, bucket, array_agg((sign(n) * (512 * measure + bin))::smallint ORDER BY measure, bin)
FROM mnara.rollup_histogram, generate_series(1, abs(n))
GROUP BY centre_key, service_key, bucket;

CREATE VIEW mnara.rollup_histogram_by_mark AS
SELECT centre_key, service_key, (abs(mark) / 512)::smallint AS measure, bucket, (abs(mark) % 512)::smallint AS bin, sign(mark)::bigint AS n
FROM mnara.rollup_bins CROSS JOIN unnest(marks) AS mark;

-- Keeps its name, its columns and its comments.
CREATE OR REPLACE VIEW bi.duration_histogram AS
SELECT
  r.region_id,
  c.centre_id,
  s.service_id,
  a.agency_id,
  (ARRAY['wait_called', 'wait_abandoned', 'service_time', 'visit_time'])[q.measure] AS measure,
  q.bucket AS period_start,
  q.bucket AT TIME ZONE c.time_zone AS local_start,
  CASE WHEN q.bin <= 1 THEN 0 ELSE 2 ^ ((q.bin - 2) / 8 - 3) * (1 + (q.bin - 2) % 8 / 8.0) END::double precision AS from_seconds,
  CASE WHEN q.bin <= 0 THEN 0 WHEN q.bin = 1 THEN 0.125 ELSE 2 ^ ((q.bin - 2) / 8 - 3) * (1 + ((q.bin - 2) % 8 + 1) / 8.0) END::double precision AS to_seconds,
  q.n AS legs
FROM mnara.rollup_histogram_by_mark q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = q.service_key
  LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key;

DROP TABLE mnara.rollup_histogram;
-- The histogram in its former shape: sum n over any rows. A bin may have several rows.
ALTER VIEW mnara.rollup_histogram_by_mark RENAME TO rollup_histogram;
