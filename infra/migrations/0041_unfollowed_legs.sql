-- A leg of which the source cannot know how it went on is closed with an outcome of its own. Rows before it have none,
-- so that they need not be looked at.
ALTER TABLE mnara.leg DROP CONSTRAINT leg_outcome_check;
ALTER TABLE mnara.leg ADD CONSTRAINT leg_outcome_check CHECK (outcome IN
  ('served', 'not_completed', 'transferred', 'no_show', 'abandoned', 'cancelled', 'voided', 'unfollowed')) NOT VALID;
COMMENT ON COLUMN bi.leg.outcome IS 'served, not_completed, transferred, no_show, abandoned, cancelled, voided or unfollowed (the source cannot know more); null while it is open.';
