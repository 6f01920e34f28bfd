-- Stable views for BI tools: names and units are kept when the tables under them change. docs/bi.md describes them.
-- No staff, no ticket numbers and no attributes of customers: these are in the API, which checks rights and hides small
-- cells.
CREATE SCHEMA bi;

CREATE VIEW bi.network AS
SELECT network_id, coalesce(names ->> 'en', network_id) AS network_name, time_zone, service_level_target, satisfaction_target FROM mnara.network;

CREATE VIEW bi.region AS
SELECT region_id, coalesce(names ->> 'en', region_id) AS region_name FROM mnara.region;

CREATE VIEW bi.agency AS
SELECT agency_id, coalesce(names ->> 'en', agency_id) AS agency_name FROM mnara.agency;

CREATE VIEW bi.centre AS
SELECT c.centre_id, coalesce(c.names ->> 'en', c.centre_id) AS centre_name, r.region_id, c.kind, c.latitude, c.longitude, c.time_zone
FROM mnara.centre c JOIN mnara.region r USING (region_key);

CREATE VIEW bi.service AS
SELECT s.service_id, coalesce(s.names ->> 'en', s.service_id) AS service_name, a.agency_id, s.target_seconds, s.shortest_seconds, s.declared AS is_declared
FROM mnara.service s LEFT JOIN mnara.agency a USING (agency_key);

CREATE VIEW bi.desk AS
SELECT c.centre_id, d.desk_id, coalesce(d.names ->> 'en', d.desk_id) AS desk_name, d.declared AS is_declared
FROM mnara.desk d JOIN mnara.centre c USING (centre_key);

CREATE VIEW bi.leg AS
SELECT
  r.region_id,
  c.centre_id,
  l.visit_id,
  l.leg_no,
  s.service_id,
  a.agency_id,
  d.desk_id,
  l.channel,
  l.issued_at,
  l.called_at,
  l.left_queue_at,
  l.started_at,
  l.ended_at,
  l.closed_at,
  l.outcome,
  (l.wait_ms / 1000.0)::double precision AS wait_seconds,
  (l.walk_ms / 1000.0)::double precision AS walk_seconds,
  (l.service_ms / 1000.0)::double precision AS service_seconds,
  (l.hold_ms / 1000.0)::double precision AS hold_seconds,
  (l.visit_ms / 1000.0)::double precision AS visit_seconds,
  l.quantity AS transactions,
  l.recalls,
  l.rating,
  l.is_quick_close,
  l.is_complete,
  l.target_seconds
FROM mnara.leg l
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s USING (service_key)
  LEFT JOIN mnara.agency a USING (agency_key)
  LEFT JOIN mnara.desk d ON d.desk_key = l.desk_key;

CREATE VIEW bi.quarter_hour AS
SELECT
  r.region_id,
  c.centre_id,
  s.service_id,
  a.agency_id,
  q.bucket AS period_start,
  q.bucket AT TIME ZONE c.time_zone AS local_start,
  q.visits,
  q.tickets_issued,
  q.demand_started + q.no_shows + q.abandoned AS demand,
  q.no_shows,
  q.abandoned,
  q.cancelled,
  q.voided,
  q.called_legs,
  q.recalls,
  q.wait_n AS waits,
  (q.wait_ms / 1000.0)::double precision AS wait_seconds,
  q.served_wait_n AS called_waits,
  (q.served_wait_ms / 1000.0)::double precision AS called_wait_seconds,
  q.queued_wait_n AS positive_waits,
  (q.queued_wait_ms / 1000.0)::double precision AS positive_wait_seconds,
  q.within_target,
  q.target_n AS with_target,
  q.ended,
  q.served,
  q.not_completed,
  q.transferred,
  q.transactions,
  q.service_n AS services_timed,
  (q.service_ms / 1000.0)::double precision AS service_seconds,
  q.hold_n AS holds,
  (q.hold_ms / 1000.0)::double precision AS hold_seconds,
  q.walk_n AS walks,
  (q.walk_ms / 1000.0)::double precision AS walk_seconds,
  q.quick_closes,
  q.visit_n AS visits_timed,
  (q.visit_ms / 1000.0)::double precision AS visit_seconds,
  q.rating_1,
  q.rating_2,
  q.rating_3,
  q.rating_4,
  q.rating_5,
  q.closed_legs,
  q.complete_legs,
  q.clamped AS clamped_durations,
  q.flagged AS flagged_durations
FROM mnara.rollup_quarter q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = q.service_key
  LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key;

CREATE VIEW bi.region_minute AS
SELECT
  r.region_id,
  s.service_id,
  a.agency_id,
  q.bucket AS period_start,
  q.visits,
  q.tickets_issued,
  q.demand_started + q.no_shows + q.abandoned AS demand,
  q.no_shows,
  q.abandoned,
  q.cancelled,
  q.voided,
  q.called_legs,
  q.recalls,
  q.wait_n AS waits,
  (q.wait_ms / 1000.0)::double precision AS wait_seconds,
  q.served_wait_n AS called_waits,
  (q.served_wait_ms / 1000.0)::double precision AS called_wait_seconds,
  q.queued_wait_n AS positive_waits,
  (q.queued_wait_ms / 1000.0)::double precision AS positive_wait_seconds,
  q.within_target,
  q.target_n AS with_target,
  q.ended,
  q.served,
  q.not_completed,
  q.transferred,
  q.transactions,
  q.service_n AS services_timed,
  (q.service_ms / 1000.0)::double precision AS service_seconds,
  q.hold_n AS holds,
  (q.hold_ms / 1000.0)::double precision AS hold_seconds,
  q.walk_n AS walks,
  (q.walk_ms / 1000.0)::double precision AS walk_seconds,
  q.quick_closes,
  q.visit_n AS visits_timed,
  (q.visit_ms / 1000.0)::double precision AS visit_seconds,
  q.rating_1,
  q.rating_2,
  q.rating_3,
  q.rating_4,
  q.rating_5,
  q.closed_legs,
  q.complete_legs,
  q.clamped AS clamped_durations,
  q.flagged AS flagged_durations
FROM mnara.rollup_region_minute q
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = q.service_key
  LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key;

CREATE VIEW bi.desk_hour AS
SELECT
  r.region_id,
  c.centre_id,
  d.desk_id,
  q.bucket AS period_start,
  q.bucket AT TIME ZONE c.time_zone AS local_start,
  (sum(q.visits))::bigint AS visits,
  (sum(q.tickets_issued))::bigint AS tickets_issued,
  (sum(q.demand_started) + sum(q.no_shows) + sum(q.abandoned))::bigint AS demand,
  (sum(q.no_shows))::bigint AS no_shows,
  (sum(q.abandoned))::bigint AS abandoned,
  (sum(q.cancelled))::bigint AS cancelled,
  (sum(q.voided))::bigint AS voided,
  (sum(q.called_legs))::bigint AS called_legs,
  (sum(q.recalls))::bigint AS recalls,
  (sum(q.wait_n))::bigint AS waits,
  (sum(q.wait_ms) / 1000.0)::double precision AS wait_seconds,
  (sum(q.served_wait_n))::bigint AS called_waits,
  (sum(q.served_wait_ms) / 1000.0)::double precision AS called_wait_seconds,
  (sum(q.queued_wait_n))::bigint AS positive_waits,
  (sum(q.queued_wait_ms) / 1000.0)::double precision AS positive_wait_seconds,
  (sum(q.within_target))::bigint AS within_target,
  (sum(q.target_n))::bigint AS with_target,
  (sum(q.ended))::bigint AS ended,
  (sum(q.served))::bigint AS served,
  (sum(q.not_completed))::bigint AS not_completed,
  (sum(q.transferred))::bigint AS transferred,
  (sum(q.transactions))::bigint AS transactions,
  (sum(q.service_n))::bigint AS services_timed,
  (sum(q.service_ms) / 1000.0)::double precision AS service_seconds,
  (sum(q.hold_n))::bigint AS holds,
  (sum(q.hold_ms) / 1000.0)::double precision AS hold_seconds,
  (sum(q.walk_n))::bigint AS walks,
  (sum(q.walk_ms) / 1000.0)::double precision AS walk_seconds,
  (sum(q.quick_closes))::bigint AS quick_closes,
  (sum(q.visit_n))::bigint AS visits_timed,
  (sum(q.visit_ms) / 1000.0)::double precision AS visit_seconds,
  (sum(q.rating_1))::bigint AS rating_1,
  (sum(q.rating_2))::bigint AS rating_2,
  (sum(q.rating_3))::bigint AS rating_3,
  (sum(q.rating_4))::bigint AS rating_4,
  (sum(q.rating_5))::bigint AS rating_5,
  (sum(q.closed_legs))::bigint AS closed_legs,
  (sum(q.complete_legs))::bigint AS complete_legs,
  (sum(q.clamped))::bigint AS clamped_durations,
  (sum(q.flagged))::bigint AS flagged_durations,
  (sum(q.open_ms) / 1000.0)::double precision AS open_seconds,
  (sum(q.logged_in_ms) / 1000.0)::double precision AS logged_in_seconds,
  (sum(q.serving_ms) / 1000.0)::double precision AS serving_seconds,
  (sum(q.ready_ms) / 1000.0)::double precision AS ready_seconds,
  (sum(q.wrap_up_ms) / 1000.0)::double precision AS wrap_up_seconds,
  (sum(q.break_ms) / 1000.0)::double precision AS break_seconds,
  (sum(q.back_office_ms) / 1000.0)::double precision AS back_office_seconds
FROM mnara.rollup_desk_hour q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  JOIN mnara.desk d ON d.desk_key = q.desk_key
GROUP BY r.region_id, c.centre_id, c.time_zone, d.desk_id, q.bucket;

CREATE VIEW bi.centre_hour AS
SELECT
  r.region_id,
  c.centre_id,
  nullif(q.agency_id, '') AS agency_id,
  q.bucket AS period_start,
  q.bucket AT TIME ZONE c.time_zone AS local_start,
  (q.centre_open_ms / 1000.0)::double precision AS centre_open_seconds,
  (q.power_down_ms / 1000.0)::double precision AS power_down_seconds,
  (q.upstream_down_ms / 1000.0)::double precision AS upstream_down_seconds
FROM mnara.rollup_centre_hour q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key);

-- Bins of services/domain/src/kpi/histogram.ts: 8 to an octave from 1/8 s up.
CREATE VIEW bi.duration_histogram AS
SELECT
  r.region_id,
  c.centre_id,
  s.service_id,
  a.agency_id,
  (ARRAY['wait_called', 'wait_abandoned', 'service_time', 'visit_time'])[q.measure] AS measure,
  q.bucket AS period_start,
  q.bucket AT TIME ZONE c.time_zone AS local_start,
  CASE WHEN q.bin <= 1 THEN 0 ELSE 2 ^ ((q.bin - 2) / 8 - 3) * (1 + (q.bin - 2) % 8 / 8.0) END::double precision AS from_seconds,
  CASE WHEN q.bin <= 0 THEN 0 WHEN q.bin = 1 THEN 0.125 ELSE 2 ^ ((q.bin - 2) / 8 - 3) * (1 + ((q.bin - 2) % 8 + 1) / 8.0) END::double precision AS to_seconds,
  q.n AS legs
FROM mnara.rollup_histogram q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key)
  LEFT JOIN mnara.service s ON s.service_key = q.service_key
  LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key;

CREATE VIEW bi.data_quality AS
SELECT
  r.region_id,
  c.centre_id,
  q.day AS local_date,
  q.defect,
  q.n AS rows_affected
FROM mnara.data_quality q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key);

CREATE VIEW bi.agent_silence AS
SELECT
  r.region_id,
  c.centre_id,
  q.agent_id,
  q.silent_from,
  q.silent_to
FROM mnara.agent_silence q
  JOIN mnara.centre c USING (centre_key)
  JOIN mnara.region r USING (region_key);

COMMENT ON VIEW bi.network IS 'The network as a whole; one row.';
COMMENT ON VIEW bi.region IS 'Regions: counties or oblasts.';
COMMENT ON VIEW bi.agency IS 'Ministries and bodies that own services.';
COMMENT ON VIEW bi.centre IS 'One-stop shops.';
COMMENT ON VIEW bi.service IS 'Services. Those that agents mentioned and the networks description does not have is_declared = false.';
COMMENT ON VIEW bi.desk IS 'Desks of centres.';
COMMENT ON VIEW bi.leg IS 'Single legs: one request to one service. As far back as they are kept (docs/operations.md, retention); the other views are kept for ever.';
COMMENT ON VIEW bi.quarter_hour IS 'Counts and sums by centre, service and quarter hour. Each count stands at its own moment: issued, left the queue or ended (docs/bi.md).';
COMMENT ON VIEW bi.region_minute IS 'Counts and sums by region, service and minute.';
COMMENT ON VIEW bi.desk_hour IS 'Counts, sums and times of states by desk and hour, over all staff.';
COMMENT ON VIEW bi.centre_hour IS 'Times of states by centre and hour; with an agency_id those of that agencys system at the centre.';
COMMENT ON VIEW bi.duration_histogram IS 'Durations by centre, service and quarter hour in bins of at most 12.5 % width; add legs over any rows, then read percentiles.';
COMMENT ON VIEW bi.data_quality IS 'What was found wrong in sources, by centre, day and defect.';
COMMENT ON VIEW bi.agent_silence IS 'Periods in which nothing of a heart-beating agent arrived.';

DO $$
DECLARE entry record;
BEGIN
  FOR entry IN SELECT c.table_name, d.name, d.says FROM information_schema.columns c JOIN (VALUES
    ('visits', 'First legs issued: people who came.'),
    ('tickets_issued', 'Legs issued; the leg after a transfer counts again.'),
    ('demand', 'Legs that left the queue by service, no-show or abandonment.'),
    ('no_shows', 'Legs that were called and whose customer did not come.'),
    ('abandoned', 'Legs whose customer left before the call.'),
    ('cancelled', 'Legs withdrawn by a person; outside demand.'),
    ('voided', 'Legs closed by rule, such as the end of the day; outside demand.'),
    ('called_legs', 'Legs of demand that were called.'),
    ('recalls', 'Calls after the first.'),
    ('waits', 'Legs of demand whose wait is known.'),
    ('wait_seconds', 'Sum of the waits, over waits.'),
    ('called_waits', 'Legs that were called and led on whose wait is known.'),
    ('called_wait_seconds', 'Sum of the waits, over called_waits.'),
    ('positive_waits', 'Legs of demand with a wait above 0.'),
    ('positive_wait_seconds', 'Sum of the waits, over positive_waits.'),
    ('within_target', 'Legs that were called within their service''s target.'),
    ('with_target', 'Legs of demand whose service has a target.'),
    ('ended', 'Legs that ended at a desk.'),
    ('served', 'Legs that ended with the service given.'),
    ('not_completed', 'Legs that ended without the service: papers missing, wrong centre.'),
    ('transferred', 'Legs that went on to another queue.'),
    ('transactions', 'Transactions done in served legs.'),
    ('services_timed', 'Served legs whose service time is known.'),
    ('service_seconds', 'Sum of the service times less holds, over services_timed.'),
    ('holds', 'Legs with a hold.'),
    ('hold_seconds', 'Sum of the time on hold, over holds.'),
    ('walks', 'Legs whose walk from call to start is known.'),
    ('walk_seconds', 'Sum of the walks, over walks.'),
    ('quick_closes', 'Served legs shorter than the service''s shortest plausible time.'),
    ('visits_timed', 'Visits whose time from first issue to last end is known.'),
    ('visit_seconds', 'Sum of the visit times, over visits_timed.'),
    ('rating_1', 'Ratings of 1 (1 to 5).'),
    ('rating_2', 'Ratings of 2 (1 to 5).'),
    ('rating_3', 'Ratings of 3 (1 to 5).'),
    ('rating_4', 'Ratings of 4 (1 to 5).'),
    ('rating_5', 'Ratings of 5 (1 to 5).'),
    ('closed_legs', 'Legs of which nothing more is expected.'),
    ('complete_legs', 'Closed legs that have all facts.'),
    ('clamped_durations', 'Small negative durations that were set to 0.'),
    ('flagged_durations', 'Durations that were not believed and left out.'),
    ('open_seconds', 'The desk was open.'),
    ('logged_in_seconds', 'Somebody was logged in.'),
    ('serving_seconds', 'Start to end of services.'),
    ('ready_seconds', 'Logged in and in no other state: serving or available.'),
    ('wrap_up_seconds', 'Wrap-up after a service.'),
    ('break_seconds', 'On a break.'),
    ('back_office_seconds', 'In the back office.'),
    ('network_id', 'Id of the network.'),
    ('network_name', 'Name in English, else the id.'),
    ('region_id', 'Region; bi.region.'),
    ('region_name', 'Name in English, else the id.'),
    ('agency_id', 'Agency; bi.agency. Null where none is known.'),
    ('agency_name', 'Name in English, else the id.'),
    ('centre_id', 'Centre; bi.centre.'),
    ('centre_name', 'Name in English, else the id.'),
    ('kind', 'stationary or mobile.'),
    ('latitude', 'Degrees north.'),
    ('longitude', 'Degrees east.'),
    ('time_zone', 'IANA time zone.'),
    ('service_level_target', 'Share of demand that should be called within the target.'),
    ('satisfaction_target', 'Share of ratings that should be 4 or 5.'),
    ('service_id', 'Service; bi.service. Null where the source named none.'),
    ('service_name', 'Name in English, else the id.'),
    ('target_seconds', 'Wait within which a call meets the target; of a leg: the target when it was first seen.'),
    ('shortest_seconds', 'A served leg shorter than this is a quick close.'),
    ('is_declared', 'Whether the network''s description has it; else agents mentioned it.'),
    ('desk_id', 'Desk, unique in its centre; bi.desk.'),
    ('desk_name', 'Name in English, else the id.'),
    ('visit_id', 'A customer''s stay under one ticket, unique in its centre.'),
    ('leg_no', 'Place of the leg in its visit, from 1.'),
    ('channel', 'How the customer came: walk_in, appointment, ...'),
    ('issued_at', 'When the ticket was issued.'),
    ('called_at', 'First call that led to service or no-show.'),
    ('left_queue_at', 'When the leg left the queue.'),
    ('started_at', 'When service started.'),
    ('ended_at', 'When service ended.'),
    ('closed_at', 'When nothing more was expected of the leg; null while it is open.'),
    ('outcome', 'served, not_completed, transferred, no_show, abandoned, cancelled or voided; null while it is open.'),
    ('rating', 'Answer to "rate my service", 1 to 5.'),
    ('is_quick_close', 'Served in less than the shortest plausible time.'),
    ('is_complete', 'All facts are there.'),
    ('period_start', 'Start of the period.'),
    ('local_start', 'Start of the period by the centre''s clock.'),
    ('local_date', 'Date by the centre''s clock.'),
    ('centre_open_seconds', 'The centre was open.'),
    ('power_down_seconds', 'The centre had no power.'),
    ('upstream_down_seconds', 'The agency''s system was down at the centre.'),
    ('measure', 'wait_called, wait_abandoned, service_time or visit_time.'),
    ('from_seconds', 'Lower end of the bin, inclusive.'),
    ('to_seconds', 'Upper end of the bin, exclusive; the bin 0 to 0 holds exactly 0.'),
    ('legs', 'Legs in the bin.'),
    ('defect', 'What was wrong; the names come from connectors and from the processor.'),
    ('rows_affected', 'Source rows or legs with it.'),
    ('agent_id', 'Agent.'),
    ('silent_from', 'Last time that something of it arrived.'),
    ('silent_to', 'First time that something arrived again.')
  ) AS d(name, says) ON d.name = c.column_name WHERE c.table_schema = 'bi' LOOP
    EXECUTE format('COMMENT ON COLUMN bi.%I.%I IS %L', entry.table_name, entry.name, entry.says);
  END LOOP;
END $$;
COMMENT ON COLUMN bi.leg.wait_seconds IS 'Issue to call, or to leaving.';
COMMENT ON COLUMN bi.leg.walk_seconds IS 'Call to start.';
COMMENT ON COLUMN bi.leg.service_seconds IS 'Start to end less holds.';
COMMENT ON COLUMN bi.leg.hold_seconds IS 'Time on hold.';
COMMENT ON COLUMN bi.leg.visit_seconds IS 'On the visit''s last leg: first issue to last end.';

-- A role without a login: grant it to the users of the BI tool (docs/bi.md). Roles belong to the whole server, so it
-- may exist.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'mnara_bi_read') THEN
    CREATE ROLE mnara_bi_read NOLOGIN;
  END IF;
END $$;
GRANT USAGE ON SCHEMA bi TO mnara_bi_read;
GRANT SELECT ON ALL TABLES IN SCHEMA bi TO mnara_bi_read;
