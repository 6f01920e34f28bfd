import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#platform/postgres/database.js';
import { buildCoarse } from '#store/rollups/coarse/build-coarse.js';
import { agents } from '../_support/days-of-visits.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { eventsOf, fillDurations, fillHistory } from '../_support/made-up-history.js';

const NOW = Date.UTC(2026, 10, 25, 20);
const SHAPE = { days: 30, services: 3, desks: 3 };

type Network = Awaited<ReturnType<typeof startLoadNetwork>>;

let [real, madeUp]: Network[] = [];
const start = async (): Promise<Network> => {
  const network = await startLoadNetwork({ centres: 2, services: 6, desks: 3 });
  await network.database.query(`UPDATE mnara.centre SET time_zone = 'Africa/Nairobi'`);
  return network;
};
beforeAll(async () => {
  [real, madeUp] = [await start(), await start()];
  const apply = agents(databaseOf(real));
  for (let back = SHAPE.days; back >= 0; back -= 1) await apply(await eventsOf(databaseOf(real), SHAPE, NOW, back));
  await fillHistory(databaseOf(madeUp), SHAPE, NOW);
  for (const network of [real, madeUp]) await buildCoarse(databaseOf(network));
  await fillDurations(databaseOf(madeUp), SHAPE, NOW);
});
afterAll(async () => {
  await real?.stop();
  await madeUp?.stop();
});

const databaseOf = (network: Network | undefined): Database => (network as Network).database;

/** Rows without the keys' order, and marks without theirs: they are sums. */
const CONTENTS: Readonly<Record<string, string>> = {
  rollup_quarter: 'SELECT * FROM mnara.rollup_quarter',
  rollup_bins: `SELECT centre_key, service_key, bucket, ARRAY(SELECT mark FROM unnest(marks) AS mark ORDER BY mark)
    FROM mnara.rollup_bins`,
  rollup_segment_day: 'SELECT * FROM mnara.rollup_segment_day',
  rollup_desk_hour: 'SELECT * FROM mnara.rollup_desk_hour',
  rollup_centre_hour: 'SELECT * FROM mnara.rollup_centre_hour',
  rollup_day_values: 'SELECT * FROM mnara.rollup_day_values',
};

test.each(Object.keys(CONTENTS))('a made-up month fills %s as the events of that month do', async (table) => {
  const rowsOf = async (network: Network | undefined) => {
    const { rows } = await databaseOf(network).query(`${CONTENTS[table]}`);
    return rows.map((row) => JSON.stringify(row)).toSorted();
  };
  const expected = await rowsOf(real);
  expect(expected.length).toBeGreaterThan(500);
  const made = new Set(await rowsOf(madeUp));
  expect(expected.filter((row) => !made.delete(row)).slice(0, 5)).toEqual([]);
  expect([...made].slice(0, 5)).toEqual([]);
});

test('control: the month has all kinds of visits', async () => {
  const { rows } = await databaseOf(real).query<Record<string, number>>(
    `SELECT sum(served)::int AS served, sum(abandoned)::int AS abandoned, sum(quick_closes)::int AS quick_closes,
       sum(rating_1 + rating_3 + rating_5)::int AS ratings, sum(target_n - within_target)::int AS late,
       (SELECT sum(power_down_ms) FROM mnara.rollup_centre_hour)::int AS power_down_ms FROM mnara.rollup_quarter`,
  );
  for (const [name, value] of Object.entries(rows[0] ?? {})) expect(value, name).toBeGreaterThan(0);
});
