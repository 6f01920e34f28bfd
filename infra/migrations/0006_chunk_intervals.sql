-- The time span of a chunk of each family: 1 to 3 GiB in a country of 12,600 centres and a million visits a day, and
-- few enough chunks that a query over a year is still planned quickly (docs/decisions/0016-timescale-tiers.md has the
-- measured sizes). Existing chunks keep their span. Plain tables stay plain, also when the extension was installed
-- later.
DO $$
DECLARE family record;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb') THEN
    FOR family IN SELECT chunk.name, chunk.length FROM (VALUES
      ('rollup_quarter', interval '3 days'),
      ('rollup_segment_day', interval '3 days'),
      ('rollup_region_minute', interval '1 day'),
      ('rollup_histogram', interval '7 days'),
      ('rollup_desk_hour', interval '14 days'),
      ('rollup_centre_hour', interval '28 days')
    ) AS chunk(name, length) JOIN timescaledb_information.hypertables h ON h.hypertable_schema = 'mnara' AND h.hypertable_name = chunk.name LOOP
      PERFORM set_chunk_time_interval(format('mnara.%I', family.name)::regclass, family.length);
    END LOOP;
  END IF;
END $$;
