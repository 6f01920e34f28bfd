-- What agents say of their outboxes when they connect, so that a loss at the end of an outbox can be found: no later
-- event shows it as a gap.
CREATE TABLE mnara.outbox (
  agent_id text NOT NULL,
  outbox_id text NOT NULL,
  -- Newest seq that the agent has recorded, as it said at said_at.
  recorded_seq bigint NOT NULL,
  said_at timestamptz NOT NULL,
  -- Events that the outbox had, and did not have when its agent connected again.
  lost bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (agent_id, outbox_id)
);
