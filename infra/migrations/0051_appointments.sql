-- Appointments (docs/decisions/0143-appointments-are-sets-of-facts.md): their facts, what follows from them, and the
-- counts that they add to the rollups.
CREATE TABLE mnara.appointment (
  centre_key int NOT NULL,
  -- The source's id, unique in the centre.
  appointment_id text NOT NULL,
  service_key int,
  -- The channel by which it was booked.
  channel text,
  segment jsonb,
  booked_at timestamptz,
  -- The newest booked slot; null while only a ticket has named the appointment.
  slot_at timestamptz,
  slot_seconds int,
  state text NOT NULL CHECK (state IN ('booked', 'cancelled', 'arrived', 'served', 'no_show')),
  -- A no-show that no event states.
  is_derived boolean NOT NULL,
  -- The centre's day of the slot is over, and everything of it has been received.
  is_over boolean NOT NULL,
  is_offered boolean NOT NULL,
  arrived_at timestamptz,
  arrival text CHECK (arrival IN ('early', 'on_time', 'late')),
  wait_ms bigint,
  is_punctual boolean,
  lead_ms bigint,
  -- The rules of the service when the appointment was first seen with it, so that a later change does not change
  -- history.
  early_seconds int NOT NULL,
  late_seconds int NOT NULL,
  call_seconds int NOT NULL,
  -- What the visit that names it says (services/domain/src/visit/appointment.ts), JSON; null: none does.
  attendance text,
  facts text NOT NULL,
  -- Newest time of a fact, a slot or the attendance: nothing that it adds to a rollup is later (retention).
  newest_at timestamptz NOT NULL,
  PRIMARY KEY (centre_key, appointment_id)
);
CREATE INDEX appointment_slot ON mnara.appointment (centre_key, slot_at);
CREATE INDEX appointment_open ON mnara.appointment (centre_key, slot_at) WHERE state = 'booked' AND NOT is_over;

-- The newest local day of which anything of a centre was applied: an appointment of an earlier day is over.
CREATE TABLE mnara.centre_day (
  centre_key int PRIMARY KEY,
  day date NOT NULL
);

-- A leg of its visit names an appointment.
ALTER TABLE mnara.leg ADD COLUMN is_booked boolean NOT NULL DEFAULT false;

-- When booked customers are early or late, and how soon the centre calls. Null: the default.
ALTER TABLE mnara.service ADD COLUMN early_seconds int, ADD COLUMN late_seconds int, ADD COLUMN call_seconds int;

-- Most rows have nothing to do with appointments: a count of theirs is NULL there, which takes no space.
CREATE FUNCTION mnara.add_sparse_count(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE rollup text;
BEGIN
  FOREACH rollup IN ARRAY ARRAY['rollup_quarter', 'rollup_region_minute', 'rollup_desk_hour', 'rollup_segment_day',
      'rollup_day', 'rollup_month', 'rollup_hour', 'rollup_desk_day', 'rollup_desk_month', 'rollup_segment_month',
      'rollup_place_day', 'rollup_place_month', 'rollup_hour_month', 'rollup_split_day', 'rollup_split_month',
      'rollup_block_day', 'rollup_block_month'] LOOP
    EXECUTE format('ALTER TABLE mnara.%I ADD COLUMN %I bigint', rollup, name);
  END LOOP;
END $$;
SELECT mnara.add_sparse_count(name) FROM unnest(ARRAY['booked_visits', 'booked_leg_wait_n', 'booked_leg_wait_ms',
  'bookings', 'bookings_cancelled', 'bookings_arrived', 'bookings_early', 'bookings_on_time', 'bookings_late',
  'bookings_missed', 'bookings_missed_derived', 'bookings_served', 'bookings_served_offered', 'booked_calls_due',
  'booked_calls_punctual', 'booked_wait_n', 'booked_wait_ms', 'lead_n', 'lead_ms', 'slots_offered']) AS name;
