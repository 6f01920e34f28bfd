-- The time since which the minute figures of regions exist; no row: nothing was dropped. The other families keep the
-- same data in coarser sums.
CREATE TABLE mnara.minute_retention (
  -- At most one row.
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  kept_from timestamptz NOT NULL
);
