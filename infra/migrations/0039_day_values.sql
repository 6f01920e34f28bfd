-- Durations of single legs by day, so that exact percentiles of a long period need neither every leg nor every
-- duration (docs/decisions/0094-exact-percentiles.md). Derived and built as the other tables by day are.
CREATE TABLE mnara.rollup_day_values (
  day date NOT NULL,
  centre_key int NOT NULL,
  measure smallint NOT NULL,
  bin smallint NOT NULL,
  -- Milliseconds, 5 bytes each, ascending.
  durations bytea NOT NULL,
  PRIMARY KEY (measure, bin, day, centre_key)
);
