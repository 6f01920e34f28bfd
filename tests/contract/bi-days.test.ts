// bi.day and bi.month have the totals of bi.quarter_hour, whatever of the coarse rollups is built or changed since.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCoarse, buildStep } from '#store/rollups/coarse/build-coarse.js';
import { agents } from '../_support/days-of-visits.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { smallDay } from '../_support/small-day.js';
import { type EventInit, startSmallNetwork } from '../_support/small-network.js';
import { startTimescale, timescaleMissing } from '../_support/timescale-server.js';

const DAY = 86_400_000;
/** In Havana clocks go forward at midnight on 8 March, in Berlin on 29 March. */
const START = Date.UTC(2026, 1, 20);
const DAYS = 75;

type Network = Awaited<ReturnType<typeof startSmallNetwork>>;
type Row = Readonly<Record<string, string | number | null>>;

const dayOf = (day: number, visits: number, name: string): EventInit[] =>
  smallDay(START + day * DAY + (day % 12) * 7_200_000, visits, day + 200).map((event) => ({
    ...event,
    visitId: `${name}-${day}-${event.visitId}`,
  }));

/** Columns of counts and sums, as the views have them. */
async function amountsOf({ database }: Network): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'bi' AND table_name = 'day'
       AND ordinal_position > 5 ORDER BY ordinal_position`,
  );
  return rows.map(({ name }) => name);
}

const PLACES = 'region_id, centre_id, service_id, agency_id';
/** Sums of seconds are floating-point numbers; counts are equal to the last digit. */
const rounded = (rows: readonly Row[]): Row[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        name.endsWith('_seconds') ? Math.round(Number(value) * 1000) : value,
      ]),
    ),
  );

async function read({ database }: Network, from: string, period: string, amounts: readonly string[]): Promise<Row[]> {
  const sums = amounts.map((name) => `sum(${name})::float8 AS ${name}`).join(', ');
  const { rows } = await database.query<Row>(
    `SELECT ${PLACES}, ${period}::text AS period, ${sums} FROM bi.${from} GROUP BY ${PLACES}, 5
     ORDER BY 5, 2, 3 NULLS LAST`,
  );
  return rounded(rows);
}

const TIERS = [
  { tier: 'plain PostgreSQL', start: startPostgres, missing: undefined },
  { tier: 'TimescaleDB', start: startTimescale, missing: timescaleMissing },
];

describe.each(TIERS)('bi by day and month on $tier', ({ start, missing }) => {
  describe.skipIf(missing !== undefined)('(skipped where it cannot run)', () => {
    let network: Network;
    let apply: ReturnType<typeof agents>;
    let amounts: string[];
    beforeAll(async () => {
      network = await startSmallNetwork(start);
      await network.database.query(
        `UPDATE mnara.centre SET time_zone =
          CASE centre_id WHEN 'C1' THEN 'America/Havana' WHEN 'C3' THEN 'Europe/Berlin' ELSE time_zone END`,
      );
      apply = agents(network.database);
      for (let day = 0; day < DAYS; day += 1) await apply(dayOf(day, 10, 'first'));
      amounts = await amountsOf(network);
    });
    afterAll(() => network?.stop());

    const count = async (table: string): Promise<number> =>
      Number((await network.database.query<{ n: number }>(`SELECT count(*) AS n FROM mnara.${table}`)).rows[0]?.n);

    async function same(): Promise<void> {
      const days = await read(network, 'quarter_hour', 'local_start::date', amounts);
      expect(days.length).toBeGreaterThan(300);
      expect(await read(network, 'day', 'local_date', amounts)).toEqual(days);
      const months = await read(network, 'quarter_hour', `date_trunc('month', local_start)::date`, amounts);
      expect(new Set(months.map(({ period }) => period)).size).toBeGreaterThan(3);
      expect(await read(network, 'month', 'local_month', amounts)).toEqual(months);
      // One row for each place and period.
      const rows = async (view: string): Promise<number> =>
        Number((await network.database.query<{ n: number }>(`SELECT count(*) AS n FROM bi.${view}`)).rows[0]?.n);
      expect([await rows('day'), await rows('month')]).toEqual([days.length, months.length]);
    }

    test('the same totals as from quarter hours: nothing built, part of it, all, changed since, built again', async () => {
      expect(amounts).toHaveLength(40);
      await apply([...dayOf(-25, 5, 'oldest')]);
      await same();
      for (let steps = 0; steps < 20; steps += 1) await buildStep(network.database);
      expect(await count('rollup_day')).toBeGreaterThan(0);
      await same();
      await buildCoarse(network.database);
      expect(await count('rollup_month')).toBeGreaterThan(0);
      await same();
      await apply([...dayOf(12, 6, 'late'), ...dayOf(-40, 3, 'older')]);
      expect(await count('rollup_stale')).toBeGreaterThan(0);
      await same();
      await buildStep(network.database);
      await same();
      await buildCoarse(network.database);
      expect(await count('rollup_stale')).toBe(0);
      await same();
    });

    test('control: days and months come from the coarse rows where they are built', async () => {
      await network.database.query('UPDATE mnara.rollup_month SET served = served + 1');
      await expect(same()).rejects.toThrow();
      await network.database.query('UPDATE mnara.rollup_month SET served = served - 1');
      await same();
      await network.database.query('UPDATE mnara.rollup_day SET served = served + 1');
      await expect(same()).rejects.toThrow();
    });
  });
});
