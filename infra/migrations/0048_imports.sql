-- Imports as units: what they read, and what became of them. Facts name the import that states them.
CREATE TABLE mnara.import (
  agent_id text NOT NULL,
  import_id text NOT NULL,
  -- The key of its records in the event log.
  log_key text NOT NULL,
  first_received_at timestamptz NOT NULL,
  mapping text,
  mapping_hash text,
  started_by text,
  replaces text,
  started_at timestamptz,
  -- When its files had been read.
  ended_at timestamptz,
  events bigint NOT NULL DEFAULT 0,
  -- Facts of appointments do not name their import yet, so that such an import cannot be withdrawn.
  has_appointments boolean NOT NULL DEFAULT false,
  -- Events that arrived after the withdrawal; they have no effect.
  late_events bigint NOT NULL DEFAULT 0,
  withdrawn_by text,
  -- When the withdrawal was said, and when everything had left.
  withdrawal_at timestamptz,
  withdrawn_at timestamptz,
  -- Facts that have left.
  removed bigint NOT NULL DEFAULT 0,
  -- The processor that withdraws it.
  claim text,
  PRIMARY KEY (agent_id, import_id)
);

CREATE TABLE mnara.import_file (
  agent_id text NOT NULL,
  import_id text NOT NULL,
  hash text NOT NULL,
  name text NOT NULL,
  rows bigint NOT NULL,
  rejected_rows bigint NOT NULL,
  reasons jsonb NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, import_id, hash, name)
);

-- The centres that an import has facts of, with the period that they cover.
CREATE TABLE mnara.import_centre (
  agent_id text NOT NULL,
  import_id text NOT NULL,
  centre_key int NOT NULL,
  events bigint NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, import_id, centre_key)
);

ALTER TABLE mnara.dead_letter ADD COLUMN import_id text;
CREATE INDEX dead_letter_import ON mnara.dead_letter (import_id) WHERE import_id IS NOT NULL;
