-- Rollups become hypertables if TimescaleDB is installed; plain PostgreSQL keeps plain tables. Both answer the same
-- queries.
-- Existing rows move into chunks. 0006 sets the length of a chunk.
DO $$
DECLARE family text;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb') THEN
    FOREACH family IN ARRAY ARRAY['rollup_quarter', 'rollup_region_minute', 'rollup_histogram', 'rollup_desk_hour', 'rollup_centre_hour', 'rollup_segment_day'] LOOP
      PERFORM create_hypertable(format('mnara.%I', family)::regclass, 'bucket', chunk_time_interval => interval '7 days', if_not_exists => true, migrate_data => true);
    END LOOP;
  END IF;
END $$;
