import type { Database } from '#platform/postgres/database.js';

/** Each statement gets the newest moment as $1, Unix milliseconds, and the days before it as $2. */
const quarters = `generate_series(
  to_timestamp($1 / 1000.0) - $2 * interval '1 day', to_timestamp($1 / 1000.0), '15 minutes') AS at`;
const hours = quarters.replace('15 minutes', '1 hour');
const FILL = [
  `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, served, wait_n, wait_ms)
   SELECT centre_key, service_key, at, 2, 2, 1000 FROM ${quarters}, mnara.centre, mnara.service`,
  `INSERT INTO mnara.rollup_bins (centre_key, service_key, bucket, marks)
   SELECT centre_key, service_key, at, '{530,1540}' FROM ${quarters}, mnara.centre, mnara.service`,
  `INSERT INTO mnara.rollup_desk_hour (centre_key, desk_key, staff_key, bucket, served, open_ms, logged_in_ms)
   SELECT centre_key, desk_key, 0, at, 8, 3600000, 3600000 FROM ${hours}, mnara.desk`,
  `INSERT INTO mnara.rollup_centre_hour (centre_key, agency_id, bucket, centre_open_ms)
   SELECT centre_key, '', at, 3600000 FROM ${hours}, mnara.centre`,
  `INSERT INTO mnara.rollup_region_minute (region_key, service_key, bucket, served)
   SELECT region_key, service_key, at, 2 FROM ${quarters}, mnara.region, mnara.service`,
  `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, issued_at, left_queue_at, started_at, ended_at,
     closed_at, outcome, wait_ms, target_seconds, facts)
   SELECT centre_key, at::text || n, 1, 1, at, at, at, at, at, 'served', 1000, 600, repeat('fact', 30)
   FROM ${quarters}, mnara.centre, generate_series(1, 2) AS n`,
  `INSERT INTO mnara.timeline (centre_key, subject, day, facts)
   SELECT DISTINCT centre_key, 'centre', at::date, '[]' FROM ${quarters}, mnara.centre`,
  `INSERT INTO mnara.agent_silence (agent_id, centre_key, silent_from, silent_to)
   SELECT 'agent-' || centre_id, centre_key, at, at + interval '9 minutes' FROM ${hours}, mnara.centre`,
  `INSERT INTO mnara.agent_gap (agent_id, outbox_id, after_seq, before_seq, seen_at)
   SELECT 'agent-' || centre_id, 'o', 1000 + extract(epoch FROM at), 1002 + extract(epoch FROM at), at
   FROM ${hours}, mnara.centre`,
  `INSERT INTO mnara.alert (rule_id, rule_version, identity, centre_id, severity, condition, condition_since, episode,
     fired_at, cleared_at, closed_at)
   SELECT 'rule', 1, 'centre=' || centre_id, centre_id, 'warning', 'normal', at, 1, at, at, at
   FROM ${hours}, mnara.centre`,
];

/**
 * Fills what a network leaves behind in so many days, oldest first, as it is written: sums, legs, timelines, silences,
 * lost events and closed alerts. Few of each; for questions of how reads grow with years.
 * @param now Unix milliseconds
 */
export async function fillLongHistory(database: Database, days: number, now: number): Promise<void> {
  await database.query(
    `INSERT INTO mnara.agent_position (agent_id, outbox_id, centre_key, heartbeat_seconds, last_received_at)
     SELECT 'agent-' || centre_id, 'o', centre_key, 30, $1 FROM mnara.centre`,
    [new Date(now)],
  );
  for (const statement of FILL) await database.query(statement, [now, days]);
  await database.query('VACUUM ANALYZE');
}
