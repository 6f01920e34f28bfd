import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import { COUNTS } from '#domain/kpi/counts.js';
import type { Cell, CountSource, KpiGroup, KpiQuery } from '#store/kpi/kpi-query.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { buildCoarse, buildStep, progress } from '#store/rollups/coarse/build-coarse.js';
import { checkCoarse } from '#store/rollups/coarse/check-coarse.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { smallDay } from '../_support/small-day.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';
import { startTimescale, timescaleMissing } from '../_support/timescale-server.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** In Havana clocks go forward at midnight on 8 March and back, to midnight, on 1 November; in Berlin on 29 March. */
const SPRING = Date.UTC(2026, 1, 20);
const AUTUMN = Date.UTC(2026, 9, 20);
const ZONES = [undefined, 'America/Havana', 'Europe/Berlin', 'Asia/Kolkata'] as const;

const TIERS = [
  { tier: 'plain PostgreSQL', start: startPostgres, missing: undefined },
  { tier: 'TimescaleDB', start: startTimescale, missing: timescaleMissing },
];

type Network = Awaited<ReturnType<typeof startSmallNetwork>>;

/** Applies events as one agent for each centre, whose numbers go on. */
function agents({ database }: Network): (events: readonly EventInit[]) => Promise<void> {
  const seqs = new Map<string, number>();
  return async (events) => {
    const dimensions = new Dimensions(new DimensionStore(database));
    await dimensions.reload();
    const processor = new Processor(new PostgresProcessorStore(database), dimensions, () => {}, 0);
    const records = events.map((event) => {
      const seq = (seqs.get(event.centreId) ?? 0) + 1;
      seqs.set(event.centreId, seq);
      return recordOf(event, `agent-${event.centreId}`, seq, Date.now());
    });
    for (let from = 0; from < records.length; from += 500) await processor.apply(records.slice(from, from + 500));
  };
}

/** A day of visits, desks with officers, and a power cut; `name` keeps visits of different days apart. */
function dayOf(start: number, visits: number, name: string): EventInit[] {
  const states = ['C1', 'C2', 'C3'].flatMap((centreId): EventInit[] => {
    const at = (hours: number, fact: NonNullable<EventInit['fact']>, more: Partial<EventInit> = {}): EventInit => ({
      centreId,
      occurredAtMs: BigInt(start + hours * HOUR),
      fact,
      ...more,
    });
    const desk = { deskId: 'D1', staffPseudonym: 'anna' };
    return [
      at(0, { case: 'deskOpened', value: {} }, desk),
      at(0.2, { case: 'staffLogin', value: {} }, desk),
      at(1.5, { case: 'powerDown', value: {} }),
      at(2.25, { case: 'powerUp', value: {} }),
      at(8.5, { case: 'deskClosed', value: {} }, desk),
    ];
  });
  return [...states, ...smallDay(start, visits, Math.floor(start / HOUR)).map((event) => named(event, name))];
}

const named = (event: EventInit, name: string): EventInit =>
  event.visitId === undefined ? event : { ...event, visitId: `${name}-${event.visitId}` };

const PLACES: readonly KpiGroup[] = ['network', 'region', 'centre', 'agency', 'service'];
const TIMES: readonly KpiGroup[] = ['year', 'month', 'week', 'day', 'hour', 'hour_of_day', 'day_of_week'];
const STATES = ['network', 'region', 'centre'] as const;

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
  time: fc.option(fc.nat(6), { nil: undefined }),
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
  const period = time === undefined ? undefined : TIMES[time];
  const values = { centre: ['C1', 'C3'], region: ['R1'], service: ['S1', 'S3'], agency: ['NRB'] };
  const isFiltered = filter !== 'none' && (source !== 'desk_hour' || filter === 'centre' || filter === 'region');
  return {
    source,
    isRegion,
    query: {
      groups: [group, isSplit && (period === 'hour' || period === 'hour_of_day') ? 'day' : period].filter(
        (one) => one !== undefined,
      ),
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
      network = await startSmallNetwork(start);
      await network.database.query(
        `UPDATE mnara.centre SET time_zone =
          CASE centre_id WHEN 'C1' THEN 'America/Havana' WHEN 'C3' THEN 'Europe/Berlin' ELSE time_zone END`,
      );
      apply = agents(network);
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

    test('the same whatever is built, changed since, or built again', async () => {
      expect(await progress(network.database)).toMatchObject({ left: expect.any(Number) });
      await same(15);
      // History is built newest day first: part of it, then all.
      for (let steps = 0; steps < 60; steps += 1) await buildStep(network.database);
      await same(30);
      await buildCoarse(network.database);
      expect(await progress(network.database)).toEqual({ left: 0, stale: 0 });
      expect(await count('rollup_month')).toBeGreaterThan(0);
      await same(50);
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

    test('control: a coarse row that was tampered with is read', async () => {
      const query: KpiQuery = {
        groups: [],
        split: undefined,
        filters: [],
        from: '2026-03-01T00:00:00',
        to: '2026-04-01T00:00:00',
        networkId: 'test',
        zone: undefined,
      };
      const one: Question = { query, source: 'quarter', isRegion: false };
      await network.database.query('UPDATE mnara.rollup_month SET served = served + 1');
      expect(await answers(new KpiStore(network.database), one)).not.toEqual(
        await answers(new KpiStore(network.database, 'fine'), one),
      );
      expect(await checkCoarse(network.database)).toMatchObject({ differences: expect.toSatisfy((n) => n > 1) });
    });
  });
});
