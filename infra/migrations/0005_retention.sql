-- The time since which all legs and timelines of a centre exist; no row: nothing was deleted. Rollups are kept
-- permanently.
CREATE TABLE mnara.retention (
  centre_key int PRIMARY KEY REFERENCES mnara.centre,
  kept_from timestamptz NOT NULL
);

-- Dead letters that the retention job deleted, so that the reconciliation of an agent stays exact.
CREATE TABLE mnara.dead_letter_deleted (
  agent_id text NOT NULL,
  outbox_id text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (agent_id, outbox_id)
);
