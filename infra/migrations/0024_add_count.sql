-- A new count is two lines of a migration (docs/recipes.md): add_count gives it to every rollup family, fill_count
-- sums it over the legs that are stored.
CREATE FUNCTION mnara.add_count(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE family text;
BEGIN
  FOREACH family IN ARRAY ARRAY['rollup_quarter', 'rollup_region_minute', 'rollup_desk_hour', 'rollup_segment_day'] LOOP
    EXECUTE format('ALTER TABLE mnara.%I ADD COLUMN %I bigint NOT NULL DEFAULT 0', family, name);
  END LOOP;
END $$;

-- moment: what places a leg (f.issued_at, f.left_queue_at or f.ended_at); amount: an aggregate over legs f. Both as
-- in services/store/src/kpi/leg-sql.ts; a count that has amounts at two moments is filled once for each.
CREATE FUNCTION mnara.fill_count(name text, moment text, amount text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  family record;
BEGIN
  FOR family IN SELECT * FROM (VALUES
    ('rollup_quarter', ARRAY['centre_key', 'service_key', 'bucket'],
      'f.centre_key, coalesce(f.service_key, 0) AS service_key, date_bin(''15 minutes'', $, ''epoch'') AS bucket',
      'true'),
    ('rollup_region_minute', ARRAY['region_key', 'service_key', 'bucket'],
      'c.region_key, coalesce(f.service_key, 0) AS service_key, date_trunc(''minute'', $) AS bucket', 'true'),
    -- An issue is not booked on a desk.
    ('rollup_desk_hour', ARRAY['centre_key', 'desk_key', 'staff_key', 'bucket'],
      'f.centre_key, f.desk_key, coalesce(f.staff_key, 0) AS staff_key, date_trunc(''hour'', $, c.time_zone) AS bucket',
      CASE moment WHEN 'f.issued_at' THEN 'false' ELSE 'f.desk_key IS NOT NULL' END),
    ('rollup_segment_day', ARRAY['centre_key', 'service_key', 'bucket', 'dimension', 'value'],
      'f.centre_key, coalesce(f.service_key, 0) AS service_key, date_trunc(''day'', $, c.time_zone) AS bucket,
        split.key AS dimension, split.value', 'true')
  ) AS families(name, key, columns, condition) LOOP
    EXECUTE format(
      'UPDATE mnara.%1$I kept SET %2$I = kept.%2$I + added.n
       FROM (SELECT %3$s, %4$s AS n FROM mnara.leg f JOIN mnara.centre c USING (centre_key) %5$s
         WHERE %6$s IS NOT NULL AND %7$s GROUP BY %8$s) added WHERE added.n <> 0 AND %9$s',
      family.name, name, replace(family.columns, '$', moment), amount,
      CASE family.name WHEN 'rollup_segment_day' THEN
        'CROSS JOIN jsonb_each_text(coalesce(f.segment, ''{}'')
           || jsonb_strip_nulls(jsonb_build_object(''channel'', f.channel))) AS split' ELSE '' END,
      moment, family.condition,
      (SELECT string_agg(place::text, ', ') FROM generate_series(1, cardinality(family.key)) AS place),
      (SELECT string_agg(format('kept.%1$I = added.%1$I', part), ' AND ') FROM unnest(family.key) AS part));
  END LOOP;
END $$;
