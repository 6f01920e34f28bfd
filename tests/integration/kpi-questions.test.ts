import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { type EventInit, startSmallNetwork } from '../_support/small-network.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Monday 9 March 2026, 07:00 in Nairobi. */
const START = Date.UTC(2026, 2, 9, 4);
const NOW = START + 96 * HOUR;
const PERIOD = { from: '2026-03-09', to: '2026-03-13' };
const EVERY = KPI_CATALOGUE.map(({ id }) => id);

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let token: string;
let staffless: string;
beforeAll(async () => {
  network = await startSmallNetwork();
  const named = (prefix: string, events: EventInit[]): EventInit[] =>
    events.map((event) => (event.visitId ? { ...event, visitId: `${prefix}${event.visitId}` } : event));
  await applyEvents(
    network.database,
    [
      ...named('before', smallDay(START - 96 * HOUR, 120, 3)),
      ...named('first', smallDay(START, 300, 1)),
      ...named('third', smallDay(START + 48 * HOUR, 60, 2)),
      ...desks(),
      ...unequal(),
    ],
    NOW,
  );
  await network.database.query(
    `INSERT INTO mnara.agent_silence SELECT 'beating-' || centre_id, centre_key, $1, $2 FROM mnara.centre`,
    [new Date(START + HOUR), new Date(START + 2 * HOUR)],
  );
  api = await startApi(network.database, { now: () => NOW });
  token = await api.token({ kind: 'network' });
  staffless = await api.token({ kind: 'region', regionId: 'R1' }, false);
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

/** Desks that are open, on a break and in back office, and outages, so that every KPI has data. */
function desks(): EventInit[] {
  return ['C1', 'C3'].flatMap((centreId) => {
    const at = (hours: number, name: string, place: object, value: object = {}) =>
      ({ centreId, ...place, occurredAtMs: BigInt(START + hours * HOUR), fact: { case: name, value } }) as EventInit;
    const desk = { deskId: 'D1', staffPseudonym: 'anna' };
    return [
      at(0, 'centreOpened', {}),
      at(0, 'deskOpened', desk),
      at(0, 'staffLogin', desk),
      at(3, 'staffStateChanged', desk, { state: 4 }),
      at(4, 'staffStateChanged', desk, { state: 1 }),
      at(5, 'powerDown', {}),
      at(5.5, 'powerUp', {}),
      at(9, 'staffLogout', desk),
      at(9, 'deskClosed', desk),
    ];
  });
}

/** On 1 March: 90 customers of C1 who wait a minute each, and two of C3 who wait for fifty. */
function unequal(): EventInit[] {
  const day = Date.UTC(2026, 2, 1, 6);
  const visit = (centreId: string, number: number, waitMs: number): EventInit[] => {
    const ticket = { centreId, visitId: `unequal-${centreId}-${number}`, serviceId: 'S1' };
    const desk = { ...ticket, deskId: 'D1', staffPseudonym: 'anna' };
    const issued = day + number * MINUTE;
    const called = issued + waitMs;
    return [
      { ...ticket, occurredAtMs: BigInt(issued), fact: { case: 'ticketIssued', value: {} } },
      { ...desk, occurredAtMs: BigInt(called), fact: { case: 'ticketCalled', value: {} } },
      { ...desk, occurredAtMs: BigInt(called + 1000), fact: { case: 'serviceStarted', value: {} } },
      { ...desk, occurredAtMs: BigInt(called + 31_000), fact: { case: 'serviceEnded', value: { outcome: 1 } } },
    ] as EventInit[];
  };
  const numbers = Array.from({ length: 90 }, (_, number) => number);
  return [
    ...numbers.flatMap((number) => visit('C1', number, MINUTE)),
    ...[0, 1].flatMap((number) => visit('C3', number, 50 * MINUTE)),
  ];
}

const VALUES = 'id value n d complete errorBound noData suppressed distribution';
const TABLE = `query($request: KpiRequest!) { kpis(request: $request) {
  kpis { id group direction target }
  rows { group { key value } values { ${VALUES} compared { value n d noData suppressed difference errorBound } } }
  totals { group { key value } values { ${VALUES} compared { value n d noData suppressed difference errorBound } } }
  notes { code text } from to comparedFrom comparedTo timeZone asOf questionHash } }`;

async function table(request: Record<string, unknown>, as = token): Promise<Json> {
  const { data, errors } = await api.ask(as, TABLE, { request: { ...PERIOD, ...request } });
  expect({ request, errors }).toEqual({ request, errors: undefined });
  return data.kpis;
}

async function refusal(request: Record<string, unknown>): Promise<string> {
  const { errors } = await api.ask(token, TABLE, { request: { ids: ['served'], ...request } });
  return `${errors?.[0]?.extensions?.code}: ${errors?.[0]?.message}`;
}

const keyOf = ({ group }: Json): string => group.map((part: Json) => `${part.key}=${part.value}`).join(' ');
const byKey = (rows: Json[]): Map<string, Json> => new Map(rows.map((row) => [keyOf(row), row]));

const PLACES = ['region', 'centre', 'agency', 'service', 'channel'] as const;
const TIMES = ['month', 'week', 'day', 'hour_of_day', 'day_of_week'] as const;

describe('totals', () => {
  test('E1: a total is the value that the question without the grouping has, for every KPI', async () => {
    const groupings = fc.uniqueArray(fc.constantFrom(...PLACES, ...TIMES, 'staff', 'desk'), {
      minLength: 1,
      maxLength: 3,
    });
    const question = fc.record({
      by: groupings,
      split: fc.constantFrom(undefined, undefined, 'gender', 'outcome', 'priority'),
      exact: fc.boolean(),
      where: fc.constantFrom([], [{ key: 'region', value: 'R1' }], [{ key: 'service', value: 'S1' }]),
    });
    const check = async (request: { by: string[]; split: string | undefined }): Promise<void> => {
      const asked = await table({ ...request, ids: EVERY, totals: true });
      const whole = await table({ ...request, ids: EVERY, by: [] });
      const leading = request.by.length > 1 ? await table({ ...request, ids: EVERY, by: [request.by[0]] }) : undefined;
      const expected = byKey([...whole.rows, ...(leading?.rows ?? [])]);
      expect(asked.totals.length).toBe(expected.size);
      for (const total of asked.totals) {
        // A split may hide more in a total than alone; hideMargins has its own tests.
        if (total.values[0].suppressed) expect(['gender', 'priority']).toContain(request.split);
        else
          expect({ request, values: total.values, key: keyOf(total) }).toEqual({
            request,
            values: expected.get(keyOf(total))?.values,
            key: keyOf(total),
          });
      }
    };
    await fc.assert(fc.asyncProperty(question, check), { numRuns: 25, seed: 13, endOnFailure: true });
  });

  test('a leading total is the value of its place alone, exact within its bound, and no sum or mean of its rows', async () => {
    const asked = await table({ ids: EVERY, by: ['region', 'service', 'day'], totals: true });
    expect(asked.totals.map(keyOf)).toEqual(['', 'region=R1', 'region=R2']);
    const unlike = { sum: new Set<string>(), mean: new Set<string>() };
    for (const total of asked.totals.slice(1)) {
      const region = total.group[0].value;
      const where = [{ key: 'region', value: region }];
      const [alone] = (await table({ ids: EVERY, where })).rows;
      const [exact] = (await table({ ids: EVERY, where, exact: true })).rows;
      const parts = asked.rows.filter((row: Json) => row.group[0].value === region);
      for (const [place, figure] of total.values.entries()) {
        expect(figure).toEqual(alone.values[place]);
        const truth = exact.values[place];
        const bound = figure.id === 'service_level' ? figure.errorBound : figure.errorBound * truth.value;
        if (truth.value !== null) expect(Math.abs(figure.value - truth.value)).toBeLessThanOrEqual(bound * 1.07 + 1e-9);
        const values = parts.map((row: Json) => row.values[place].value).filter((value: Json) => value !== null);
        const sum = values.reduce((all: number, value: number) => all + value, 0);
        if (values.length < 2 || figure.value === null) continue;
        if (Math.abs(sum - figure.value) > 1e-6) unlike.sum.add(figure.id);
        if (Math.abs(sum / values.length - figure.value) > 1e-6) unlike.mean.add(figure.id);
      }
    }
    // The control: these could not have been made from the rows, and counts could.
    for (const id of ['wait_mean', 'wait_p90', 'wait_max', 'service_level', 'satisfaction', 'abandonment_rate']) {
      expect([...unlike.sum]).toContain(id);
      expect([...unlike.mean]).toContain(id);
    }
    for (const id of ['visits', 'demand', 'served', 'recalls']) expect([...unlike.sum]).not.toContain(id);
  });

  test('E2: the mean of the network is not the mean of its centres, where one is small', async () => {
    const { rows, totals } = await table({
      ids: ['wait_mean'],
      by: ['centre'],
      totals: true,
      withEmpty: false,
      from: '2026-03-01',
      to: '2026-03-02',
    });
    const means = rows.map((row: Json) => row.values[0].value);
    expect(means).toEqual([60, 3000]);
    expect(totals).toHaveLength(1);
    expect(totals[0].values[0]).toMatchObject({ value: (90 * 60 + 2 * 3000) / 92, n: 90 * 60 + 2 * 3000, d: 92 });
    expect(totals[0].values[0].value).not.toBeCloseTo((60 + 3000) / 2, 0);
  });

  test('a table without groups has its only row as total, and none is given unasked', async () => {
    const { rows, totals } = await table({ ids: ['served'], totals: true });
    expect(totals).toEqual(rows);
    expect((await table({ ids: ['served'], by: ['region'] })).totals).toEqual([]);
  });
});

describe('comparison', () => {
  const WITH = { ids: ['demand', 'wait_mean', 'wait_p90'] };

  test('with the period before: rows of time meet by their place in the period', async () => {
    const asked = await table({ ...WITH, by: ['region', 'day'], compare: 'before', totals: true });
    expect([asked.comparedFrom, asked.comparedTo]).toEqual(['2026-03-05T00:00:00', '2026-03-09T00:00:00']);
    const other = byKey(
      (await table({ ...WITH, by: ['region', 'day'], from: '2026-03-05', to: '2026-03-09', withEmpty: true })).rows,
    );
    let met = 0;
    for (const row of asked.rows) {
      const [region, day] = row.group.map((part: Json) => part.value);
      const place = Number(day.slice(8)) - 9;
      const counterpart = other.get(`region=${region} day=2026-03-0${5 + place}`);
      row.values.forEach((figure: Json, index: number) => {
        const { value, n, noData } = counterpart.values[index];
        expect(figure.compared).toMatchObject({ value, n, noData });
        const isThere = figure.value !== null && value !== null;
        expect(figure.compared.difference).toBe(isThere ? figure.value - value : null);
        met += isThere ? 1 : 0;
      });
    }
    expect(met).toBeGreaterThan(5);
    const whole = (await table({ ...WITH, from: '2026-03-05', to: '2026-03-09' })).rows[0];
    expect(asked.totals[0].values[0].compared).toMatchObject({ value: whole.values[0].value });
  });

  test('hours of the day meet by their value', async () => {
    const asked = await table({ ...WITH, by: ['hour_of_day'], compare: 'before' });
    const other = byKey((await table({ ...WITH, by: ['hour_of_day'], from: '2026-03-05', to: '2026-03-09' })).rows);
    for (const row of asked.rows) expect(row.values[0].compared.value).toBe(other.get(keyOf(row)).values[0].value);
  });

  test('a row without counterpart has nothing to be compared with, and a period without data says so', async () => {
    const month = { from: '2026-03-01', to: '2026-04-01' };
    const asked = await table({ ...WITH, ...month, by: ['day'], compare: 'before' });
    expect(asked.rows.at(-1).values[0].compared).toMatchObject({ value: null, noData: true, difference: null });
    expect(asked.notes.map(({ text }: { text: string }) => text).join(' ')).toContain(
      'Compared figures: Nothing was recorded',
    );
    expect(asked.notes.map(({ text }: { text: string }) => text).join(' ')).toContain(
      'The period is not over before 2026-04-01T00:00:00 (Africa/Nairobi)',
    );
    const late = { from: '2026-03-05', to: '2026-03-13' };
    const days = await table({ ...WITH, from: '2026-03-01', to: '2026-03-13', by: ['day'], compare: 'year' });
    expect(days.notes.map(({ text }: { text: string }) => text).join(' ')).toContain('Compared figures');
    const over = await table({ ...WITH, ...late, by: ['day'], compare: 'before' });
    expect(over.notes.map(({ text }: { text: string }) => text).join(' ')).not.toContain('is not over');
    const year = await table({ ...WITH, ...month, compare: 'year' });
    expect([year.comparedFrom, year.comparedTo]).toEqual(['2025-03-01T00:00:00', '2025-04-01T00:00:00']);
  });

  test.each([
    ['network', ['centre', 'service'], ['service'], []],
    ['network', ['region', 'day'], ['day'], []],
    ['region', ['centre', 'service', 'day'], ['region', 'service', 'day'], []],
    ['region', ['desk'], ['region'], []],
    ['region', ['day'], ['region', 'day'], [{ key: 'centre', value: 'C1' }]],
  ])('with the %s by %j is the figure by %j', async (compare, by, above, where) => {
    const asked = await table({ ...WITH, by, where, compare });
    const other = byKey((await table({ ...WITH, by: above })).rows);
    const regions: Record<string, string> = { C1: 'R1', C2: 'R1', C3: 'R2' };
    for (const row of asked.rows) {
      const value = (key: string): string => row.group.find((part: Json) => part.key === key)?.value;
      const centre = value('centre') ?? value('desk')?.split('/')[0] ?? 'C1';
      const key = above.map((name) => `${name}=${value(name) ?? regions[centre]}`).join(' ');
      const figures = other.get(key)?.values.map((figure: Json) => figure.value) ?? [null, null, null];
      expect(row.values.map((figure: Json) => figure.compared.value)).toEqual(figures);
    }
    expect([asked.comparedFrom, asked.comparedTo]).toEqual([null, null]);
  });

  test('with the region needs a place', async () => {
    expect(await refusal({ ...PERIOD, by: ['day'], compare: 'region' })).toContain(
      'BAD_GROUP: No row of this question',
    );
    const own = await table({ ...WITH, by: ['day'], compare: 'region' }, staffless);
    expect(own.rows.every((row: Json) => row.values[0].value === row.values[0].compared.value)).toBe(true);
    expect(own.notes.map(({ text }: { text: string }) => text).join(' ')).not.toContain('what you may see');
    const network = await table({ ...WITH, by: ['centre'], compare: 'network' }, staffless);
    expect(network.notes.map(({ text }: { text: string }) => text).join(' ')).toContain(
      'The network is what you may see of it, not the whole one.',
    );
  });

  test('with the target', async () => {
    const asked = await table({ ids: ['service_level', 'service_level:60', 'demand'], compare: 'target' });
    const [level, other, demand] = asked.rows[0].values;
    const { serviceLevelTarget: target } = (await api.ask(token, '{ network { serviceLevelTarget } }')).data.network;
    expect(level.compared).toMatchObject({ value: target, difference: level.value - target, noData: false });
    expect(other.compared).toMatchObject({ value: null, noData: true });
    expect(demand.compared).toMatchObject({ value: null, noData: true });
    expect(asked.notes).toContainEqual({ code: 'no_target', text: 'No target is set for service_level:60, demand.' });
    expect(asked.kpis).toMatchObject([
      { id: 'service_level', group: 'wait', direction: 'higher_is_better', target },
      {},
    ]);
  });
});

describe('hidden cells', () => {
  test('are told by no total and no comparison', async () => {
    const request = { ids: ['demand', 'wait_mean'], split: 'gender', by: ['centre', 'hour'], totals: true };
    for (const compare of ['network', 'region', 'before']) {
      const asked = await table({ ...request, compare });
      const hidden = asked.rows.filter((row: Json) => row.values[0].suppressed);
      expect(hidden.length).toBeGreaterThan(0);
      const under = new Map<string, number>();
      for (const row of hidden) {
        expect(row.values[0].compared).toMatchObject({ value: null, suppressed: true, difference: null });
        const [centre, , gender] = row.group.map((part: Json) => part.value);
        for (const key of [`gender=${gender}`, `centre=${centre} gender=${gender}`])
          under.set(key, (under.get(key) ?? 0) + 1);
      }
      // What one hidden row is left of is not shown; services/api/src/kpi/hide-totals.test.ts has every other way.
      for (const total of asked.totals)
        if (under.get(keyOf(total)) === 1) expect(total.values[0]).toMatchObject({ value: null, suppressed: true });
      if (compare === 'before') continue;
      // Beside rows with a hidden one among them, the region and the network have no figure of the same time.
      for (const row of asked.rows) {
        const [centre, hour, gender] = row.group.map((part: Json) => part.value);
        const isBeside = hidden.some(({ group }: Json) => group[1].value === hour && group[2].value === gender);
        const isShown = !row.values[0].compared.suppressed;
        if (compare === 'network' && isBeside)
          expect({ centre, hour, gender, isShown }).toMatchObject({ isShown: false });
      }
    }
  });

  test('a total is shown whose rows are all shown', async () => {
    const asked = await table({ ids: ['demand'], split: 'gender', by: ['region'], totals: true });
    expect(asked.rows.some((row: Json) => row.values[0].suppressed)).toBe(false);
    expect(asked.totals.map((row: Json) => row.values[0].suppressed)).toEqual([false, false, false]);
  });
});

describe('a question', () => {
  test('has a period by its name, and says which one it was', async () => {
    const { from: _, to: __, ...rest } = PERIOD as Record<string, unknown>;
    const { data } = await api.ask(token, TABLE, { request: { ...rest, ids: ['demand'], period: 'this_week' } });
    expect(data.kpis).toMatchObject({
      from: '2026-03-09T00:00:00',
      to: '2026-03-16T00:00:00',
      timeZone: 'Africa/Nairobi',
      asOf: NOW,
      comparedFrom: null,
    });
    expect(data.kpis.rows[0].values[0].value).toBeGreaterThan(100);
  });

  test('has the same hash however it is written, and another when it differs', async () => {
    const where = [
      { key: 'region', value: 'R1' },
      { key: 'service', value: 'S1' },
    ];
    const { questionHash } = await table({ ids: ['demand'], where });
    expect(questionHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await table({ ids: ['demand'], where: where.toReversed(), from: '2026-03-09T00:00' })).toMatchObject({
      questionHash,
    });
    expect((await table({ ids: ['demand'], where, totals: true })).questionHash).not.toBe(questionHash);
  });

  test('is refused where its period is missing, double, or its tables are too large together', async () => {
    expect(await refusal({})).toContain('BAD_PERIOD: The question has no period; give from and to, or a period');
    expect(await refusal({ from: '2026-03-09' })).toContain('BAD_PERIOD');
    expect(await refusal({ ...PERIOD, period: 'today' })).toContain(
      'BAD_PERIOD: The question has the period today and',
    );
    const ids = KPI_CATALOGUE.filter(({ isDistribution }) => isDistribution !== true).map(({ id }) => id);
    const large = { ids, from: '2026-01-01', to: '2026-09-01', by: ['centre', 'day', 'service'] };
    expect(await refusal({ ...large, compare: 'before', totals: true })).toMatch(
      /TOO_MUCH: With its totals and comparison this question asks for [\d,]+ figures in \d tables; at most 200,000/,
    );
  });
});
