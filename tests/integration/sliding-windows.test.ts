import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '#domain/access/viewer.js';
import type { WindowSums } from '#store/live/figure-sums.js';
import { PostgresFigureStore } from '#store/live/postgres-figure-store.js';
import { startSmallNetwork } from '../_support/small-network.js';

const NOW = Date.UTC(2026, 2, 9, 9, 30);
const CLOCK = { now: NOW, zone: 'Africa/Nairobi', dayStart: NOW - 8 * 3_600_000, hourStart: NOW - 1_800_000 };
const MINUTE = 60_000;

/** Legs of two hours, with every outcome and without one, some without a wait, a target or a rating. */
const RANDOM_LEGS = `
INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, issued_at, left_queue_at, started_at, ended_at,
  outcome, wait_ms, target_seconds, rating, facts)
SELECT centre_key, 'V' || n, 1, service_key, at, at, CASE WHEN outcome IN ('served', 'transferred') THEN at END,
  CASE WHEN outcome IN ('served', 'transferred', 'abandoned') THEN at + random() * interval '20 min' END, outcome,
  CASE WHEN random() < 0.9 THEN (random() * 900000)::int END, CASE WHEN random() < 0.8 THEN 300 END, CASE WHEN random() < 0.5 THEN 1 + (random() * 4)::int END, '[]'
FROM (SELECT n, 1 + (random() * 2)::int AS centre_key, 1 + (random() * 2)::int AS service_key,
  $1::timestamptz - date_trunc('milliseconds', random() * interval '120 min') AS at,
    (ARRAY['served', 'served', 'transferred', 'no_show', 'abandoned', 'cancelled', NULL])[1 + (random() * 6)::int] AS outcome
  FROM generate_series(1, 4000) AS n) AS one`;

/** One window at one place, computed by its definition, with the database's own percentile. */
const EXPECTED = `
SELECT left_legs.wait_n, left_legs.wait_ms, left_legs.p90, left_legs.within_target, left_legs.target_n, ended.served,
  ended.ratings, ended.satisfied
FROM (SELECT count(wait_ms)::int AS wait_n, coalesce(sum(wait_ms), 0)::float8 AS wait_ms,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY wait_ms) AS p90,
    count(*) FILTER (WHERE outcome IS DISTINCT
      FROM 'abandoned' AND wait_ms <= target_seconds * 1000)::int AS within_target,
      count(target_seconds)::int AS target_n
  FROM mnara.leg WHERE left_queue_at > $1::timestamptz - $2 * interval '1 minute' AND (started_at IS NOT NULL
    OR ended_at IS NOT NULL OR outcome IN ('no_show', 'abandoned'))
    AND centre_key IN (SELECT centre_key FROM mnara.centre
      WHERE centre_id = ANY ($3)) AND service_key IN (SELECT service_key FROM mnara.service
      WHERE service_id = ANY ($4))) AS left_legs,
  (SELECT count(*) FILTER (WHERE outcome = 'served')::int AS served, count(rating)::int AS ratings,
    count(*) FILTER (WHERE rating >= 4)::int AS satisfied
  FROM mnara.leg WHERE ended_at > $1::timestamptz - $2 * interval '1 minute' AND centre_key IN (SELECT centre_key
    FROM mnara.centre WHERE centre_id = ANY ($3)) AND service_key IN (SELECT service_key FROM mnara.service
    WHERE service_id = ANY ($4))) AS ended`;

/** The centres at each place of the network. */
const EVERY_PLACE = {
  network: ['C1', 'C2', 'C3'],
  'region:R1': ['C1', 'C2'],
  'region:R2': ['C3'],
  'centre:C1': ['C1'],
  'centre:C2': ['C2'],
  'centre:C3': ['C3'],
};
const SERVICES_OF_NRB = ['S1', 'S2'];
const EVERY_SERVICE = ['S1', 'S2', 'S3'];

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let store: PostgresFigureStore;
beforeAll(async () => {
  network = await startSmallNetwork();
  store = new PostgresFigureStore(network.database);
});
afterAll(() => network?.stop());

async function expected(minutes: number, centres: readonly string[], services: readonly string[]): Promise<WindowSums> {
  const { rows } = await network.database.query<Record<string, number | null>>(EXPECTED, [
    new Date(NOW),
    minutes,
    centres,
    services,
  ]);
  const { wait_n, wait_ms, p90, within_target, target_n, served, ratings, satisfied } = rows[0] ?? {};
  return {
    minutes,
    served: served ?? 0,
    waitN: wait_n ?? 0,
    waitMs: wait_ms ?? 0,
    waitP90Ms: p90 === null || p90 === undefined ? null : expect.closeTo(p90, 6),
    withinTarget: within_target ?? 0,
    targetN: target_n ?? 0,
    ratings: ratings ?? 0,
    satisfied: satisfied ?? 0,
  };
}

describe('sliding windows from the legs', () => {
  const scopes: readonly { scope: Scope; places: Record<string, readonly string[]>; services: readonly string[] }[] = [
    {
      scope: { kind: 'network' },
      places: EVERY_PLACE,
      services: EVERY_SERVICE,
    },
    {
      scope: { kind: 'region', regionId: 'R1' },
      places: { network: ['C1', 'C2'], 'region:R1': ['C1', 'C2'], 'centre:C1': ['C1'], 'centre:C2': ['C2'] },
      services: EVERY_SERVICE,
    },
    {
      scope: { kind: 'centre', centreId: 'C2' },
      places: { network: ['C2'], 'region:R1': ['C2'], 'centre:C2': ['C2'] },
      services: EVERY_SERVICE,
    },
    {
      scope: { kind: 'agency', agencyId: 'NRB' },
      places: EVERY_PLACE,
      services: SERVICES_OF_NRB,
    },
  ];

  test.each(scopes)(
    'are equal to the definition of each window, within the scope $scope',
    async ({ scope, places, services }) => {
      await network.clear();
      await network.database.query(RANDOM_LEGS, [new Date(NOW)]);
      const windows = await store.windows(scope, CLOCK);
      expect([...windows.keys()].toSorted()).toEqual(Object.keys(places).toSorted());
      for (const [place, centres] of Object.entries(places))
        for (const [index, minutes] of [15, 30, 60].entries())
          expect({ place, sums: windows.get(place)?.[index] }).toEqual({
            place,
            sums: await expected(minutes, centres, services),
          });
    },
  );

  test('exclude the exact moment at which the window begins', async () => {
    await network.clear();
    const leg = (id: string, at: number): Promise<unknown> =>
      network.database.query(
        `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, left_queue_at, ended_at, outcome, wait_ms,
          facts) VALUES (1, $1, 1, 1, $2, $2, 'served', 1000, '[]')`,
        [id, new Date(at)],
      );
    await leg('just outside of 15 minutes', NOW - 15 * MINUTE);
    await leg('just inside', NOW - 15 * MINUTE + 1);
    await leg('outside of all', NOW - 60 * MINUTE);
    const windows = await store.windows({ kind: 'network' }, CLOCK);
    expect(windows.get('network')?.map(({ served, waitN }) => [served, waitN])).toEqual([
      [1, 1],
      [2, 2],
      [2, 2],
    ]);
  });

  test('a place without a leg in the hour has no window', async () => {
    await network.clear();
    expect(await store.windows({ kind: 'network' }, CLOCK)).toEqual(new Map());
  });
});
