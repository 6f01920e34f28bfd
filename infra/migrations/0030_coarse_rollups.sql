-- Sums of the fine rollups by local day, hour and month of the centre, from which questions over long periods are
-- answered (docs/decisions/0090-coarse-rollups.md). They are derived: services/store/src/rollups/coarse builds them,
-- and what is not built yet, or changed since, is read from the fine rows. So this migration fills nothing: existing
-- history is built by the stream processor in the background, newest day first; its log shows how far it is.

-- Local days for which the tables below are built: from (inclusive) to (exclusive). No row: none.
CREATE TABLE mnara.rollup_coarse (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  built_from date NOT NULL,
  built_to date NOT NULL CHECK (built_to >= built_from)
);

-- Days of a centre whose fine rows changed after they were old enough to be built. The processor appends in the
-- transaction of the change, also twice; the builder deletes what it has seen. No key: appending waits for nobody.
CREATE TABLE mnara.rollup_stale (
  centre_key int NOT NULL,
  day date NOT NULL
);

-- Months (their first day) of a centre whose days were built again. Only the builder writes here.
CREATE TABLE mnara.rollup_stale_month (
  centre_key int NOT NULL,
  month date NOT NULL,
  PRIMARY KEY (month, centre_key)
);

CREATE TABLE mnara.rollup_day (day date NOT NULL, LIKE mnara.rollup_quarter INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_day DROP COLUMN bucket, ADD PRIMARY KEY (day, centre_key, service_key);

CREATE TABLE mnara.rollup_month (month date NOT NULL, LIKE mnara.rollup_day INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_month DROP COLUMN day, ADD PRIMARY KEY (month, centre_key, service_key);

-- All services of a centre together. hour: 0 to 23 by the centre's clock; the two of them that a change of clocks
-- makes are one.
CREATE TABLE mnara.rollup_hour (hour smallint NOT NULL, LIKE mnara.rollup_day INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_hour DROP COLUMN service_key, ADD PRIMARY KEY (day, hour, centre_key);

-- Histograms, a column for each measure: pairs of bin (2 bytes) and number of legs (4 bytes), ascending by bin. Pairs
-- put behind each other are the histogram of both: so periods and places are merged without being taken apart.
CREATE TABLE mnara.rollup_day_bins (
  day date NOT NULL,
  centre_key int NOT NULL,
  service_key int NOT NULL,
  wait_called bytea,
  wait_abandoned bytea,
  service_time bytea,
  visit_time bytea,
  PRIMARY KEY (day, centre_key, service_key)
);
CREATE TABLE mnara.rollup_month_bins (
  month date NOT NULL,
  centre_key int NOT NULL,
  service_key int NOT NULL,
  wait_called bytea,
  wait_abandoned bytea,
  service_time bytea,
  visit_time bytea,
  PRIMARY KEY (month, centre_key, service_key)
);
CREATE TABLE mnara.rollup_hour_bins (
  day date NOT NULL,
  hour smallint NOT NULL,
  centre_key int NOT NULL,
  wait_called bytea,
  wait_abandoned bytea,
  service_time bytea,
  visit_time bytea,
  PRIMARY KEY (day, hour, centre_key)
);

CREATE FUNCTION mnara.bin_pairs(pairs bytea) RETURNS TABLE (bin int, n int) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT get_byte(pairs, at) << 8 | get_byte(pairs, at + 1),
    get_byte(pairs, at + 2) << 24 | get_byte(pairs, at + 3) << 16 | get_byte(pairs, at + 4) << 8
      | get_byte(pairs, at + 5)
  FROM generate_series(0, length(pairs) - 6, 6) AS at
$$;

-- available_ms is ready less serving, not below 0, hour by hour: a coarser row cannot tell it from its sums.
CREATE TABLE mnara.rollup_desk_day (
  day date NOT NULL, LIKE mnara.rollup_desk_hour INCLUDING DEFAULTS, available_ms bigint NOT NULL DEFAULT 0);
ALTER TABLE mnara.rollup_desk_day DROP COLUMN bucket, ADD PRIMARY KEY (day, centre_key, desk_key, staff_key);

CREATE TABLE mnara.rollup_desk_month (month date NOT NULL, LIKE mnara.rollup_desk_day INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_desk_month DROP COLUMN day, ADD PRIMARY KEY (month, centre_key, desk_key, staff_key);

CREATE TABLE mnara.rollup_centre_day (day date NOT NULL, LIKE mnara.rollup_centre_hour INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_centre_day DROP COLUMN bucket, ADD PRIMARY KEY (day, centre_key, agency_id);

CREATE TABLE mnara.rollup_centre_month (month date NOT NULL, LIKE mnara.rollup_centre_day INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_centre_month DROP COLUMN day, ADD PRIMARY KEY (month, centre_key, agency_id);

-- By dimension first: a question names one.
CREATE TABLE mnara.rollup_segment_month (month date NOT NULL, LIKE mnara.rollup_segment_day INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_segment_month DROP COLUMN bucket,
  ADD PRIMARY KEY (dimension, month, centre_key, service_key, value);

-- A new count is one of the coarse rows too; filled, every day is built again.
ALTER FUNCTION mnara.add_count(text) RENAME TO add_count_to_fine;
CREATE FUNCTION mnara.add_count(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE coarse text;
BEGIN
  PERFORM mnara.add_count_to_fine(name);
  FOREACH coarse IN ARRAY ARRAY['rollup_day', 'rollup_month', 'rollup_hour', 'rollup_desk_day', 'rollup_desk_month',
      'rollup_segment_month'] LOOP
    EXECUTE format('ALTER TABLE mnara.%I ADD COLUMN %I bigint NOT NULL DEFAULT 0', coarse, name);
  END LOOP;
END $$;

ALTER FUNCTION mnara.fill_count(text, text, text) RENAME TO fill_count_of_fine;
CREATE FUNCTION mnara.fill_count(name text, moment text, amount text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mnara.fill_count_of_fine(name, moment, amount);
  INSERT INTO mnara.rollup_stale (centre_key, day) SELECT DISTINCT centre_key, day FROM mnara.rollup_day;
END $$;
