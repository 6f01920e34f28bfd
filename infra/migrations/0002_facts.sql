-- Legs as merged facts, and the rollup families that are sums of their contributions (services/domain/src/visit, kpi).
CREATE TABLE mnara.leg (
  centre_key int NOT NULL,
  visit_id text NOT NULL,
  leg_no smallint NOT NULL,
  service_key int,
  desk_key int,
  staff_key int,
  ticket_no text,
  channel text,
  -- Known attributes only: {"gender":"female",...}; an absent one is unknown.
  segment jsonb,
  issued_at timestamptz,
  -- The first call that led to service or no-show.
  called_at timestamptz,
  left_queue_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  -- When the leg was closed; null while it is open.
  closed_at timestamptz,
  outcome text CHECK (outcome IN ('served', 'not_completed', 'transferred', 'no_show', 'abandoned', 'cancelled', 'voided')),
  -- Milliseconds; null where a fact that it needs is missing.
  wait_ms int,
  walk_ms int,
  service_ms int,
  hold_ms int,
  -- On the visit's last leg: the visit's first issue to its last end.
  visit_ms int,
  quantity int,
  recalls int NOT NULL DEFAULT 0,
  rating smallint,
  is_quick_close boolean NOT NULL DEFAULT false,
  is_complete boolean NOT NULL DEFAULT false,
  -- The service's figures when the leg was first seen, so that a later change of the target does not change history.
  target_seconds int,
  shortest_seconds int,
  -- The facts that were merged (services/domain/src/visit/fact.ts); everything above is derived from them.
  facts text NOT NULL,
  PRIMARY KEY (centre_key, visit_id, leg_no)
);
CREATE INDEX leg_open ON mnara.leg (centre_key) WHERE closed_at IS NULL;
CREATE INDEX leg_left_queue ON mnara.leg (left_queue_at);
CREATE INDEX leg_ended ON mnara.leg (ended_at);

CREATE TABLE mnara.rollup_quarter (
  centre_key int NOT NULL,
  service_key int NOT NULL,
  bucket timestamptz NOT NULL,
  visits bigint NOT NULL DEFAULT 0,
  tickets_issued bigint NOT NULL DEFAULT 0,
  demand_started bigint NOT NULL DEFAULT 0,
  no_shows bigint NOT NULL DEFAULT 0,
  abandoned bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  voided bigint NOT NULL DEFAULT 0,
  called_legs bigint NOT NULL DEFAULT 0,
  recalls bigint NOT NULL DEFAULT 0,
  wait_n bigint NOT NULL DEFAULT 0,
  wait_ms bigint NOT NULL DEFAULT 0,
  served_wait_n bigint NOT NULL DEFAULT 0,
  served_wait_ms bigint NOT NULL DEFAULT 0,
  queued_wait_n bigint NOT NULL DEFAULT 0,
  queued_wait_ms bigint NOT NULL DEFAULT 0,
  within_target bigint NOT NULL DEFAULT 0,
  target_n bigint NOT NULL DEFAULT 0,
  ended bigint NOT NULL DEFAULT 0,
  served bigint NOT NULL DEFAULT 0,
  not_completed bigint NOT NULL DEFAULT 0,
  transferred bigint NOT NULL DEFAULT 0,
  transactions bigint NOT NULL DEFAULT 0,
  service_n bigint NOT NULL DEFAULT 0,
  service_ms bigint NOT NULL DEFAULT 0,
  hold_n bigint NOT NULL DEFAULT 0,
  hold_ms bigint NOT NULL DEFAULT 0,
  walk_n bigint NOT NULL DEFAULT 0,
  walk_ms bigint NOT NULL DEFAULT 0,
  quick_closes bigint NOT NULL DEFAULT 0,
  visit_n bigint NOT NULL DEFAULT 0,
  visit_ms bigint NOT NULL DEFAULT 0,
  rating_1 bigint NOT NULL DEFAULT 0,
  rating_2 bigint NOT NULL DEFAULT 0,
  rating_3 bigint NOT NULL DEFAULT 0,
  rating_4 bigint NOT NULL DEFAULT 0,
  rating_5 bigint NOT NULL DEFAULT 0,
  closed_legs bigint NOT NULL DEFAULT 0,
  complete_legs bigint NOT NULL DEFAULT 0,
  clamped bigint NOT NULL DEFAULT 0,
  flagged bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, centre_key, service_key)
);

CREATE TABLE mnara.rollup_region_minute (
  region_key int NOT NULL,
  service_key int NOT NULL,
  bucket timestamptz NOT NULL,
  visits bigint NOT NULL DEFAULT 0,
  tickets_issued bigint NOT NULL DEFAULT 0,
  demand_started bigint NOT NULL DEFAULT 0,
  no_shows bigint NOT NULL DEFAULT 0,
  abandoned bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  voided bigint NOT NULL DEFAULT 0,
  called_legs bigint NOT NULL DEFAULT 0,
  recalls bigint NOT NULL DEFAULT 0,
  wait_n bigint NOT NULL DEFAULT 0,
  wait_ms bigint NOT NULL DEFAULT 0,
  served_wait_n bigint NOT NULL DEFAULT 0,
  served_wait_ms bigint NOT NULL DEFAULT 0,
  queued_wait_n bigint NOT NULL DEFAULT 0,
  queued_wait_ms bigint NOT NULL DEFAULT 0,
  within_target bigint NOT NULL DEFAULT 0,
  target_n bigint NOT NULL DEFAULT 0,
  ended bigint NOT NULL DEFAULT 0,
  served bigint NOT NULL DEFAULT 0,
  not_completed bigint NOT NULL DEFAULT 0,
  transferred bigint NOT NULL DEFAULT 0,
  transactions bigint NOT NULL DEFAULT 0,
  service_n bigint NOT NULL DEFAULT 0,
  service_ms bigint NOT NULL DEFAULT 0,
  hold_n bigint NOT NULL DEFAULT 0,
  hold_ms bigint NOT NULL DEFAULT 0,
  walk_n bigint NOT NULL DEFAULT 0,
  walk_ms bigint NOT NULL DEFAULT 0,
  quick_closes bigint NOT NULL DEFAULT 0,
  visit_n bigint NOT NULL DEFAULT 0,
  visit_ms bigint NOT NULL DEFAULT 0,
  rating_1 bigint NOT NULL DEFAULT 0,
  rating_2 bigint NOT NULL DEFAULT 0,
  rating_3 bigint NOT NULL DEFAULT 0,
  rating_4 bigint NOT NULL DEFAULT 0,
  rating_5 bigint NOT NULL DEFAULT 0,
  closed_legs bigint NOT NULL DEFAULT 0,
  complete_legs bigint NOT NULL DEFAULT 0,
  clamped bigint NOT NULL DEFAULT 0,
  flagged bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, region_key, service_key)
);

-- measure: 1 wait of those called, 2 wait of those who abandoned, 3 service time, 4 visit time
-- (services/domain/src/kpi/histogram.ts has the bins).
CREATE TABLE mnara.rollup_histogram (
  centre_key int NOT NULL,
  service_key int NOT NULL,
  measure smallint NOT NULL,
  bucket timestamptz NOT NULL,
  bin smallint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (bucket, centre_key, service_key, measure, bin)
);

-- staff_key 0: no officer was logged in. Hours start on the full hour of the centre's own time zone.
CREATE TABLE mnara.rollup_desk_hour (
  centre_key int NOT NULL,
  desk_key int NOT NULL,
  staff_key int NOT NULL,
  bucket timestamptz NOT NULL,
  visits bigint NOT NULL DEFAULT 0,
  tickets_issued bigint NOT NULL DEFAULT 0,
  demand_started bigint NOT NULL DEFAULT 0,
  no_shows bigint NOT NULL DEFAULT 0,
  abandoned bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  voided bigint NOT NULL DEFAULT 0,
  called_legs bigint NOT NULL DEFAULT 0,
  recalls bigint NOT NULL DEFAULT 0,
  wait_n bigint NOT NULL DEFAULT 0,
  wait_ms bigint NOT NULL DEFAULT 0,
  served_wait_n bigint NOT NULL DEFAULT 0,
  served_wait_ms bigint NOT NULL DEFAULT 0,
  queued_wait_n bigint NOT NULL DEFAULT 0,
  queued_wait_ms bigint NOT NULL DEFAULT 0,
  within_target bigint NOT NULL DEFAULT 0,
  target_n bigint NOT NULL DEFAULT 0,
  ended bigint NOT NULL DEFAULT 0,
  served bigint NOT NULL DEFAULT 0,
  not_completed bigint NOT NULL DEFAULT 0,
  transferred bigint NOT NULL DEFAULT 0,
  transactions bigint NOT NULL DEFAULT 0,
  service_n bigint NOT NULL DEFAULT 0,
  service_ms bigint NOT NULL DEFAULT 0,
  hold_n bigint NOT NULL DEFAULT 0,
  hold_ms bigint NOT NULL DEFAULT 0,
  walk_n bigint NOT NULL DEFAULT 0,
  walk_ms bigint NOT NULL DEFAULT 0,
  quick_closes bigint NOT NULL DEFAULT 0,
  visit_n bigint NOT NULL DEFAULT 0,
  visit_ms bigint NOT NULL DEFAULT 0,
  rating_1 bigint NOT NULL DEFAULT 0,
  rating_2 bigint NOT NULL DEFAULT 0,
  rating_3 bigint NOT NULL DEFAULT 0,
  rating_4 bigint NOT NULL DEFAULT 0,
  rating_5 bigint NOT NULL DEFAULT 0,
  closed_legs bigint NOT NULL DEFAULT 0,
  complete_legs bigint NOT NULL DEFAULT 0,
  clamped bigint NOT NULL DEFAULT 0,
  flagged bigint NOT NULL DEFAULT 0,
  open_ms bigint NOT NULL DEFAULT 0,
  logged_in_ms bigint NOT NULL DEFAULT 0,
  serving_ms bigint NOT NULL DEFAULT 0,
  ready_ms bigint NOT NULL DEFAULT 0,
  wrap_up_ms bigint NOT NULL DEFAULT 0,
  break_ms bigint NOT NULL DEFAULT 0,
  back_office_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, centre_key, desk_key, staff_key)
);

-- agency_id '' is the centre itself: open and power; otherwise that agency's system.
CREATE TABLE mnara.rollup_centre_hour (
  centre_key int NOT NULL,
  agency_id text NOT NULL,
  bucket timestamptz NOT NULL,
  centre_open_ms bigint NOT NULL DEFAULT 0,
  power_down_ms bigint NOT NULL DEFAULT 0,
  upstream_down_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, centre_key, agency_id)
);

-- dimension: gender, age_band, disability, ethnicity, language, rural, priority, channel. Unknown = total minus the
-- known values.
-- bucket is the start of the centre's own day.
CREATE TABLE mnara.rollup_segment_day (
  centre_key int NOT NULL,
  service_key int NOT NULL,
  dimension text NOT NULL,
  value text NOT NULL,
  bucket timestamptz NOT NULL,
  visits bigint NOT NULL DEFAULT 0,
  tickets_issued bigint NOT NULL DEFAULT 0,
  demand_started bigint NOT NULL DEFAULT 0,
  no_shows bigint NOT NULL DEFAULT 0,
  abandoned bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  voided bigint NOT NULL DEFAULT 0,
  called_legs bigint NOT NULL DEFAULT 0,
  recalls bigint NOT NULL DEFAULT 0,
  wait_n bigint NOT NULL DEFAULT 0,
  wait_ms bigint NOT NULL DEFAULT 0,
  served_wait_n bigint NOT NULL DEFAULT 0,
  served_wait_ms bigint NOT NULL DEFAULT 0,
  queued_wait_n bigint NOT NULL DEFAULT 0,
  queued_wait_ms bigint NOT NULL DEFAULT 0,
  within_target bigint NOT NULL DEFAULT 0,
  target_n bigint NOT NULL DEFAULT 0,
  ended bigint NOT NULL DEFAULT 0,
  served bigint NOT NULL DEFAULT 0,
  not_completed bigint NOT NULL DEFAULT 0,
  transferred bigint NOT NULL DEFAULT 0,
  transactions bigint NOT NULL DEFAULT 0,
  service_n bigint NOT NULL DEFAULT 0,
  service_ms bigint NOT NULL DEFAULT 0,
  hold_n bigint NOT NULL DEFAULT 0,
  hold_ms bigint NOT NULL DEFAULT 0,
  walk_n bigint NOT NULL DEFAULT 0,
  walk_ms bigint NOT NULL DEFAULT 0,
  quick_closes bigint NOT NULL DEFAULT 0,
  visit_n bigint NOT NULL DEFAULT 0,
  visit_ms bigint NOT NULL DEFAULT 0,
  rating_1 bigint NOT NULL DEFAULT 0,
  rating_2 bigint NOT NULL DEFAULT 0,
  rating_3 bigint NOT NULL DEFAULT 0,
  rating_4 bigint NOT NULL DEFAULT 0,
  rating_5 bigint NOT NULL DEFAULT 0,
  closed_legs bigint NOT NULL DEFAULT 0,
  complete_legs bigint NOT NULL DEFAULT 0,
  clamped bigint NOT NULL DEFAULT 0,
  flagged bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, centre_key, service_key, dimension, value)
);

-- The facts of one desk (subject 'desk:ID') or centre (subject 'centre') on one of its local days.
CREATE TABLE mnara.timeline (
  centre_key int NOT NULL,
  subject text NOT NULL,
  day date NOT NULL,
  facts text NOT NULL,
  PRIMARY KEY (centre_key, subject, day)
);

CREATE TABLE mnara.complaint (
  centre_key int NOT NULL,
  complaint_id text NOT NULL,
  opened_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  visit_id text,
  PRIMARY KEY (centre_key, complaint_id)
);

-- One row for each incarnation of an agent's outbox. recorded = applied + duplicates + dead_letters + lost + in flight.
CREATE TABLE mnara.agent_position (
  agent_id text NOT NULL,
  outbox_id text NOT NULL,
  centre_key int,
  last_seq bigint NOT NULL DEFAULT 0,
  applied bigint NOT NULL DEFAULT 0,
  -- New in seq, but its fact was known already.
  duplicates bigint NOT NULL DEFAULT 0,
  dead_letters bigint NOT NULL DEFAULT 0,
  -- Seqs that were skipped: lost on the agent's disk.
  lost bigint NOT NULL DEFAULT 0,
  -- Deliveries of a seq that had been applied; not new events.
  redelivered bigint NOT NULL DEFAULT 0,
  -- Newest seq that the agent has reported as recorded.
  recorded_seq bigint NOT NULL DEFAULT 0,
  last_event_at timestamptz,
  last_received_at timestamptz,
  heartbeat_seconds int NOT NULL DEFAULT 0,
  PRIMARY KEY (agent_id, outbox_id)
);

CREATE TABLE mnara.agent_gap (
  agent_id text NOT NULL,
  outbox_id text NOT NULL,
  after_seq bigint NOT NULL,
  before_seq bigint NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, outbox_id, after_seq)
);

-- Periods in which nothing arrived from an agent that sends heartbeats.
CREATE TABLE mnara.agent_silence (
  agent_id text NOT NULL,
  centre_key int NOT NULL,
  silent_from timestamptz NOT NULL,
  silent_to timestamptz NOT NULL,
  PRIMARY KEY (agent_id, silent_from)
);

CREATE TABLE mnara.dead_letter (
  dead_letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL,
  agent_id text NOT NULL,
  outbox_id text NOT NULL,
  seq bigint NOT NULL,
  centre_id text NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  payload bytea NOT NULL
);
CREATE INDEX dead_letter_agent ON mnara.dead_letter (agent_id, dead_letter_id);

-- Defects that connectors found in their sources, with counts; written with the event that reports them.
CREATE TABLE mnara.data_quality (
  centre_key int NOT NULL,
  day date NOT NULL,
  defect text NOT NULL,
  n bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (centre_key, day, defect)
);
