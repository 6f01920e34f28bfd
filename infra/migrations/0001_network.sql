-- The network: loaded by `mnara network apply`; services and desks that only agents mention are added (declared =
-- false).
CREATE SCHEMA IF NOT EXISTS mnara;

CREATE TABLE mnara.network (
  network_id text PRIMARY KEY,
  names jsonb NOT NULL,
  time_zone text NOT NULL,
  -- Share of demand that should be called within its service's target.
  service_level_target double precision NOT NULL DEFAULT 0.8,
  -- Share of ratings that should be 4 or 5.
  satisfaction_target double precision NOT NULL DEFAULT 0.95,
  -- The YAML text that was applied last.
  description text NOT NULL,
  applied_at timestamptz NOT NULL
);

CREATE TABLE mnara.region (
  region_key int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  region_id text NOT NULL UNIQUE,
  names jsonb NOT NULL,
  -- Place on the tile-grid map, 0-based; null where the network gives none.
  tile_row int,
  tile_column int,
  tile_label text
);

CREATE TABLE mnara.agency (
  agency_key int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  agency_id text NOT NULL UNIQUE,
  names jsonb NOT NULL
);

CREATE TABLE mnara.service (
  service_key int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  service_id text NOT NULL UNIQUE,
  names jsonb NOT NULL,
  agency_key int REFERENCES mnara.agency,
  -- Wait within which a call meets the service's target, seconds.
  target_seconds int,
  -- A served leg shorter than this is a quick close, seconds.
  shortest_seconds int,
  declared boolean NOT NULL
);

CREATE TABLE mnara.centre (
  centre_key int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  centre_id text NOT NULL UNIQUE,
  region_key int NOT NULL REFERENCES mnara.region,
  names jsonb NOT NULL,
  kind text NOT NULL CHECK (kind IN ('stationary', 'mobile')),
  latitude double precision,
  longitude double precision,
  time_zone text NOT NULL,
  -- {"mon":[["08:00","17:00"]],...} in the centre's time zone; null: never closes.
  opening_hours jsonb,
  -- ["2026-12-12",...]
  holidays jsonb NOT NULL DEFAULT '[]',
  -- At closing: 'void' the queue, or 'keep' it (an all-night office).
  closing_policy text NOT NULL DEFAULT 'void' CHECK (closing_policy IN ('void', 'keep'))
);

CREATE TABLE mnara.centre_service (
  centre_key int NOT NULL REFERENCES mnara.centre,
  service_key int NOT NULL REFERENCES mnara.service,
  PRIMARY KEY (centre_key, service_key)
);

CREATE TABLE mnara.desk (
  desk_key int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  centre_key int NOT NULL REFERENCES mnara.centre,
  desk_id text NOT NULL,
  names jsonb NOT NULL,
  -- Services that the desk offers; empty: all services of the centre.
  service_ids text[] NOT NULL DEFAULT '{}',
  declared boolean NOT NULL,
  UNIQUE (centre_key, desk_id)
);

CREATE TABLE mnara.staff (
  staff_key int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_pseudonym text NOT NULL UNIQUE
);

-- The agents that may send data for a centre. Only a hash of the key is stored.
CREATE TABLE mnara.agent (
  agent_id text PRIMARY KEY,
  -- Null: any centre of the network. Created only on the server itself, for imports; enrolment always names a centre.
  centre_id text REFERENCES mnara.centre (centre_id),
  key_hash bytea NOT NULL,
  key_salt bytea NOT NULL,
  enrolled_at timestamptz NOT NULL,
  revoked_at timestamptz
);

-- A single-use invitation to enrol an agent.
CREATE TABLE mnara.enrolment (
  code_hash bytea PRIMARY KEY,
  centre_id text NOT NULL REFERENCES mnara.centre (centre_id),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
