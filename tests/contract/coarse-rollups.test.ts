import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import { COUNTS } from '#domain/kpi/counts.js';
import type { Cell, CountSource, KpiGroup, KpiQuery } from '#store/kpi/kpi-query.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { readKeptData } from '#store/retention/kept-data.js';
import { buildCoarse, buildStep, progress } from '#store/rollups/coarse/build-coarse.js';
import { checkCoarse } from '#store/rollups/coarse/check-coarse.js';
import { BLOCK_CENTRES } from '#store/rollups/coarse/coarse-tables.js';
import { agents, dayOf, named } from '../_support/days-of-visits.js';
import { smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { TIERS } from '../_support/tiers.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** In Havana clocks go forward at midnight on 8 March and back, to midnight, on 1 November; in Berlin on 29 March. */
const SPRING = Date.UTC(2026, 1, 20);
const AUTUMN = Date.UTC(2026, 9, 20);
/** The third centre is of another block than the first two. */
const FIRST_KEY = BLOCK_CENTRES - 2;
const ZONES = [undefined, 'America/Havana', 'Europe/Berlin', 'Asia/Kolkata'] as const;

type Network = Awaited<ReturnType<typeof startSmallNetwork>>;

const PLACES: readonly KpiGroup[] = ['network', 'region', 'centre', 'agency', 'service'];
const TIMES: readonly (readonly KpiGroup[])[] = [
  ['year'],
  ['month'],
  ['week'],
  ['day'],
  ['hour'],
  ['hour_of_day'],
  ['day_of_week'],
  ['month', 'hour_of_day'],
  ['day_of_week', 'hour_of_day'],
];
const STATES = ['network', 'region', 'centre'] as const;

const MARCH = { from: '2026-03-01T00:00:00', to: '2026-04-01T00:00:00' };
const iso = (at: number): string => new Date(at).toISOString().slice(0, 19);
const moment = fc
  .tuple(fc.constantFrom(SPRING, AUTUMN), fc.integer({ min: -5, max: 45 }), fc.constantFrom(0, 0, 0, 1, 0.25, 13.5))
  .map(([start, days, hours]) => start + days * DAY + hours * HOUR);
interface Draw {
  readonly source: CountSource;
  readonly place: number | undefined;
  readonly time: number | undefined;
  readonly zone: (typeof ZONES)[number];
  readonly ends: readonly [number, number];
  readonly filter: 'none' | 'centre' | 'region' | 'service' | 'agency';
  readonly isRegion: boolean;
}
const question: fc.Arbitrary<Draw> = fc.record({
  source: fc.constantFrom<CountSource>('quarter', 'quarter', 'desk_hour', 'segment_day'),
  place: fc.option(fc.nat(4), { nil: undefined }),
  time: fc.option(fc.nat(TIMES.length - 1), { nil: undefined }),
  zone: fc.constantFrom(...ZONES),
  ends: fc.tuple(moment, moment),
  filter: fc.constantFrom('none', 'none', 'centre', 'region', 'service', 'agency'),
  isRegion: fc.boolean(),
});

interface Question {
  readonly query: KpiQuery;
  readonly source: CountSource;
  readonly isRegion: boolean;
}

/** A question that the API would ask the source. */
function asked({ source, place, time, zone, ends, filter, isRegion }: Draw): Question {
  const isSplit = source === 'segment_day';
  const places = source === 'desk_hour' ? ([...STATES, 'desk', 'staff'] as const) : PLACES;
  const [first, last] = ends.toSorted((one, other) => one - other) as [number, number];
  const step = isSplit ? DAY : source === 'desk_hour' ? HOUR : 1;
  const group = place === undefined ? undefined : places[place];
  const drawn = time === undefined ? [] : (TIMES[time] ?? []);
  const periods = isSplit && drawn.some((one) => one.startsWith('hour')) ? (['day'] as const) : drawn;
  const values = { centre: ['C1', 'C3'], region: ['R1'], service: ['S1', 'S3'], agency: ['NRB'] };
  const isFiltered = filter !== 'none' && (source !== 'desk_hour' || filter === 'centre' || filter === 'region');
  return {
    source,
    isRegion,
    query: {
      groups: [...(group === undefined ? [] : [group]), ...periods],
      split: isSplit ? 'gender' : undefined,
      filters: isFiltered ? [{ key: filter, values: values[filter] }] : [],
      from: iso(first - (first % step)),
      to: iso(last - (last % step) + DAY),
      networkId: 'test',
      zone: isSplit ? undefined : zone,
    },
  };
}

const sorted = (cells: readonly Cell<unknown>[]) =>
  Object.fromEntries(
    cells.map(({ key, sums }) => [key.join('|'), sums] as const).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );

/** Everything that a store answers to a question: counts, histograms, times of desks and of centres. */
async function answers(store: KpiStore, { query, source, isRegion }: Question): Promise<Record<string, unknown>> {
  const scope = isRegion ? ({ kind: 'region', regionId: 'R1' } as const) : WHOLE_NETWORK;
  const byState = [...query.groups, ...query.filters.map(({ key }) => key)].every(
    (name) => name !== 'service' && name !== 'agency',
  );
  return {
    counts: sorted(await store.counts(scope, query, source, COUNTS)),
    ...(source === 'quarter'
      ? { spreads: sorted(await store.spreads(scope, query, ['wait_called', 'service_time', 'visit_time'], 'bins')) }
      : {}),
    ...(source !== 'segment_day' && byState && query.from.endsWith(':00:00')
      ? {
          desks: sorted(await store.deskStates(scope, query)),
          ...(query.groups.includes('desk') || query.groups.includes('staff')
            ? {}
            : { centres: sorted(await store.centreStates(scope, query)) }),
        }
      : {}),
  };
}

describe.each(TIERS)('coarse rollups on $tier', ({ start, missing }) => {
  describe.skipIf(missing !== undefined)('(skipped where it cannot run)', () => {
    let network: Network;
    let apply: ReturnType<typeof agents>;
    beforeAll(async () => {
      network = await startSmallNetwork(start, FIRST_KEY);
      await network.database.query(
        `UPDATE mnara.centre SET time_zone =
          CASE centre_id WHEN 'C1' THEN 'America/Havana' WHEN 'C3' THEN 'Europe/Berlin' ELSE time_zone END`,
      );
      apply = agents(network.database);
      for (const season of [SPRING, AUTUMN])
        for (let day = 0; day < 38; day += 1)
          await apply(dayOf(season + day * DAY + (day % 12) * 2 * HOUR, 12, `${season}-${day}`));
    });
    afterAll(() => network?.stop());

    const count = async (table: string): Promise<number> =>
      (await network.database.query<{ n: number }>(`SELECT count(*) AS n FROM mnara.${table}`)).rows[0]?.n ?? 0;

    /** Random questions have the same answers from coarse and fine rows together as from fine rows alone. */
    const same = (runs: number): Promise<void> =>
      fc.assert(
        fc.asyncProperty(question.map(asked), async (one) => {
          const [coarse, fine] = [new KpiStore(network.database), new KpiStore(network.database, 'fine')];
          expect(await answers(coarse, one)).toEqual(await answers(fine, one));
        }),
        { numRuns: runs },
      );

    test('the same whatever is built', async () => {
      expect(await progress(network.database)).toMatchObject({ left: expect.any(Number) });
      await same(15);
      // History is built newest day first: part of it, then all.
      for (let steps = 0; steps < 60; steps += 1) await buildStep(network.database);
      await same(30);
      await buildCoarse(network.database);
      expect(await progress(network.database)).toEqual({ left: 0, stale: 0 });
      expect(await count('rollup_month')).toBeGreaterThan(0);
      await same(50);
    });

    test('the same whatever changed since, or is built again', async () => {
      // Late: events of days that are built, of one before all others, and corrections of known visits.
      await apply(dayOf(SPRING + 10 * DAY, 9, 'late'));
      await apply(dayOf(AUTUMN + 12 * DAY, 9, 'late-too'));
      await apply(dayOf(SPRING - 20 * DAY, 5, 'oldest'));
      await apply(smallDay(SPRING + 3 * DAY + 6 * HOUR, 12, 7).map((event) => named(event, `${SPRING}-3`)));
      expect(await count('rollup_stale')).toBeGreaterThan(0);
      await same(30);
      expect(await checkCoarse(network.database)).toMatchObject({ differences: 0 });
      await buildStep(network.database);
      await buildStep(network.database);
      await same(30);
      await buildCoarse(network.database);
      expect(await count('rollup_stale')).toBe(0);
      await same(40);
      expect(await checkCoarse(network.database)).toMatchObject({ differences: 0 });
    });

    test('the same while rows of blocks are added to a database of the version before', async () => {
      await network.database.query(
        `TRUNCATE mnara.rollup_block_day, mnara.rollup_block_month, mnara.rollup_block_day_bins,
           mnara.rollup_block_month_bins;
         UPDATE mnara.rollup_coverage SET blocks_from = built_to`,
      );
      expect((await progress(network.database)).left).toBeGreaterThan(100);
      await same(10);
      for (let steps = 0; steps < 60; steps += 1) await buildStep(network.database);
      expect(await count('rollup_block_month')).toBeGreaterThan(0);
      await same(15);
      expect(await checkCoarse(network.database)).toMatchObject({ differences: 0 });
      // A day that has no blocks yet changes meanwhile.
      await apply(dayOf(SPRING + 14 * DAY, 9, 'meanwhile'));
      await buildCoarse(network.database);
      expect(await progress(network.database)).toEqual({ left: 0, stale: 0 });
      await same(15);
      expect(await checkCoarse(network.database)).toMatchObject({ differences: 0 });
    });

    const ofMarch = (groups: readonly KpiGroup[], source: CountSource, split?: 'gender'): Question => ({
      query: { groups, split, filters: [], ...MARCH, networkId: 'test', zone: undefined },
      source,
      isRegion: false,
    });
    const { query: oneDay } = ofMarch([], 'quarter');
    const week = { from: '2026-03-02T00:00:00', to: '2026-03-09T00:00:00' };
    const READERS: Readonly<Record<string, Question>> = {
      rollup_place_month: ofMarch([], 'quarter'),
      rollup_place_day: { ...ofMarch([], 'quarter'), query: { ...oneDay, ...week } },
      rollup_month: ofMarch(['centre', 'service', 'month'], 'quarter'),
      rollup_day: ofMarch(['region', 'agency', 'day'], 'quarter'),
      rollup_block_month: ofMarch(['service', 'month'], 'quarter'),
      rollup_block_day: ofMarch(['agency', 'day'], 'quarter'),
      rollup_hour: ofMarch(['hour'], 'quarter'),
      rollup_hour_month: ofMarch(['hour_of_day'], 'quarter'),
      rollup_split_month: ofMarch(['month'], 'segment_day', 'gender'),
      rollup_split_day: ofMarch(['week'], 'segment_day', 'gender'),
      rollup_segment_month: ofMarch(['service'], 'segment_day', 'gender'),
      rollup_desk_month: ofMarch(['desk'], 'desk_hour'),
      rollup_desk_day: ofMarch(['desk', 'day'], 'desk_hour'),
      rollup_place_month_bins: ofMarch(['region'], 'quarter'),
      rollup_place_day_bins: ofMarch(['week'], 'quarter'),
      rollup_month_bins: ofMarch(['region', 'service'], 'quarter'),
      rollup_day_bins: ofMarch(['centre', 'service', 'day'], 'quarter'),
      rollup_block_month_bins: ofMarch(['agency'], 'quarter'),
      rollup_block_day_bins: ofMarch(['service', 'week'], 'quarter'),
      rollup_hour_bins: ofMarch(['centre', 'hour'], 'quarter'),
      rollup_hour_month_bins: ofMarch(['hour_of_day', 'month'], 'quarter'),
    };

    const tamperings = (table: string): readonly [wrong: string, right: string] =>
      table.endsWith('_bins')
        ? ['visit_time = visit_time || visit_time', 'visit_time = substr(visit_time, 1, length(visit_time) / 2)']
        : table.includes('month')
          ? ['served = served + 5', 'served = served - 5']
          : ['served = served + 1', 'served = served - 1'];

    test.each(Object.keys(READERS))('control: a row of %s that was tampered with is read', async (table) => {
      const one = READERS[table] as Question;
      const isSame = async (): Promise<boolean> => {
        const [coarse, fine] = [new KpiStore(network.database), new KpiStore(network.database, 'fine')];
        return isDeepStrictEqual(await answers(coarse, one), await answers(fine, one));
      };
      const [wrong, right] = tamperings(table);
      expect(await isSame()).toBe(true);
      await network.database.query(`UPDATE mnara.${table} SET ${wrong}`);
      expect(await isSame()).toBe(false);
      await network.database.query(`UPDATE mnara.${table} SET ${right}`);
      expect(await isSame()).toBe(true);
    });

    test('control: verify finds a row that was tampered with, in every table', async () => {
      for (const table of Object.keys(READERS)) {
        const span = table.includes('month') ? `month = '2026-03-01'` : `day = '2026-03-03'`;
        await network.database.query(`UPDATE mnara.${table} SET ${tamperings(table)[0]} WHERE ${span}`);
      }
      const { examples } = await checkCoarse(network.database);
      const found = new Set(examples.map((example) => example.split(' ')[0]));
      expect([...found]).toEqual(expect.arrayContaining(Object.keys(READERS)));
    });

    test('what is kept is shown since when and how large, in chunks of hypertables too', async () => {
      const kept = new Map((await readKeptData(network.database)).map((one) => [one.kind, one]));
      expect(kept.get('sums by quarter hour and hour')).toMatchObject({
        bytes: expect.toSatisfy((bytes) => bytes > 1_000_000),
        since: expect.stringMatching(/^2026-0[12]-\d\d$/),
        setting: null,
      });
      expect(kept.get('sums by day and month')?.since).toMatch(/^2026-0[12]-/);
      expect(kept.get('durations by day')?.bytes).toBeGreaterThan(100_000);
      expect(kept.get('single legs and timelines')).toMatchObject({ setting: 'MNARA_RETENTION_DAYS' });
      expect(kept.get('dead letters')?.since).toBeNull();
    });

    test.each(['rollup_coarse', 'rollup_built'])('a builder of an older version, which locks %s, cannot build', (of) =>
      expect(
        network.database.transaction((tx) => tx.query(`LOCK TABLE mnara.${of} IN SHARE ROW EXCLUSIVE MODE`)),
      ).rejects.toThrow('cannot lock relation'),
    );
  });
});
