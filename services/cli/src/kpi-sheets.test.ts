import { expect, test } from 'vitest';
import { type KpiAnswer, kpiCsv, kpiJson, kpiTable } from './kpi-sheets.js';
import { csv } from './output.js';

type Value = KpiAnswer['kpis']['rows'][number]['values'][number];
const cell = (id: string, value: number | null, more: Partial<Value> = {}): Value => ({
  id,
  value,
  n: value,
  d: 3,
  complete: 0.99999,
  errorBound: 0,
  noData: value === null,
  suppressed: false,
  bins: null,
  interval: null,
  distribution: null,
  compared: null,
  ...more,
});
const group = (centre: string, label: string) => [
  { key: 'centre', value: centre, label },
  { key: 'day', value: '2026-03-09', label: '2026-03-09' },
];
const HIDDEN = { n: null, d: null, complete: null, noData: false, suppressed: true };
const ANSWER: KpiAnswer = {
  network: { timeZone: 'Africa/Nairobi' },
  centres: [
    { id: 'C1', timeZone: 'Africa/Nairobi' },
    { id: 'C2', timeZone: 'Asia/Kolkata' },
  ],
  kpis: {
    kpis: [
      { id: 'wait_mean', version: 1, unit: 'seconds', clock: 'left_queue', definition: '' },
      { id: 'service_level', version: 1, unit: 'share', clock: 'left_queue', definition: '' },
    ],
    rows: [
      { group: group('C1', '=HYPERLINK("x")'), values: [cell('wait_mean', -98.4449), cell('service_level:60', 2 / 3)] },
      { group: group('C2', 'Second'), values: [cell('wait_mean', null), cell('service_level:60', null, HIDDEN)] },
    ],
    totals: [],
    notes: [],
    from: '2026-03-09T00:00:00',
    to: '2026-03-10T00:00:00',
    comparedFrom: null,
    comparedTo: null,
    zone: 'centre',
    timeZone: 'Africa/Nairobi',
    asOf: Date.UTC(2026, 2, 10),
    questionHash: 'f00d',
  },
};

test('a file has names beside ids, the zone of each row, rounded figures, and marks what is hidden', () => {
  const { header, rows } = kpiCsv(ANSWER);
  const rowOf = (place: number) => Object.fromEntries(header.map((name, column) => [name, rows[place]?.[column]]));
  expect(rowOf(0)).toMatchObject({
    centre: 'C1',
    centre_name: '=HYPERLINK("x")',
    day: '2026-03-09',
    timezone: 'Africa/Nairobi',
    wait_mean: -98.4,
    wait_mean_complete: 1,
    wait_mean_no_data: 'false',
    'service_level:60': 0.6667,
  });
  expect(rowOf(1)).toMatchObject({
    centre_name: 'Second',
    timezone: 'Asia/Kolkata',
    wait_mean: null,
    wait_mean_no_data: 'true',
    'service_level:60': 'suppressed',
    'service_level:60_no_data': 'false',
  });
  expect(header).not.toContain('day_name');
});

test("a file says by whose clock a row's periods are, also where its centres have several", () => {
  const zonesOf = (kpis: Partial<KpiAnswer['kpis']>, centres = ANSWER.centres) => {
    const { header, rows } = kpiCsv({ ...ANSWER, centres, kpis: { ...ANSWER.kpis, ...kpis } });
    return rows.map((row) => row[header.indexOf('timezone')]);
  };
  const rows = ANSWER.kpis.rows.map((row) => ({ ...row, group: row.group.slice(1) }));
  expect(zonesOf({ rows })).toEqual(['local', 'local']);
  expect(zonesOf({ rows }, ANSWER.centres.slice(1))).toEqual(['Asia/Kolkata', 'Asia/Kolkata']);
  expect(zonesOf({ zone: 'network' })).toEqual(['Africa/Nairobi', 'Africa/Nairobi']);
});

test('no text of a file starts a formula, and numbers stay numbers', () => {
  const { header, rows } = kpiCsv(ANSWER);
  const [, first] = csv(header, rows).split('\n');
  expect(first).toContain(`"'=HYPERLINK(""x"")"`);
  expect(first).toContain(',-98.4,');
});

test('a table is rounded, and JSON is not', () => {
  expect(kpiTable(ANSWER).rows).toEqual([
    ['C1 =HYPERLINK("x")', '2026-03-09', -98.4, 0.6667],
    ['C2 Second', '2026-03-09', 'no data', 'suppressed'],
  ]);
  expect(JSON.stringify(kpiJson(ANSWER))).toContain('-98.4449');
  expect(Object.keys(kpiJson(ANSWER) as object)).toEqual(['kpis', 'rows', 'period', 'asOf', 'questionHash']);
  expect(kpiJson(ANSWER)).toMatchObject({ asOf: '2026-03-10T00:00:00.000Z', questionHash: 'f00d' });
});

const compared = { ...cell('', 90.04), difference: 8.36 };
const COMPARED: KpiAnswer = {
  ...ANSWER,
  kpis: {
    ...ANSWER.kpis,
    comparedFrom: '2026-03-08T00:00:00',
    comparedTo: '2026-03-09T00:00:00',
    rows: [{ group: group('C1', 'First'), values: [cell('wait_mean', 98.4, { compared })] }],
    totals: [
      { group: [], values: [cell('wait_mean', 97, { compared: { ...compared, ...HIDDEN, difference: null } })] },
      { group: group('C1', 'First').slice(0, 1), values: [cell('wait_mean', 98.4, { compared })] },
    ],
  },
};

test('a table has the compared figure and the difference beside each figure, and totals below the rows', () => {
  expect(kpiTable(COMPARED)).toEqual({
    header: ['centre', 'day', 'wait_mean', 'wait_mean_compared', 'wait_mean_difference'],
    rows: [
      ['C1 First', '2026-03-09', 98.4, 90, 8.4],
      ['total', 'total', 97, 'suppressed', null],
      ['C1 First', 'total', 98.4, 90, 8.4],
    ],
  });
});

test('a file says which rows are totals, and JSON has them apart', () => {
  const { header, rows } = kpiCsv(COMPARED);
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => header.length));
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    ['row', 'C1', 'First', '2026-03-09'],
    ['total', 'total', 'total', 'total'],
    ['total', 'C1', 'First', 'total'],
  ]);
  expect(rows[1]?.[header.indexOf('wait_mean_compared')]).toBe('suppressed');
  expect(kpiJson(COMPARED)).toMatchObject({
    rows: [{ values: { wait_mean: { compared: { value: 90.04, difference: 8.36 } } } }],
    totals: [{ group: {}, values: { wait_mean: { compared: { suppressed: true } } } }, { group: { centre: 'C1' } }],
    comparedPeriod: { from: '2026-03-08T00:00:00' },
  });
});
