import { COUNTS, type CountName } from '#domain/kpi/counts.js';
import type { Database } from '#platform/postgres/database.js';

/** Size of a made-up history. */
export interface HistoryShape {
  /** Days before today, whose hours up to now are filled too; nobody works on Sundays. */
  readonly days: number;
  /** Services of each centre that are asked for on a day. */
  readonly services: number;
  readonly desks: number;
}

/** A repeatable number from 0 to 999 for a row; text is SQL. */
const die = (salt: number): string =>
  `(abs(hashint8extended(c.centre_key * 1000003::bigint + s.service_key,
    ${salt} + extract(epoch FROM at)::bigint)) % 1000)::int`;

/** What n legs with a wait of w and a service of v milliseconds each add to each count; the others are 0. */
const AMOUNTS: Readonly<Partial<Record<CountName, string>>> = {
  visits: 'n',
  tickets_issued: 'n',
  demand_started: 'n - gone',
  abandoned: 'gone',
  called_legs: 'n - gone',
  wait_n: 'n',
  wait_ms: 'n * w',
  served_wait_n: 'n - gone',
  served_wait_ms: '(n - gone) * w',
  queued_wait_n: 'n',
  queued_wait_ms: 'n * w',
  within_target: 'CASE WHEN w <= 600000 THEN n - gone ELSE 0 END',
  target_n: 'n',
  ended: 'n - gone',
  served: 'n - gone',
  transactions: 'n - gone',
  service_n: 'n - gone',
  service_ms: '(n - gone) * v',
  walk_n: 'n - gone',
  walk_ms: '(n - gone) * 30000',
  visit_n: 'n - gone',
  visit_ms: '(n - gone) * (w + v)',
  rating_2: 'CASE WHEN v % 7 = 0 THEN 1 ELSE 0 END',
  rating_4: 'CASE WHEN v % 7 = 1 THEN 1 ELSE 0 END',
  rating_5: 'CASE WHEN v % 7 > 4 THEN 1 ELSE 0 END',
  closed_legs: 'n',
  complete_legs: 'n - gone',
};
const NAMES = COUNTS.filter((name) => AMOUNTS[name] !== undefined);
const amounts = (wrap: (sql: string) => string): string => NAMES.map((name) => wrap(AMOUNTS[name] ?? '0')).join(', ');

/** The bin of a duration, as services/domain/src/kpi/histogram.ts has it, over SQL of seconds from 1 up. */
const bin = (seconds: string): string =>
  `(26 + 8 * floor(ln(${seconds}::float8) / ln(2))
    + floor((${seconds} / 2 ^ floor(ln(${seconds}::float8) / ln(2)) - 1) * 8))::int`;

/** Quarter hours of one day in which something happened, with their numbers: t. */
const QUARTERS = `
CREATE TEMPORARY TABLE t ON COMMIT DROP AS
SELECT c.centre_key, s.service_key, at, n, (CASE WHEN ${die(1)} < 40 THEN 1 ELSE 0 END) AS gone,
  (60000 + 1000::bigint * ${die(2)} * (1 + c.centre_key % 3)) AS w, (120000 + 900::bigint * ${die(3)}) AS v
FROM mnara.centre c CROSS JOIN mnara.service s
  CROSS JOIN generate_series($1::timestamptz + interval '5 hours',
    least($1::timestamptz + interval '12 hours 45 minutes', $2::timestamptz), interval '15 minutes') AS at CROSS JOIN LATERAL (SELECT 1 + ${die(4)} % 2) AS legs(n)
WHERE (s.service_key + c.centre_key) % 2 = 0 AND s.service_key <= 2 * $1::int AND ${die(5)} < 900`;

const FILL = [
  `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, ${NAMES.join(', ')})
   SELECT centre_key, service_key, at, ${amounts((sql) => sql)} FROM t`,
  `INSERT INTO mnara.rollup_bins (centre_key, service_key, bucket, marks)
   SELECT centre_key, service_key, at, array_fill((512 + ${bin('(w / 1000.0)')})::smallint, ARRAY[n])
     || array_fill((1536 + ${bin('(v / 1000.0)')})::smallint, ARRAY[n])
     || array_fill((2048 + ${bin('((w + v) / 1000.0)')})::smallint, ARRAY[n])
   FROM t`,
  `INSERT INTO mnara.rollup_segment_day (centre_key, service_key, dimension, value, bucket, ${NAMES.join(', ')})
   SELECT centre_key, service_key, split.dimension, split.of || (v / 900) % split.values,
     date_trunc('day', at, 'Africa/Nairobi'),
     ${amounts((sql) => `sum(${sql})`)}
   FROM t CROSS JOIN (VALUES
     ('gender', 'g', 2), ('age_band', 'a', 5), ('rural', 'r', 2), ('channel', 'c', 2)) AS split(dimension, of, values)
   GROUP BY 1, 2, 3, 4, 5`,
  `INSERT INTO mnara.rollup_desk_hour (centre_key, desk_key, staff_key, bucket, ${NAMES.join(', ')},
     open_ms, logged_in_ms, serving_ms, ready_ms)
   SELECT centre_key, desk_key, 0, date_trunc('hour', at), ${amounts((sql) => `sum(${sql})`)},
     3600000, 3500000, least(3000000, sum((n - gone) * v)), 3400000
   FROM t JOIN mnara.desk d USING (centre_key) WHERE d.desk_key % $1::int = (t.service_key / 2) % $1::int
   GROUP BY 1, 2, 4`,
  `INSERT INTO mnara.rollup_centre_hour (centre_key, agency_id, bucket, centre_open_ms, power_down_ms)
   SELECT DISTINCT centre_key, '', date_trunc('hour', at), 3600000, 1000 * (centre_key % 5) FROM t`,
];

/**
 * Fills the fine rollups of past days with a network's rows, as many as the real path makes for such days; what
 * questions cost depends on rows, not on how they came. Days of the current network are in Nairobi's time.
 * @param now Unix milliseconds
 */
export async function fillHistory(database: Database, shape: HistoryShape, now: number): Promise<void> {
  for (let back = shape.days; back >= 0; back -= 1) await fillDay(database, shape, now, back);
  await database.query('VACUUM ANALYZE');
}

/** @param back how many days ago */
async function fillDay(database: Database, shape: HistoryShape, now: number, back: number): Promise<void> {
  const midnight = new Date(Math.floor(now / 86_400_000) * 86_400_000 - back * 86_400_000 - 3 * 3_600_000);
  if (new Date(midnight.getTime() + 12 * 3_600_000).getUTCDay() === 0) return;
  await database.transaction(async (tx) => {
    const moment = (at: Date): string => `'${at.toISOString()}'::timestamptz`;
    const quarters = QUARTERS.replaceAll('$1::timestamptz', moment(midnight));
    await tx.query(quarters.replaceAll('$2::timestamptz', moment(new Date(now))), [shape.services]);
    for (const statement of FILL) await tx.query(statement, statement.includes('$1') ? [shape.desks] : []);
  });
}
