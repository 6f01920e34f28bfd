import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseHost, caseText, startCases } from '../_support/case-host.js';

let host: CaseHost;
beforeAll(async () => {
  host = await startCases({ network: 'tests/cases/figures/network.yaml', mapping: 'tests/cases/figures/mapping.yaml' });
  await host.importingText('two-zones.csv', await caseText('figures/05-two-zones.csv'));
  await host.importingText('almaty.csv', visits('ALM', ALMATY));
  await host.importingText('nairobi.csv', visits('NBO', ['2026-08-31T23:30:00+03:00', '2026-09-01T00:30:00+03:00']));
});
afterAll(() => host?.stop());

/** Kazakhstan put its clocks back from 24:00 to 23:00 on 29 February 2024: 23:30 came twice. */
const ALMATY = [
  '2024-02-29T22:30:00+06:00',
  '2024-02-29T23:30:00+06:00',
  '2024-02-29T23:30:00+05:00',
  '2024-03-01T00:30:00+05:00',
  '2024-03-31T23:30:00+05:00',
];

const visits = (centre: string, times: readonly string[]): string =>
  [
    'centre;visit;leg;service;desk;staff;kind;at',
    ...times.flatMap((at, visit) => [
      `${centre};${centre}${visit};1;ID;;;issued;${at}`,
      `${centre};${centre}${visit};1;ID;D1;S1;started;${at}`,
      `${centre};${centre}${visit};1;ID;D1;S1;ended;${at}`,
    ]),
  ].join('\n');

const AUGUST = { from: '2026-08-01', to: '2026-09-01' };
const only = (centre: string) => ({ where: [{ key: 'centre', value: centre }] });
const GROUPS = [[], ['centre'], ['month'], ['centre', 'month'], ['region'], ['day'], ['service', 'month'], ['hour']];

describe.each([
  // 31 August 23:30 in New York is 1 September in Nairobi.
  { centre: 'NYC', zone: 'centre', total: 1 },
  { centre: 'NYC', zone: 'network', total: 0 },
  { centre: 'NBO', zone: 'centre', total: 1 },
  { centre: 'NBO', zone: 'network', total: 1 },
])('$centre in August by the clock of the $zone', ({ centre, zone, total }) => {
  test.each(GROUPS.map((by) => ({ by })))('is the same by $by', async ({ by }) => {
    const found = await host.rows('visits', { ...AUGUST, ...only(centre), by, zone });
    expect(Object.values(found).reduce((sum, value) => sum + value, 0)).toBe(total);
  });

  test.each(['outcome', 'channel'])('is the same split by %s, from legs', async (split) => {
    const found = await host.rows('demand', { ...AUGUST, ...only(centre), split, zone });
    expect(Object.values(found).reduce((sum, value) => sum + value, 0)).toBe(total);
  });

  test('is the same of desks', async () => {
    const found = await host.rows('served', { ...AUGUST, ...only(centre), by: ['desk'], zone });
    expect(Object.values(found).reduce((sum, value) => sum + value, 0)).toBe(total);
  });
});

test.each([
  { zone: 'centre', days: { '2025-08-31 unknown': 20 } },
  { zone: 'network', days: { '2025-09-01 unknown': 20 } },
])('a split has the days of the $zone, too', async ({ zone, days }) => {
  await host.importingText('split.csv', visits('NYC', Array(20).fill('2025-08-31T23:30:00-04:00')));
  const period = { from: '2025-08-31', to: '2025-09-02', by: ['day'], split: 'gender' };
  expect(await host.rows('demand', { ...period, ...only('NYC'), zone })).toEqual(days);
});

test('days of the whole network are local, so that they are the sum of the days of its centres', async () => {
  const period = { from: '2026-08-31', to: '2026-09-02', by: ['day'] };
  expect(await host.rows('visits', period)).toEqual({ '2026-08-31': 2, '2026-09-01': 1 });
  expect(await host.rows('visits', { ...period, zone: 'network' })).toEqual({ '2026-08-31': 1, '2026-09-01': 2 });
});

test('Almaty before and after its clocks were put back: an hour that comes twice is of its day', async () => {
  const almaty = { from: '2024-02-29', to: '2024-04-01', ...only('ALM') };
  const days = { '2024-02-29': 3, '2024-03-01': 1, '2024-03-31': 1 };
  expect(await host.rows('visits', { ...almaty, by: ['day'] })).toEqual(days);
  expect(await host.rows('visits', { ...almaty, by: ['month'] })).toEqual({ '2024-02': 3, '2024-03': 2 });
  expect(await host.rows('visits', { ...almaty, by: ['centre', 'month'] })).toEqual({
    'ALM 2024-02': 3,
    'ALM 2024-03': 2,
  });
  expect(await host.rows('visits', { ...almaty, to: '2024-03-01', by: ['hour'] })).toEqual({
    '2024-02-29T22': 1,
    '2024-02-29T23': 2,
  });
  expect(await host.rows('visits', { ...almaty, by: ['day'], zone: 'network' })).toEqual({
    '2024-02-29': 4,
    '2024-03-31': 1,
  });
});

test('the answer says by whose clock its periods are', async () => {
  const local = expect.stringMatching(/^Periods are local.*Africa\/Nairobi, .*America\/New_York/);
  expect(await host.notes({ ids: ['visits'], ...AUGUST })).toContainEqual(local);
  expect(await host.notes({ ids: ['visits'], ...AUGUST, zone: 'network' })).toContainEqual(
    'Periods are by the clock of the network (Africa/Nairobi).',
  );
});
