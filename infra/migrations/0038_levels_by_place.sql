-- Sums of a place's services together, by day, month, and hour of the day in a month
-- (docs/decisions/0093-levels-by-place.md). A question that does not tell services apart reads a sixteenth of the rows.

-- Local days for which coarse rows are built: from (inclusive) to (exclusive). It takes the place of rollup_coarse:
-- what a program of the version before built has no rows in the new tables, so history is built again in the
-- background, newest day first, and answered from the fine rows until then.
CREATE TABLE mnara.rollup_built (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  built_from date NOT NULL,
  built_to date NOT NULL CHECK (built_to >= built_from),
  -- Until this date (UTC) a processor of the version before may still run: it marks days only when they are older.
  yesterday_after date NOT NULL DEFAULT '-infinity'
);
INSERT INTO mnara.rollup_built (built_from, built_to, yesterday_after)
SELECT day, day, day + 5 FROM (SELECT (now() AT TIME ZONE 'UTC')::date - 2 AS day) AS days
WHERE EXISTS (SELECT 1 FROM mnara.rollup_quarter);

-- A program of the version before reads here that nothing is built, which is true for it, and cannot build: its lock
-- on something that is not a table fails, and is tried again until that program ends.
DROP TABLE mnara.rollup_coarse;
CREATE MATERIALIZED VIEW mnara.rollup_coarse AS SELECT is_only, built_from, built_to FROM mnara.rollup_built WHERE false;

CREATE TABLE mnara.rollup_place_day (LIKE mnara.rollup_day INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_place_day DROP COLUMN service_key, ADD PRIMARY KEY (day, centre_key);
CREATE TABLE mnara.rollup_place_month (LIKE mnara.rollup_month INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_place_month DROP COLUMN service_key, ADD PRIMARY KEY (month, centre_key);
-- One hour of the day (0 to 23), of all days of a month.
CREATE TABLE mnara.rollup_hour_month (hour smallint NOT NULL, LIKE mnara.rollup_place_month INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_hour_month ADD PRIMARY KEY (month, hour, centre_key);

CREATE TABLE mnara.rollup_place_day_bins (LIKE mnara.rollup_day_bins INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_place_day_bins DROP COLUMN service_key, ADD PRIMARY KEY (day, centre_key);
CREATE TABLE mnara.rollup_place_month_bins (LIKE mnara.rollup_month_bins INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_place_month_bins DROP COLUMN service_key, ADD PRIMARY KEY (month, centre_key);
CREATE TABLE mnara.rollup_hour_month_bins (
  hour smallint NOT NULL, LIKE mnara.rollup_place_month_bins INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_hour_month_bins ADD PRIMARY KEY (month, hour, centre_key);

-- By dimension first: a question names one.
CREATE TABLE mnara.rollup_split_month (LIKE mnara.rollup_segment_month INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_split_month DROP COLUMN service_key, ADD PRIMARY KEY (dimension, month, centre_key, value);
CREATE TABLE mnara.rollup_split_day (day date NOT NULL, LIKE mnara.rollup_split_month INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_split_day DROP COLUMN month, ADD PRIMARY KEY (dimension, day, centre_key, value);

CREATE OR REPLACE FUNCTION mnara.add_count(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE coarse text;
BEGIN
  PERFORM mnara.add_count_to_fine(name);
  FOREACH coarse IN ARRAY ARRAY['rollup_day', 'rollup_month', 'rollup_hour', 'rollup_desk_day', 'rollup_desk_month',
      'rollup_segment_month', 'rollup_place_day', 'rollup_place_month', 'rollup_hour_month', 'rollup_split_day',
      'rollup_split_month'] LOOP
    EXECUTE format('ALTER TABLE mnara.%I ADD COLUMN %I bigint NOT NULL DEFAULT 0', coarse, name);
  END LOOP;
END $$;
