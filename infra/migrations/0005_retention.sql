-- From when on a centre's legs and timelines are all there; no row: nothing was ever deleted. Rollups are kept for ever.
CREATE TABLE mnara.retention (
  centre_key int PRIMARY KEY REFERENCES mnara.centre,
  kept_from timestamptz NOT NULL
);

-- Dead letters that the retention job deleted, so that an agent's books still balance with what is stored.
CREATE TABLE mnara.dead_letter_deleted (
  agent_id text NOT NULL,
  outbox_id text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (agent_id, outbox_id)
);
