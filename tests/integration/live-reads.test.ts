import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import type { FigureClock } from '#store/live/figure-sums.js';
import { PostgresFigureStore } from '#store/live/postgres-figure-store.js';
import { startSmallNetwork } from '../_support/small-network.js';

const DAY = 86_400_000;
/** Noon in Nairobi. */
const NOW = Date.UTC(2026, 10, 25, 9);
const DAY_START = Date.UTC(2026, 10, 24, 21);
const CLOCK: FigureClock = { now: NOW, zone: 'Africa/Nairobi', dayStart: DAY_START, hourStart: NOW };
const SHORT = 30;
const LONG = 400;

type Network = Awaited<ReturnType<typeof startSmallNetwork>>;

/** Days of rollups and legs, oldest first, as they are written. */
async function fill({ database }: Network, days: number): Promise<void> {
  const buckets = `generate_series(
    to_timestamp($1 / 1000.0) - $2 * interval '1 day', to_timestamp($1 / 1000.0), '15 minutes') AS at`;
  const values = [NOW, days];
  await database.query(
    `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, served, wait_n, wait_ms)
     SELECT centre_key, service_key, at, 2, 2, 1000 FROM ${buckets}, mnara.centre, mnara.service`,
    values,
  );
  await database.query(
    `INSERT INTO mnara.rollup_region_minute (region_key, service_key, bucket, served)
     SELECT region_key, service_key, at, 2 FROM ${buckets}, mnara.region, mnara.service`,
    values,
  );
  await database.query(
    `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, issued_at, left_queue_at, started_at, ended_at,
       closed_at, outcome, wait_ms, target_seconds, facts)
     SELECT centre_key, at::text || n, 1, 1, at, at, at, at, at, 'served', 1000, 600, repeat('fact', 30)
     FROM ${buckets}, mnara.centre, generate_series(1, 2) AS n`,
    values,
  );
  await database.query(
    `INSERT INTO mnara.timeline (centre_key, subject, day, facts)
     SELECT DISTINCT centre_key, 'centre', at::date, '[]' FROM ${buckets}, mnara.centre`,
    values,
  );
  await database.query('VACUUM ANALYZE');
}

/** Asks for the plan of each statement beside its answer, and adds up the pages that were touched. */
function watched(database: Database): { database: Database; pages(): number } {
  let pages = 0;
  const query: Database['query'] = async <Row>(sql: string, parameters?: readonly unknown[]) => {
    const { rows } = await database.query<{ 'QUERY PLAN': readonly [{ Plan: Readonly<Record<string, number>> }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
      parameters,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
    pages += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
    return database.query<Row>(sql, parameters);
  };
  return { database: { ...database, query }, pages: () => pages };
}

const { regionIds, centreIds } = { regionIds: ['R1', 'R2'], centreIds: ['C1', 'C2', 'C3'] };
const READS: Readonly<Record<string, (store: PostgresFigureStore) => Promise<unknown>>> = {
  today: (store) => store.today(WHOLE_NETWORK, CLOCK),
  windows: (store) => store.windows(WHOLE_NETWORK, CLOCK),
  usual: (store) => store.usual(WHOLE_NETWORK, CLOCK),
  'usual of a region': (store) => store.usual({ kind: 'region', regionId: 'R1' }, CLOCK),
  'usual of an agency': (store) => store.usual({ kind: 'agency', agencyId: 'NRB' }, CLOCK),
  'trend of regions': (store) => store.trend(WHOLE_NETWORK, { regionIds }, NOW - 2 * 3_600_000, NOW, 300_000),
  'trend of centres': (store) => store.trend(WHOLE_NETWORK, { centreIds }, NOW - 2 * 3_600_000, NOW, 300_000),
};

/** The usual day as it was read before: every quarter hour of history is compared with every day back. */
const UNBOUNDED = `SELECT d.start, sum(f.served) FROM mnara.rollup_quarter f
  JOIN unnest($1::timestamptz[]) AS d(start) ON f.bucket >= d.start AND f.bucket < d.start + interval '24 hours'
  GROUP BY 1`;

describe('what a live read touches does not grow with the history', () => {
  let [short, long]: Network[] = [];
  beforeAll(async () => {
    [short, long] = [await startSmallNetwork(), await startSmallNetwork()];
    await fill(short as Network, SHORT);
    await fill(long as Network, LONG);
  });
  afterAll(async () => {
    await short?.stop();
    await long?.stop();
  });

  const pagesOf = async (network: Network | undefined, read: (database: Database) => Promise<unknown>) => {
    const { database, pages } = watched((network as Network).database);
    await read(database);
    return pages();
  };

  test.each(Object.keys(READS))('%s', async (name) => {
    const read = (database: Database): Promise<unknown> =>
      (READS[name] as (store: PostgresFigureStore) => Promise<unknown>)(new PostgresFigureStore(database));
    const [few, many] = [await pagesOf(short, read), await pagesOf(long, read)];
    expect(few).toBeGreaterThan(0);
    // 13 times the history adds a level of an index, and some pages of the index over ranges; the legs have 7,000.
    expect(many).toBeLessThan(few * 2 + 200);
  });

  test('both histories give the same figures', async () => {
    for (const read of Object.values(READS)) {
      const [one, other] = [short, long].map((network) => new PostgresFigureStore((network as Network).database));
      expect(await read(one as PostgresFigureStore)).toEqual(await read(other as PostgresFigureStore));
    }
  });

  test('control: the former read of the usual day grows', async () => {
    const days = [1, 2, 3, 4, 5, 6, 7, 14, 21, 28].map((back) => new Date(DAY_START - back * DAY));
    const read = (database: Database): Promise<unknown> => database.query(UNBOUNDED, [days]);
    const [few, many] = [await pagesOf(short, read), await pagesOf(long, read)];
    expect(many).toBeGreaterThan(few * 4);
  });
});
