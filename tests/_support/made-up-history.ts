import { COUNTS, type CountName } from '#domain/kpi/counts.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { durationBin, durationSql } from '#store/kpi/leg-sql.js';
import type { EventInit } from './small-network.js';

/** Size of a made-up history. */
export interface HistoryShape {
  /** Days before today, whose hours up to now are filled too; nobody works on Sundays. */
  readonly days: number;
  /** Services of each centre that are asked for on a day. */
  readonly services: number;
  readonly desks: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const WALK_MS = 30_000;

/** A repeatable number from 0 to 999 for a row; text is SQL. */
const die = (salt: number): string =>
  `(abs(hashint8extended(c.centre_key * 1000003::bigint + s.service_key,
    ${salt} + extract(epoch FROM at)::bigint)) % 1000)::int`;

/**
 * What n legs add to each count; the others are 0. Each is issued at the start of a quarter hour and waits w; `gone` of
 * them then give up, the others walk for half a minute and are served for v, all within the quarter hour.
 */
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
  within_target: 'CASE WHEN w <= target * 1000 THEN n - gone ELSE 0 END',
  target_n: 'CASE WHEN target IS NULL THEN 0 ELSE n END',
  ended: 'n - gone',
  served: 'n - gone',
  transactions: 'n - gone',
  service_n: 'n - gone',
  service_ms: '(n - gone) * v',
  walk_n: 'n - gone',
  walk_ms: `(n - gone) * ${WALK_MS}`,
  quick_closes: 'CASE WHEN v < shortest * 1000 THEN n - gone ELSE 0 END',
  visit_n: 'n - gone',
  visit_ms: `(n - gone) * (w + ${WALK_MS} + v)`,
  rating_1: 'CASE WHEN rating = 1 AND n > gone THEN 1 ELSE 0 END',
  rating_3: 'CASE WHEN rating = 3 AND n > gone THEN 1 ELSE 0 END',
  rating_5: 'CASE WHEN rating = 5 AND n > gone THEN 1 ELSE 0 END',
  closed_legs: 'n',
  complete_legs: 'n',
};
const NAMES = COUNTS.filter((name) => AMOUNTS[name] !== undefined);
const amounts = (names: readonly CountName[], wrap: (sql: string) => string): string =>
  names.map((name) => wrap(AMOUNTS[name] ?? '0')).join(', ');
const sum = (sql: string): string => `sum(${sql})`;
/** An issue, and who gives up, is of no desk. */
const NOT_AT_DESK = new Set<CountName>(['visits', 'tickets_issued', 'abandoned']);
const AT_DESK = NAMES.filter((name) => !NOT_AT_DESK.has(name));
/** Of those who were served: all of them, where one may have given up. */
const served = (sql: string): string => `sum(${sql.replaceAll(/\bn\b(?! [->] gone)/g, '(n - gone)')})`;

/** Quarter hours of one day in which something happened, with their numbers. */
const QUARTERS = `
SELECT c.centre_key, c.centre_id, s.service_key, s.service_id, d.desk_key, d.desk_id, at, n,
  (CASE WHEN ${die(1)} < 40 THEN 1 ELSE 0 END) AS gone,
  (5000 + 130::bigint * ${die(2)} * (1 + c.centre_key % 3)) AS w, (30000 + 420::bigint * ${die(3)}) AS v,
  s.target_seconds::bigint AS target, s.shortest_seconds::bigint AS shortest,
  (ARRAY[0, 5, 5, 3, 1])[1 + ${die(6)} % 5] AS rating
FROM mnara.centre c CROSS JOIN mnara.service s
  CROSS JOIN generate_series($1::timestamptz, $1::timestamptz + interval '7 hours 45 minutes', interval '15 minutes')
    AS at CROSS JOIN LATERAL (SELECT 1 + ${die(4)} % 2) AS legs(n)
  CROSS JOIN LATERAL (SELECT desk_key, desk_id FROM mnara.desk WHERE desk.centre_key = c.centre_key ORDER BY desk_key
    OFFSET (s.service_key / 2) % $2::int LIMIT 1) AS d
WHERE (s.service_key + c.centre_key) % 2 = 0 AND s.service_key <= 2 * $3::int AND ${die(5)} < 900 AND at <= $4`;

const marks = (measure: number, ms: string, n: string): string =>
  `array_fill((${measure * 512} + ${durationBin(ms)})::smallint, ARRAY[${n}])`;
const SPLITS = `(VALUES ('gender', 'g', 2), ('age_band', 'a', 5), ('rural', 'r', 2), ('channel', 'c', 2))
  AS split(dimension, of, values)`;
const HOURS = `generate_series($1::timestamptz, least($1 + interval '7 hours', $2), interval '1 hour') AS hour`;

/** A desk that serves several at once serves for the union of their times. */
const SERVING = `coalesce((SELECT sum(extract(epoch FROM upper(time) - lower(time)) * 1000)::bigint FROM unnest(
  range_agg(tstzrange(t.at + (w + ${WALK_MS}) * interval '1 ms', t.at + (w + ${WALK_MS} + v) * interval '1 ms'))
    FILTER (WHERE n > gone)) AS time), 0)`;

const FILL: readonly { readonly sql: string; readonly hasHours?: boolean }[] = [
  {
    sql: `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, ${NAMES.join(', ')})
     SELECT centre_key, service_key, at, ${amounts(NAMES, (sql) => sql)} FROM t`,
  },
  {
    sql: `INSERT INTO mnara.rollup_bins (centre_key, service_key, bucket, marks)
     SELECT centre_key, service_key, at, ${marks(1, 'w', 'n - gone')} || ${marks(2, 'w', 'gone')}
       || ${marks(3, 'v', 'n - gone')} || ${marks(4, `(w + ${WALK_MS} + v)`, 'n - gone')} FROM t`,
  },
  {
    sql: `INSERT INTO mnara.rollup_segment_day (centre_key, service_key, dimension, value, bucket, ${NAMES.join(', ')})
     SELECT centre_key, service_key, split.dimension, split.of || (v / 420) % split.values,
       date_trunc('day', at, 'Africa/Nairobi'), ${amounts(NAMES, sum)}
     FROM t CROSS JOIN ${SPLITS} GROUP BY 1, 2, 3, 4, 5`,
  },
  {
    sql: `INSERT INTO mnara.rollup_desk_hour (centre_key, desk_key, staff_key, bucket, ${AT_DESK.join(', ')},
       open_ms, logged_in_ms, ready_ms, serving_ms)
     SELECT d.centre_key, d.desk_key, 0, hour, ${amounts(AT_DESK, (sql) => `coalesce(${served(sql)}, 0)`)},
       3600000, 3600000, 3600000, ${SERVING}
     FROM mnara.desk d CROSS JOIN ${HOURS}
       LEFT JOIN t ON t.desk_key = d.desk_key AND t.at >= hour AND t.at < hour + interval '1 hour'
     GROUP BY 1, 2, 4`,
    hasHours: true,
  },
  {
    sql: `INSERT INTO mnara.rollup_centre_hour (centre_key, agency_id, bucket, centre_open_ms, power_down_ms)
     SELECT centre_key, '', hour, 3600000,
       CASE hour WHEN $1 + interval '2 hours' THEN 1000 * (centre_key % 5) ELSE 0 END
     FROM mnara.centre CROSS JOIN ${HOURS}`,
    hasHours: true,
  },
];

/** When centres open on a day, eight in the morning in Nairobi; undefined on Sundays. @param back how many days ago */
function openingOf(now: number, back: number): Date | undefined {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS - back * DAY_MS - 3 * HOUR_MS;
  const isSunday = new Date(midnight + 12 * HOUR_MS).getUTCDay() === 0;
  return isSunday ? undefined : new Date(midnight + 8 * HOUR_MS);
}

const quarters = (shape: HistoryShape, opening: Date, now: number): [sql: string, values: readonly unknown[]] => [
  QUARTERS,
  [opening, shape.desks, shape.services, new Date(now)],
];

/**
 * Fills the fine rollups of past days as the real path fills them for the events of `eventsOf`, which a test compares
 * (`tests/contract/made-up-history.test.ts`). Legs, timelines and sums by minute are not made. Days of the current
 * network are in Nairobi's time.
 * @param now Unix milliseconds
 */
export async function fillHistory(database: Database, shape: HistoryShape, now: number): Promise<void> {
  for (let back = shape.days; back >= 0; back -= 1) {
    const opening = openingOf(now, back);
    if (opening !== undefined) await database.transaction((tx) => fillDay(tx, shape, opening, now));
  }
  await database.query('VACUUM ANALYZE');
}

async function fillDay(tx: Transaction, shape: HistoryShape, opening: Date, now: number): Promise<void> {
  const [sql, values] = quarters(shape, opening, now);
  await tx.query(`CREATE TEMPORARY TABLE t ON COMMIT DROP AS ${literal(sql, values)}`);
  for (const { sql: fill, hasHours = false } of FILL) await tx.query(fill, hasHours ? [opening, new Date(now)] : []);
}

/** A statement that defines something takes no parameters. */
const literal = (sql: string, values: readonly unknown[]): string =>
  values.reduce<string>(
    (text, value, index) =>
      text.replaceAll(`$${index + 1}`, value instanceof Date ? `timestamptz '${value.toISOString()}'` : String(value)),
    sql,
  );

/**
 * The durations of single legs of built days, as they are built from legs (decision 0094); there are no legs here. Call
 * it after the days are built: building replaces them.
 */
export async function fillDurations(database: Database, shape: HistoryShape, now: number): Promise<void> {
  for (let back = shape.days; back >= 0; back -= 1) {
    const opening = openingOf(now, back);
    if (opening === undefined) continue;
    const [sql, values] = quarters(shape, opening, now);
    await database.query(
      `INSERT INTO mnara.rollup_day_values (day, centre_key, measure, bin, durations)
       SELECT (timestamptz '${opening.toISOString()}' AT TIME ZONE 'Africa/Nairobi')::date, centre_key, measure,
         ${durationBin('duration')} AS bin, string_agg(${durationSql('duration')}, ''::bytea ORDER BY duration)
       FROM (${literal(sql, values)}) t CROSS JOIN LATERAL (VALUES
         (1, w, n - gone), (2, w, gone), (3, v, n - gone), (4, w + ${WALK_MS} + v, n - gone)) AS m(measure, duration, times)
         CROSS JOIN generate_series(1, times)
       WHERE (timestamptz '${opening.toISOString()}' AT TIME ZONE 'Africa/Nairobi')::date
         < (SELECT built_to FROM mnara.rollup_coverage)
       GROUP BY 2, 3, 4 ORDER BY 3, 4, 2`,
    );
  }
}

interface Quarter {
  readonly centre_id: string;
  readonly service_id: string;
  readonly desk_id: string;
  readonly at: Date;
  readonly n: number;
  readonly gone: number;
  readonly w: number;
  readonly v: number;
  readonly rating: number;
}

type FactInit = NonNullable<EventInit['fact']>;
const fact = (name: string, value: object = {}): FactInit => ({ case: name, value }) as unknown as FactInit;

function visitsOf({ centre_id, service_id, desk_id, at, n, gone, w, v, rating }: Quarter): EventInit[] {
  const split = (values: number): number => Math.floor(v / 420) % values;
  const customer = {
    channel: `c${split(2)}`,
    segment: { gender: `g${split(2)}`, ageBand: `a${split(5)}`, rural: `r${split(2)}` },
  };
  return Array.from({ length: n }, (_, leg) => leg).flatMap((leg) => {
    const visit = { centreId: centre_id, visitId: `${service_id}-${at.getTime()}-${leg}`, serviceId: service_id };
    const event = (after: number, what: FactInit, more: Partial<EventInit> = {}): EventInit => ({
      ...visit,
      ...more,
      occurredAtMs: BigInt(at.getTime() + after),
      fact: what,
    });
    const desk = { deskId: desk_id };
    const issued = event(0, fact('ticketIssued'), customer);
    if (leg >= n - gone) return [issued, event(w, fact('ticketAbandoned'))];
    const ended = w + WALK_MS + v;
    return [
      issued,
      event(w, fact('ticketCalled'), desk),
      event(w + WALK_MS, fact('serviceStarted'), desk),
      event(ended, fact('serviceEnded', { outcome: 1, quantity: 1 }), desk),
      ...(leg === 0 && rating > 0 ? [event(ended, fact('ratingGiven', { value: rating }), desk)] : []),
    ];
  });
}

/** The events of a day, whose rollups `fillHistory` fills. @param back how many days ago */
export async function eventsOf(
  database: Database,
  shape: HistoryShape,
  now: number,
  back: number,
): Promise<readonly EventInit[]> {
  const opening = openingOf(now, back);
  if (opening === undefined) return [];
  const at = (hours: number, ms = 0): bigint => BigInt(opening.getTime() + hours * HOUR_MS + ms);
  const { rows: places } = await database.query<{ centre_key: number; centre_id: string; desks: readonly string[] }>(
    `SELECT centre_key, centre_id, array_agg(desk_id) AS desks FROM mnara.centre JOIN mnara.desk USING (centre_key)
     GROUP BY 1, 2`,
  );
  const states = places.flatMap(({ centre_key, centre_id: centreId, desks }): EventInit[] => [
    { centreId, occurredAtMs: at(0), fact: fact('centreOpened') },
    ...desks.flatMap((deskId): EventInit[] => [
      { centreId, deskId, occurredAtMs: at(0), fact: fact('deskOpened') },
      { centreId, deskId, occurredAtMs: at(0), fact: fact('staffLogin') },
      { centreId, deskId, occurredAtMs: at(8), fact: fact('deskClosed') },
      { centreId, deskId, occurredAtMs: at(8), fact: fact('staffLogout') },
    ]),
    { centreId, occurredAtMs: at(2), fact: fact('powerDown') },
    { centreId, occurredAtMs: at(2, 1000 * (centre_key % 5)), fact: fact('powerUp') },
    { centreId, occurredAtMs: at(8), fact: fact('centreClosed') },
  ]);
  const [sql, values] = quarters(shape, opening, now);
  const { rows } = await database.query<Quarter>(sql, values);
  return [...states, ...rows.flatMap(visitsOf)];
}
