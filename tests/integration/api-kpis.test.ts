import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refuseTooManyLegs } from '#api/kpi/kpi-legs.js';
import { planKpis } from '#api/kpi/kpi-plan.js';
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import { BOOKING_KPIS } from '#domain/kpi/catalogue-booking.js';
import { COUNTS } from '#domain/kpi/counts.js';
import type { CountSource, KpiGroup, KpiQuery } from '#store/kpi/kpi-query.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
/** A desk's rollup has no figures of them: together with them everything comes from legs. */
const NOT_OF_DESKS = ['visits', 'tickets_issued', ...BOOKING_KPIS.map(({ id }) => id)];
const START = Date.UTC(2026, 2, 9, 4);
beforeAll(async () => {
  network = await startSmallNetwork();
  await applyEvents(
    network.database,
    [
      ...smallDay(START, 300, 1),
      ...smallDay(START + 48 * 3_600_000, 60, 2).map((event) => ({ ...event, visitId: `w${event.visitId}` })),
    ],
    START + 96 * 3_600_000,
  );
  api = await startApi(network.database);
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const TABLE = `query($request: KpiRequest!) { kpis(request: $request) {
  kpis { id version unit clock definition } rows { group { key value label } values { id value n d complete errorBound noData suppressed distribution } } notes { text } } }`;
const GROUPS = [
  'network',
  'region',
  'centre',
  'desk',
  'staff',
  'agency',
  'service',
  'channel',
  'year',
  'month',
  'week',
  'day',
  'hour',
  'quarter_hour',
  'hour_of_day',
  'day_of_week',
] as const;
const PERIOD = { from: '2026-03-09', to: '2026-03-13' };

async function table(token: string, request: Record<string, unknown>): Promise<Json> {
  const { data, errors } = await api.ask(token, TABLE, { request: { ...PERIOD, ...request } });
  expect({ request, errors }).toEqual({ request, errors: undefined });
  return data.kpis;
}

async function refusal(token: string, request: Record<string, unknown>): Promise<string> {
  const { errors } = await api.ask(token, TABLE, { request: { ids: ['served'], ...PERIOD, ...request } });
  return `${errors?.[0]?.extensions?.code}: ${errors?.[0]?.message}`;
}

const everyKpi = async (token: string): Promise<string[]> =>
  (await api.ask(token, '{ kpiCatalogue { id } }')).data.kpiCatalogue.map((kpi: { id: string }) => kpi.id);

describe('figures', () => {
  test('every KPI of the catalogue can be requested by every group and split', async () => {
    const token = await api.token({ kind: 'network' });
    const ids = await everyKpi(token);
    for (const by of [
      [],
      ...GROUPS.map((group) => [group]),
      ['centre', 'day'],
      ['service', 'hour_of_day'],
      ['desk', 'hour'],
    ]) {
      for (const exact of [false, true]) await table(token, { ids, by, exact });
    }
    for (const split of ['gender', 'channel', 'outcome'])
      for (const by of [[], ['hour'], ['day', 'centre']]) await table(token, { ids, by, split });
  });

  const SOURCES: Record<Exclude<CountSource, 'legs'>, { groups: KpiGroup[][]; split?: 'gender' | 'channel' }> = {
    quarter: {
      groups: [
        [],
        ['region'],
        ['centre', 'hour'],
        ['service', 'week'],
        ['agency', 'quarter_hour'],
        ['hour_of_day', 'day_of_week'],
        ['network', 'month'],
      ],
    },
    desk_hour: { groups: [['desk'], ['staff', 'day'], ['centre', 'desk', 'hour']] },
    segment_day: { groups: [[], ['centre', 'day'], ['service']], split: 'gender' },
  };

  test('rollups give the same figures as legs, by every group', async () => {
    const store = new KpiStore(network.database);
    const ignored = (source: string): readonly string[] => [
      'clamped',
      'flagged',
      ...(source === 'desk_hour' ? ['visits', 'tickets_issued'] : []),
    ];
    for (const [source, { groups, split }] of Object.entries(SOURCES)) {
      for (const by of groups) {
        const query: KpiQuery = {
          groups: by,
          split,
          filters: [],
          from: `${PERIOD.from}T00:00:00`,
          to: `${PERIOD.to}T00:00:00`,
          networkId: 'test',
          zone: by.includes('centre') || split ? undefined : 'Africa/Nairobi',
        };
        const read = async (from: CountSource) => {
          const cells = await store.counts(WHOLE_NETWORK, query, from, COUNTS);
          const known = cells
            .filter(({ key }) => split === undefined || key.at(-1) !== 'unknown')
            .filter(
              ({ key }) => source !== 'desk_hour' || !key.some((part) => part.endsWith('unknown') || part === 'nobody'),
            );
          return new Map(
            known.map(({ key, sums }) => [
              key.join('|'),
              Object.fromEntries(
                COUNTS.map((name, index) => [name, sums[index]]).filter(
                  ([name]) => !ignored(source).includes(String(name)),
                ),
              ),
            ]),
          );
        };
        const legs = await read('legs');
        for (const [key, sums] of [...legs]) if (Object.values(sums).every((n) => n === 0)) legs.delete(key);
        expect({ source, by, cells: await read(source as CountSource) }).toEqual({ source, by, cells: legs });
        expect(legs.size).toBeGreaterThan(0);
      }
    }
  });

  test('percentiles from rollups are within their error bound of the exact ones, and means are equal', async () => {
    const token = await api.token({ kind: 'network' });
    const ids = [
      'wait_p50',
      'wait_p90',
      'queued_wait_p95',
      'served_wait_p90',
      'service_time_p90',
      'visit_time_p90',
      'wait_mean',
      'service_time_mean',
      'service_level:300',
      'wait_max',
    ];
    const rough = await table(token, { ids, by: ['centre'] });
    const exact = await table(token, { ids, by: ['centre'], exact: true });
    expect(exact.notes.map(({ text }: { text: string }) => text)).toContain(
      'Percentiles and parameters are exact: they come from legs.',
    );
    rough.rows.forEach((row: Json, index: number) => {
      row.values.forEach((value: Json, column: number) => {
        const truth = exact.rows[index].values[column];
        expect(truth.errorBound).toBe(0);
        const allowed = value.id.startsWith('service_level')
          ? value.errorBound
          : value.errorBound * Math.max(value.value, truth.value);
        expect(Math.abs(value.value - truth.value), `${value.id} ${value.value} ${truth.value}`).toBeLessThanOrEqual(
          allowed + 1e-9,
        );
      });
    });
  });

  test.each([
    { by: ['centre', 'day'] },
    { by: ['hour'], exact: true },
    { by: ['desk'] },
    { by: ['centre'], split: 'gender' },
  ])('a KPI alone has the same figures as together with all others, by %j', async (request) => {
    const token = await api.token({ kind: 'network' });
    const ids = (await everyKpi(token)).filter((id) => !NOT_OF_DESKS.includes(id));
    const all = await table(token, { ids, ...request });
    const some = [...ids.filter((_, index) => index % 4 === 0), 'cancelled', 'service_level', 'wait_p90'];
    const withRows: string[] = [];
    for (const id of some) {
      const alone = await table(token, { ids: [id], ...request });
      const ofAll = (row: Json) => ({ group: row.group, values: [row.values[ids.indexOf(id)]] });
      const rows = new Set(alone.rows.map((row: Json) => JSON.stringify(row.group)));
      const same = all.rows.filter((row: Json) => rows.has(JSON.stringify(row.group)));
      expect({ id, rows: alone.rows }).toEqual({ id, rows: same.map(ofAll) });
      if (rows.size > 0) withRows.push(id);
    }
    expect(withRows.slice(-3)).toEqual(['cancelled', 'service_level', 'wait_p90']);
    expect(withRows.length).toBeGreaterThan(some.length / 2);
  });

  test('a period without legs is a row of no data, not of zeros', async () => {
    const token = await api.token({ kind: 'network' });
    const { rows } = await table(token, { ids: ['served', 'wait_mean'], by: ['day'] });
    expect(rows.map((row: Json) => [row.group[0].value, row.values[0].noData])).toEqual([
      ['2026-03-09', false],
      ['2026-03-10', true],
      ['2026-03-11', false],
      ['2026-03-12', true],
    ]);
    expect(rows[1].values).toMatchObject([
      { value: null, d: 0 },
      { value: null, d: 0 },
    ]);
    expect((await table(token, { ids: ['served'], by: ['day'], withEmpty: false })).rows).toHaveLength(2);
    expect((await table(token, { ids: ['served'], from: '2020-01-01', to: '2020-02-01' })).rows).toMatchObject([
      { group: [], values: [{ value: null, noData: true }] },
    ]);
  });

  test.each([
    [{ ids: ['nonsense'] }, 'UNKNOWN_KPI: There is no KPI "nonsense"'],
    [{ from: 'yesterday' }, 'BAD_DATE: from "yesterday" is not a date of the calendar'],
    [{ from: '2026-02-31' }, 'BAD_DATE: from "2026-02-31" is not a date of the calendar'],
    [{ from: '0000-01-01', to: '0000-01-02' }, 'BAD_DATE: from "0000-01-01" is before 1970-01-01'],
    [{ ids: ['service_level:1e300'] }, 'UNKNOWN_KPI: The parameter of service_level:1e300 is not a number of seconds'],
    [
      { where: [{ key: 'staff', value: 'x\u0000' }] },
      'BAD_FILTER: The value of the filter staff has a control character',
    ],
    [{ from: '2026-03-09T00:07' }, 'BAD_DATE: from "2026-03-09T00:07" is not on a quarter hour'],
    [{ from: '2026-03-13' }, 'BAD_PERIOD: The period is empty'],
    [{ from: '2001-01-01' }, 'BAD_PERIOD: The period is longer than 20 years'],
    [{ from: '2020-01-01', by: ['quarter_hour'] }, 'TOO_MUCH: This asks for 217,248 quarter hours x 1 KPI = 217,248'],
    [{ ids: ['idle_while_waiting_time'], from: '2026-01-01' }, 'TOO_MUCH: idle_while_waiting_time is computed from'],
    [{ by: ['day', 'day'] }, 'BAD_GROUP: A group is named twice'],
    [{ where: [{ key: 'colour', value: 'red' }] }, 'BAD_FILTER: "colour" cannot be filtered by'],
    [{ where: [{ key: 'centre', value: 'C9' }] }, 'UNKNOWN_PLACE: There is no centre "C9" that you may see'],
  ])('%j is refused and says how to fix it', async (request, fix) => {
    expect(await refusal(await api.token({ kind: 'network' }), request)).toContain(fix);
  });

  test('a period in which nothing was recorded is no data, and the notes say so', async () => {
    const token = await api.token({ kind: 'network' });
    const { rows, notes } = await table(token, { ids: ['served'], from: '2020-01-01', to: '2020-02-01' });
    expect(rows[0].values[0].noData).toBe(true);
    expect(notes).toContainEqual({ text: expect.stringContaining('Nothing was recorded') });
    expect(JSON.stringify((await table(token, { ids: ['served'] })).notes)).not.toContain('Nothing was recorded');
  });

  test('a value that the database refuses is a fault of the request, not of the server', async () => {
    const token = await api.token({ kind: 'network' });
    for (const query of [
      '{ dataQuality(from: "2026-02-31") { n } }',
      '{ dataQuality(from: "2026-03-01", to: "2026-03-01\\u0000") { n } }',
      '{ centre(id: "C1\\u0000") { id } }',
      '{ directives(filter: {from: "2026-02-31"}) { hasMore } }',
      '{ directives(filter: {centreId: "C1\\u0000"}) { hasMore } }',
    ]) {
      const { errors } = await api.ask(token, query);
      expect({ query, code: errors?.[0]?.extensions?.code }).not.toEqual({ query, code: 'INTERNAL' });
    }
  });

  test('legs are counted in the rollups before they are read, and too many are refused', async () => {
    const token = await api.token({ kind: 'network' });
    const store = new KpiStore(network.database);
    const visible = await new NetworkStore(network.database).directory();
    const viewer = { name: 'test', scope: WHOLE_NETWORK, seesStaff: true, expiresAt: 0 };
    const [exact, idle] = [['wait_p90'], ['idle_while_waiting_time']].map((ids) =>
      planKpis({ ...PERIOD, ids, by: ['service'], where: [], exact: true, withEmpty: true }, viewer, visible),
    );
    const legs = (await table(token, { ids: ['tickets_issued'] })).rows[0].values[0].value;
    const [measures, size] = [2, { rows: 1 }];
    const refusing = (plan: typeof exact, durations: number, idleLegs: number) =>
      refuseTooManyLegs(store, WHOLE_NETWORK, plan as NonNullable<typeof plan>, size, { durations, idleLegs });
    await refusing(exact, legs * measures, 0);
    await refusing(idle, 0, legs);
    await expect(refusing(exact, legs * measures - 1, 0)).rejects.toThrow(
      `need ${legs * measures} durations of single legs; at most ${legs * measures - 1} are read`,
    );
    await expect(refusing(idle, 0, legs - 1)).rejects.toThrow(`would read ${legs} legs; at most ${legs - 1} are read`);
  });
});

describe('what is seen', () => {
  const sum = (rows: Json[]): number => rows.reduce((total, row) => total + (row.values[0].value ?? 0), 0);

  test("a region's viewer reads nothing of another region through any field", async () => {
    const [token, all] = [await api.token({ kind: 'region', regionId: 'R2' }), await api.token({ kind: 'network' })];
    const own = sum((await table(all, { ids: ['served'], where: [{ key: 'region', value: 'R2' }] })).rows);
    const whole = sum((await table(all, { ids: ['served'] })).rows);
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(whole);
    for (const by of GROUPS) {
      const { rows } = await table(token, { ids: ['served'], by: [by] });
      expect({ by, served: sum(rows) }).toEqual({ by, served: own });
      if (by === 'region' || by === 'centre')
        expect(rows.map((row: Json) => row.group[0].value)).toEqual([by === 'region' ? 'R2' : 'C3']);
    }
    for (const split of ['gender', 'outcome'])
      expect(sum((await table(token, { ids: ['demand'], split })).rows)).toBe(
        sum((await table(all, { ids: ['demand'], split, where: [{ key: 'region', value: 'R2' }] })).rows),
      );
    for (const [key, value] of [
      ['region', 'R1'],
      ['centre', 'C1'],
    ])
      expect(await refusal(token, { where: [{ key, value }] })).toContain('UNKNOWN_PLACE');
    for (const [key, value] of [
      ['desk', 'D1'],
      ['staff', 'anna'],
      ['channel', 'walk_in'],
    ]) {
      const { rows } = await table(token, { ids: ['served'], by: ['centre'], where: [{ key, value }] });
      expect(rows.map((row: Json) => row.group[0].value)).toEqual(['C3']);
    }
    const { data } = await api.ask(
      token,
      `{ regions { id centres { id } } centres { id } region(id: "R1") { id } centre(id: "C1") { id } agentPositions { centreId } deadLetters { centreId } dataQuality { centreId }
      statuses { centreId } scopeFigures { centresTotal } viewer { scopeKind scopeId } }`,
    );
    expect(data).toMatchObject({
      regions: [{ id: 'R2', centres: [{ id: 'C3' }] }],
      centres: [{ id: 'C3' }],
      region: null,
      centre: null,
      statuses: [{ centreId: 'C3' }],
      scopeFigures: { centresTotal: 1 },
      viewer: { scopeKind: 'region', scopeId: 'R2' },
    });
    expect(data.agentPositions.map((position: Json) => position.centreId)).toEqual(['C3']);
    const { errors } = await api.ask(token, '{ trend(scope: {regionId: "R1"}) { at } }');
    expect(errors?.[0]?.extensions?.code).toBe('UNKNOWN_PLACE');
  });

  test("an agency's viewer reads its own services only", async () => {
    const [token, all] = [await api.token({ kind: 'agency', agencyId: 'KRA' }), await api.token({ kind: 'network' })];
    const own = sum((await table(all, { ids: ['served'], where: [{ key: 'agency', value: 'KRA' }] })).rows);
    for (const by of GROUPS)
      expect({ by, served: sum((await table(token, { ids: ['served'], by: [by] })).rows) }).toEqual({
        by,
        served: own,
      });
    const { data } = await api.ask(token, '{ services { id } agencies { id } agentPositions { agentId } }');
    expect(data).toEqual({ services: [{ id: 'S3' }], agencies: [{ id: 'KRA' }], agentPositions: [] });
    expect(await refusal(token, { where: [{ key: 'service', value: 'S1' }] })).toContain('UNKNOWN_PLACE');
  });

  test('individual officers are visible only with the permission', async () => {
    const token = await api.token({ kind: 'network' }, false);
    expect(await refusal(token, { by: ['staff'] })).toContain('FORBIDDEN');
    expect(await refusal(token, { where: [{ key: 'staff', value: 'anna' }] })).toContain('FORBIDDEN');
  });

  test('small cells of a split are hidden, and the next smallest with them; unknown values are shown', async () => {
    const token = await api.token({ kind: 'network' });
    const { rows, notes } = await table(token, {
      ids: ['demand', 'wait_mean'],
      split: 'gender',
      by: ['centre', 'hour'],
    });
    const shown = rows.filter((row: Json) => !row.values[0].suppressed && !row.values[0].noData);
    const hidden = rows.filter((row: Json) => row.values[0].suppressed);
    expect(hidden.length).toBeGreaterThan(0);
    for (const row of hidden)
      expect(row.values).toMatchObject([
        { value: null, n: null, d: null },
        { value: null, n: null, d: null },
      ]);
    expect(shown.every((row: Json) => row.group.length === 3)).toBe(true);
    expect(notes.map(({ text }: { text: string }) => text).join(' ')).toMatch(
      /cells are not shown.*gender is unknown for \d+\.\d % of demand/,
    );
    const whole = await table(token, { ids: ['demand'], split: 'gender' });
    expect(whole.rows.map((row: Json) => row.group[0].value)).toEqual(['female', 'male', 'unknown']);
    const total = await table(token, { ids: ['demand'] });
    expect(sum(whole.rows)).toBe(sum(total.rows));
  });

  test('without a session no query is answered', async () => {
    for (const token of [
      '',
      'nonsense',
      `${await api.token({ kind: 'network' })}x`,
      await api.token({ kind: 'network' }, true, -10),
    ]) {
      const answer = await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{"query":"{ network { id } }"}',
      });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });
});
