-- From when on the minutes of regions are kept; no row: nothing was ever dropped. Every other family keeps what they were sums of.
CREATE TABLE mnara.minute_retention (
  -- One row at most.
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  kept_from timestamptz NOT NULL
);
