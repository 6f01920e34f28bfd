-- Appointments for BI tools (docs/bi.md).
CREATE VIEW bi.appointment AS
SELECT
  r.region_id,
  c.centre_id,
  s.service_id,
  a.agency_id,
  p.appointment_id,
  p.channel,
  p.booked_at,
  p.slot_at,
  p.slot_at AT TIME ZONE c.time_zone AS local_slot,
  p.slot_seconds,
  p.state,
  p.is_derived,
  p.arrived_at,
  p.arrival,
  (p.wait_ms / 1000.0)::double precision AS wait_seconds,
  p.is_punctual,
  (p.lead_ms / 1000.0)::double precision AS lead_seconds
FROM mnara.appointment p
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = p.service_key
  LEFT JOIN mnara.agency a USING (agency_key)
WHERE p.slot_at IS NOT NULL;

CREATE VIEW bi.booking_quarter_hour AS
SELECT
  r.region_id,
  c.centre_id,
  s.service_id,
  a.agency_id,
  q.bucket AS period_start,
  q.bucket AT TIME ZONE c.time_zone AS local_start,
  coalesce(q.booked_visits, 0) AS booked_visits,
  coalesce(q.booked_leg_wait_n, 0) AS booked_leg_waits,
  (coalesce(q.booked_leg_wait_ms, 0) / 1000.0)::double precision AS booked_leg_wait_seconds,
  coalesce(q.bookings, 0) AS bookings,
  coalesce(q.bookings_cancelled, 0) AS bookings_cancelled,
  coalesce(q.bookings_arrived, 0) AS bookings_arrived,
  coalesce(q.bookings_early, 0) AS bookings_early,
  coalesce(q.bookings_on_time, 0) AS bookings_on_time,
  coalesce(q.bookings_late, 0) AS bookings_late,
  coalesce(q.bookings_missed, 0) AS bookings_missed,
  coalesce(q.bookings_missed_derived, 0) AS bookings_missed_derived,
  coalesce(q.bookings_served, 0) AS bookings_served,
  coalesce(q.bookings_served_offered, 0) AS bookings_served_offered,
  coalesce(q.booked_calls_due, 0) AS booked_calls_due,
  coalesce(q.booked_calls_punctual, 0) AS booked_calls_punctual,
  coalesce(q.booked_wait_n, 0) AS booked_waits,
  (coalesce(q.booked_wait_ms, 0) / 1000.0)::double precision AS booked_wait_seconds,
  coalesce(q.lead_n, 0) AS leads,
  (coalesce(q.lead_ms, 0) / 1000.0)::double precision AS lead_seconds,
  coalesce(q.slots_offered, 0) AS slots_offered
FROM mnara.rollup_quarter q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = q.service_key
  LEFT JOIN mnara.agency a USING (agency_key)
WHERE q.bookings > 0 OR q.slots_offered > 0 OR q.booked_visits > 0 OR q.booked_leg_wait_n > 0;

COMMENT ON VIEW bi.appointment IS 'Single appointments with a known slot. As far back as legs are kept (docs/operations.md, retention).';
COMMENT ON VIEW bi.booking_quarter_hour IS 'Counts and sums of appointments by centre, service and quarter hour. Each count stands at its own moment: of the ticket, of leaving the queue, else of the slot, which may still come.';

DO $$
DECLARE entry record;
BEGIN
  FOR entry IN SELECT c.table_name, d.name, d.says FROM information_schema.columns c JOIN (VALUES
    ('region_id', 'Region; bi.region.'),
    ('centre_id', 'Centre; bi.centre.'),
    ('service_id', 'Service; bi.service. Null where the source named none.'),
    ('agency_id', 'Agency; bi.agency. Null where none is known.'),
    ('appointment_id', 'The source''s id, unique in its centre.'),
    ('channel', 'How it was booked: web, phone, counter, ...'),
    ('booked_at', 'When it was booked.'),
    ('slot_at', 'Start of the newest booked slot.'),
    ('local_slot', 'Start of the slot by the centre''s clock.'),
    ('slot_seconds', 'Length of the slot; 0 if it is unknown.'),
    ('state', 'booked, cancelled, arrived, served or no_show.'),
    ('is_derived', 'A no-show that no event states: the day of the slot is over.'),
    ('arrived_at', 'When the customer came.'),
    ('arrival', 'early, on_time or late; null where it is not known.'),
    ('wait_seconds', 'From the later of arrival and slot to the first call that led on, or to leaving.'),
    ('is_punctual', 'Called in time; null where the customer was late or the wait is not known.'),
    ('lead_seconds', 'From the booking to the slot.'),
    ('period_start', 'Start of the period.'),
    ('local_start', 'Start of the period by the centre''s clock.'),
    ('booked_visits', 'Visits with a ticket that names an appointment.'),
    ('booked_leg_waits', 'Waits of bi.quarter_hour that are of such visits.'),
    ('booked_leg_wait_seconds', 'Sum of the waits that booked_leg_waits counts.'),
    ('bookings', 'Appointments, cancelled ones included.'),
    ('bookings_cancelled', 'Cancelled appointments.'),
    ('bookings_arrived', 'Appointments whose customer came.'),
    ('bookings_early', 'Customers who came earlier than the limit.'),
    ('bookings_on_time', 'Customers who came in time.'),
    ('bookings_late', 'Customers who came after the grace.'),
    ('bookings_missed', 'Appointments whose customer did not come.'),
    ('bookings_missed_derived', 'Of them, those that no event states.'),
    ('bookings_served', 'Appointments whose customer was served.'),
    ('bookings_served_offered', 'Of them, those in slots that slots_offered counts.'),
    ('booked_calls_due', 'Customers who were not late and whose wait is known.'),
    ('booked_calls_punctual', 'Of them, those who were called in time.'),
    ('booked_waits', 'Booked customers whose wait is known.'),
    ('booked_wait_seconds', 'Sum of the waits that booked_waits counts.'),
    ('leads', 'Appointments, not cancelled, whose booking is known.'),
    ('slots_offered', 'Appointments that could have begun.')
  ) AS d(name, says) ON d.name = c.column_name
  WHERE c.table_schema = 'bi' AND c.table_name IN ('appointment', 'booking_quarter_hour') LOOP
    EXECUTE format('COMMENT ON COLUMN bi.%I.%I IS %L', entry.table_name, entry.name, entry.says);
  END LOOP;
END $$;
COMMENT ON COLUMN bi.booking_quarter_hour.lead_seconds IS 'Sum of the lead times that leads counts.';
GRANT SELECT ON bi.appointment, bi.booking_quarter_hour TO mnara_bi_read;
