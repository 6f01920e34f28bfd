-- Sums and histograms of 64 centres together, by service (docs/decisions/0126-levels-by-block.md): a question that
-- tells services apart and no places reads a row where it read one of each centre. A block is centre_key / 64.
CREATE TABLE mnara.rollup_block_day (block int NOT NULL, LIKE mnara.rollup_day INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_block_day DROP COLUMN centre_key, ADD PRIMARY KEY (day, block, service_key);
CREATE TABLE mnara.rollup_block_month (block int NOT NULL, LIKE mnara.rollup_month INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_block_month DROP COLUMN centre_key, ADD PRIMARY KEY (month, block, service_key);
CREATE TABLE mnara.rollup_block_day_bins (block int NOT NULL, LIKE mnara.rollup_day_bins INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_block_day_bins DROP COLUMN centre_key, ADD PRIMARY KEY (day, block, service_key);
CREATE TABLE mnara.rollup_block_month_bins (block int NOT NULL, LIKE mnara.rollup_month_bins INCLUDING DEFAULTS);
ALTER TABLE mnara.rollup_block_month_bins DROP COLUMN centre_key, ADD PRIMARY KEY (month, block, service_key);

-- It takes the place of rollup_built. What is built stays so; blocks are added to it in the background, newest day
-- first, from the rows of centres, and until then questions read these. blocks_from: the first day that has them.
ALTER TABLE mnara.rollup_built RENAME TO rollup_coverage;
ALTER TABLE mnara.rollup_coverage ADD COLUMN blocks_from date;
UPDATE mnara.rollup_coverage SET blocks_from = built_to;
ALTER TABLE mnara.rollup_coverage ALTER COLUMN blocks_from SET NOT NULL;
-- Programs of the version before go on to read what is built now. They cannot build, because their lock on something
-- that is not a table fails: what they built would have no blocks.
CREATE MATERIALIZED VIEW mnara.rollup_built AS
  SELECT is_only, built_from, built_to, yesterday_after FROM mnara.rollup_coverage;

-- Local days for which coarse rows are built, from (inclusive) to (exclusive); null: none.
CREATE OR REPLACE FUNCTION mnara.coarse_days(OUT built_from date, OUT built_to date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT built_from, built_to FROM mnara.rollup_coverage
$$;

CREATE OR REPLACE FUNCTION mnara.add_count(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE coarse text;
BEGIN
  PERFORM mnara.add_count_to_fine(name);
  FOREACH coarse IN ARRAY ARRAY['rollup_day', 'rollup_month', 'rollup_hour', 'rollup_desk_day', 'rollup_desk_month',
      'rollup_segment_month', 'rollup_place_day', 'rollup_place_month', 'rollup_hour_month', 'rollup_split_day',
      'rollup_split_month', 'rollup_block_day', 'rollup_block_month'] LOOP
    EXECUTE format('ALTER TABLE mnara.%I ADD COLUMN %I bigint NOT NULL DEFAULT 0', coarse, name);
  END LOOP;
END $$;
