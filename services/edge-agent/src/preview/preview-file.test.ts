import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMapping } from '../mapping/load-mapping.js';
import { previewFile } from './preview-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnara-preview-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const MAPPING = `
mapping: 1
input: { format: csv, timeZone: Africa/Nairobi, clock: true }
every:
  centre: { constant: C1 }
  visit: { column: id }
  service: { column: what, map: { P: passport, V: visa }, otherwise: keep }
rows:
  - when: { column: id, is: test }
    count: tests
  - events:
      - { kind: ticket_issued, at: { column: issued, format: iso } }
      - { kind: ticket_called, at: { column: called, format: iso } }
`;
const known = { centres: new Set(['C1']), services: new Set(['passport', 'visa']) };

async function preview(rows: readonly string[], maxRows?: number, mapping = MAPPING) {
  const path = join(folder, 'data.csv');
  await writeFile(path, ['id,what,issued,called,note', ...rows, ''].join('\n'));
  return previewFile({ path, mapping: loadMapping(mapping, 'm'), secret: () => 's', known, maxRows });
}
const signsOf = async (rows: readonly string[], mapping?: string): Promise<string[]> =>
  (await preview(rows, undefined, mapping)).signs.map(
    ({ code, count, stops }) => `${code} ${count}${stops ? ' stops' : ''}`,
  );

const row = (id: string, issued: string, called: string, what = 'P', note = 'x'): string =>
  [id, what, issued, called, note].join(',');

test('previewFile shows rows, rules, waits, hours, and what no map and no rule covers', async () => {
  const found = await preview([
    row('1', '2024-05-06T09:00:00', '2024-05-06T09:05:00'),
    row('2', '2024-05-06T10:00:00', '2024-05-06T10:01:00', 'X'),
    row('test', '', ''),
    row('3', 'soon', '2024-05-06T10:01:00'),
  ]);
  expect(found).toMatchObject({
    rowsRead: 4,
    isPartial: false,
    used: 2,
    rejected: 1,
    rejectReasons: [{ code: 'bad_date', line: 5, rows: 1 }],
    skippedByReason: { tests: 1 },
    rowsByRule: [1, 2],
    waits: { visits: 2, negative: 0, median: 300, p90: 300, max: 300 },
    unlisted: [{ column: 'what', values: [{ content: 'X', rows: 1 }] }],
    unusedColumns: ['note'],
  });
  expect(found.issuedByHour[9]).toBe(1);
  expect(found.firstRows[0]).toEqual({
    line: 2,
    waitSeconds: 300,
    withoutEvents: undefined,
    events: [
      {
        kind: 'ticket_issued',
        local: '2024-05-06T09:00:00+03:00',
        utc: '2024-05-06T06:00:00.000Z',
        visit: '1',
        service: 'passport',
        desk: undefined,
      },
      expect.objectContaining({ kind: 'ticket_called' }),
      // No rule of the mapping ends a leg.
      expect.objectContaining({ kind: 'ticket_unfollowed' }),
    ],
  });
  expect(found.firstRows[2]).toMatchObject({ line: 4, withoutEvents: 'tests' });
});

test('previewFile looks at the first rows only when it is asked to', async () => {
  const rows = Array.from({ length: 5 }, (_, id) => row(String(id), '2024-05-06T09:00:00', '2024-05-06T09:05:00'));
  expect(await preview(rows, 3)).toMatchObject({ rowsRead: 3, isPartial: true });
  expect(await preview(rows, 5)).toMatchObject({ rowsRead: 5, isPartial: false });
});

const DAY = '2024-05-06';
test.each([
  ['a good file', [row('1', `${DAY}T09:00:00`, `${DAY}T09:05:00`), row('2', `${DAY}T09:01:00`, `${DAY}T09:06:00`)], []],
  [
    'numbers that are used again each day',
    [row('1', `${DAY}T09:00:00`, `${DAY}T09:05:00`), row('1', '2024-05-07T09:00:00', '2024-05-07T09:05:00')],
    ['visit_on_several_days 1'],
  ],
  [
    'an id that is not of a visit',
    [row('1', `${DAY}T09:00:00`, `${DAY}T09:05:00`), row('1', `${DAY}T10:00:00`, `${DAY}T10:05:00`)],
    ['issued_twice 1'],
  ],
  [
    'swapped columns',
    [row('1', `${DAY}T09:05:00`, `${DAY}T09:00:00`), row('2', `${DAY}T09:06:00`, `${DAY}T09:01:00`)],
    ['negative_wait 2 stops'],
  ],
  [
    'one wrong row',
    [
      row('1', `${DAY}T09:05:00`, `${DAY}T09:00:00`),
      row('2', `${DAY}T09:01:00`, `${DAY}T09:06:00`),
      row('3', `${DAY}T09:01:00`, `${DAY}T09:06:00`),
    ],
    ['negative_wait 1'],
  ],
  [
    'a wrong date',
    [row('1', `${DAY}T09:00:00`, '2024-05-16T09:05:00'), row('2', `${DAY}T09:01:00`, '2024-05-16T09:06:00')],
    ['huge_wait 2 stops'],
  ],
  [
    'no time of day',
    [row('1', `${DAY}T00:00:00`, `${DAY}T00:00:00`), row('2', `${DAY}T00:00:00`, `${DAY}T00:00:00`)],
    ['no_time_of_day 6 stops'],
  ],
  [
    'the first of a month',
    [row('1', '2024-05-01T09:00:00', '2024-05-01T09:05:00'), row('2', '2024-06-01T09:01:00', '2024-06-01T09:06:00')],
    ['first_of_month 6'],
  ],
  ['equal rows', ['a', 'b', 'c'].map(() => row('1', `${DAY}T09:00:00`, `${DAY}T09:05:00`)), ['identical_rows 2 stops']],
  [
    'services that the network does not have',
    [row('1', `${DAY}T09:00:00`, `${DAY}T09:05:00`, 'X'), row('2', `${DAY}T09:01:00`, `${DAY}T09:06:00`, 'Y')],
    ['unlisted_value 2', 'unknown_service 6'],
  ],
])('signs: %s', async (_name, rows, wanted) => {
  expect(await signsOf(rows)).toEqual(wanted);
});

test('signs: a centre that the network does not have', async () => {
  const rows = [row('1', `${DAY}T09:00:00`, `${DAY}T09:05:00`)];
  expect(await signsOf(rows, MAPPING.replace('C1', 'C9'))).toEqual(['unknown_centre 3']);
});
