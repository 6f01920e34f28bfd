import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import { parseKpi } from '#domain/kpi/catalogue.js';
import { Pace } from '#platform/timing/pace.js';
import { readCells } from '#store/kpi/kpi-cells.js';
import type { Filter, KpiGroup, KpiQuery, SpreadSource } from '#store/kpi/kpi-query.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { runRetention } from '#store/retention/retention.js';
import { buildCoarse, buildStep } from '#store/rollups/coarse/build-coarse.js';
import { checkCoarse } from '#store/rollups/coarse/check-coarse.js';
import { addRollups, ROLLUP_TABLES } from '#store/rollups/postgres-rollups.js';
import { RollupDeltas } from '#store/rollups/rollup-deltas.js';
import { agents, dayOf } from '../_support/days-of-visits.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { TIERS } from '../_support/tiers.js';

const DAY = 86_400_000;
/** Clocks change in Berlin on 29 March and in Havana on 8 March. */
const START = Date.UTC(2026, 1, 26);
const DAYS = 36;
const IDS = [
  'wait_p50',
  'wait_p90',
  'queued_wait_p95',
  'service_time_p50',
  'visit_time_p90',
  'wait_max',
  'service_level:60',
];
const KPIS = IDS.map((id) => parseKpi(id)).filter((asked) => 'definition' in asked);
const NEEDS = new Set(KPIS.flatMap(({ definition, parameter }) => definition.needs(parameter)));

const PLACES: readonly (readonly KpiGroup[])[] = [[], ['region'], ['centre'], ['network']];
const TIMES: readonly (readonly KpiGroup[])[] = [[], ['month'], ['week'], ['day'], ['day_of_week'], ['year']];
const FILTERS: readonly (readonly Filter[])[] = [
  [],
  [{ key: 'centre', values: ['C1', 'C3'] }],
  [{ key: 'region', values: ['R1'] }],
];
const text = (at: number): string => new Date(at).toISOString().slice(0, 19);
const question: fc.Arbitrary<KpiQuery> = fc
  .record({
    place: fc.constantFrom(...PLACES),
    time: fc.constantFrom(...TIMES),
    filters: fc.constantFrom(...FILTERS),
    zone: fc.constantFrom(undefined, 'Africa/Nairobi', 'Europe/Berlin'),
    first: fc.integer({ min: -3, max: DAYS }),
    days: fc.integer({ min: 5, max: 40 }),
    hours: fc.constantFrom(0, 0, 0, 6.25),
  })
  .map(({ place, time, filters, zone, first, days, hours }) => ({
    groups: [...place, ...time],
    split: undefined,
    filters,
    from: text(START + first * DAY + hours * 3_600_000),
    to: text(START + (first + days) * DAY),
    networkId: 'test',
    zone,
  }));

describe.each(TIERS)('exact percentiles from stored durations on $tier', ({ start, missing }) => {
  describe.skipIf(missing !== undefined)('(skipped where it cannot run)', () => {
    let network: Awaited<ReturnType<typeof startSmallNetwork>>;
    let apply: ReturnType<typeof agents>;
    beforeAll(async () => {
      network = await startSmallNetwork(start);
      await network.database.query(
        `UPDATE mnara.centre SET time_zone = CASE centre_id WHEN 'C1' THEN 'America/Havana' ELSE time_zone END`,
      );
      apply = agents(network.database);
      for (let day = 0; day < DAYS; day += 1) await apply(dayOf(START + day * DAY, 14, `d${day}`));
    });
    afterAll(() => network?.stop());

    /** All figures by cell, and the notes. */
    async function figures(query: KpiQuery, spreadSource: SpreadSource): Promise<Record<string, unknown>> {
      const period = { from: Date.parse(`${query.from}Z`), to: Date.parse(`${query.to}Z`) };
      const plan = { query, ...period, kpis: KPIS, needs: NEEDS, countSource: 'quarter', spreadSource } as const;
      const { cells, notes } = await readCells(new KpiStore(network.database), WHOLE_NETWORK, plan, Date.now());
      const rows = [...cells.keys()].map((key) => [
        key.join('|'),
        KPIS.map(({ definition, parameter }) => definition.compute(cells.get(key), parameter)),
      ]);
      return { notes, rows: Object.fromEntries(rows) };
    }
    const same = (numRuns: number): Promise<void> =>
      fc.assert(
        fc.asyncProperty(question, async (query) => {
          expect(await figures(query, 'values')).toEqual(await figures(query, 'legs'));
        }),
        { numRuns },
      );
    const MONTHS: KpiQuery = {
      groups: ['month'],
      split: undefined,
      filters: [],
      from: '2026-02-01T00:00:00',
      to: '2026-05-01T00:00:00',
      networkId: 'test',
      zone: undefined,
    };

    test('the same as from every single leg, whatever is built, changed since, or built again', async () => {
      await same(8);
      for (let steps = 0; steps < 15; steps += 1) await buildStep(network.database);
      await same(15);
      await buildCoarse(network.database);
      await same(40);
      await apply(dayOf(START + 9 * DAY, 20, 'late'));
      await apply(dayOf(START + 3 * DAY, 10, 'later'));
      await same(20);
      await buildCoarse(network.database);
      await same(15);
      expect(await checkCoarse(network.database)).toMatchObject({ differences: 0 });
    });

    test('control: stored durations are read', async () => {
      const { rows } = await network.database.query<{ n: number }>(
        `WITH changed AS (UPDATE mnara.rollup_day_values
           SET durations = substr(durations, 1, length(durations) - 1) || decode('ff', 'hex')
           WHERE bin BETWEEN 70 AND 110 RETURNING 1) SELECT count(*) AS n FROM changed`,
      );
      expect(rows[0]?.n).toBeGreaterThan(100);
      expect(await figures(MONTHS, 'values')).not.toEqual(await figures(MONTHS, 'legs'));
      expect(await checkCoarse(network.database)).toMatchObject({ differences: expect.toSatisfy((n) => n > 100) });
    });

    test('a missing duration is noticed, and legs are read', async () => {
      await network.database.query('DELETE FROM mnara.rollup_day_values WHERE bin BETWEEN 60 AND 120');
      expect(await figures(MONTHS, 'values')).toEqual(await figures(MONTHS, 'legs'));
    });

    test('a change that leaves all sums as they were marks its day', async () => {
      await network.database.query(
        'INSERT INTO mnara.rollup_stale SELECT DISTINCT centre_key, day FROM mnara.rollup_day',
      );
      await buildCoarse(network.database);
      const deltas = new RollupDeltas();
      const at = Math.floor((START + 5 * DAY + 9 * 3_600_000) / 1000);
      deltas.table('quarter').row(1, 1, at - (at % 900));
      await network.database.transaction(async (tx) =>
        addRollups(tx, deltas, await tx.rowTypes(ROLLUP_TABLES), new Pace()),
      );
      const { rows } = await network.database.query<{ day: string }>('SELECT DISTINCT day FROM mnara.rollup_stale');
      expect(rows).toEqual([{ day: text(START + 5 * DAY).slice(0, 10) }]);
      await buildCoarse(network.database);
    });

    test('durations stay when single legs are deleted, and so do exact figures', async () => {
      const before = (await figures(MONTHS, 'values'))['rows'];
      await runRetention(network.database, { keepDays: 5, now: START + DAYS * DAY });
      const { rows } = await network.database.query<{ n: number }>('SELECT count(*) AS n FROM mnara.retention');
      expect(rows[0]?.n).toBe(3);
      expect(await figures(MONTHS, 'values')).toEqual({ notes: [], rows: before });
      const legs = await figures(MONTHS, 'legs');
      expect(legs['notes']).toMatchObject([{ code: 'legs_deleted' }]);
      expect(legs['rows']).not.toEqual(before);
      expect(await checkCoarse(network.database)).toMatchObject({ differences: 0 });
    });
  });
});
