import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeOds } from 'hucre/ods';
import { writeXlsx } from 'hucre/xlsx';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMapping } from '../../mapping/load-mapping.js';
import { RowMapper } from '../../mapping/row-mapper.js';
import type { Sink, SourceEvent } from '../connector.js';
import { feedFile } from './feed-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnara-forms-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What a file says: rows by fate, and for each visit the seconds from its issue to its call and to its end. */
async function read(content: string | Uint8Array, mappingText: string) {
  const path = join(folder, 'data');
  await writeFile(path, content);
  const mapping = loadMapping(mappingText, 'mapping.yaml');
  const events: SourceEvent[] = [];
  const sink: Sink = {
    record: (more) => {
      events.push(...more);
      return Promise.resolve({ accepted: more.length, duplicates: 0, refused: [] });
    },
    pending: () => 0,
    rejected: () => 0,
    checkpoint: () => undefined,
    saveCheckpoint: () => undefined,
  };
  const { signal } = new AbortController();
  const mapper = new RowMapper(mapping, () => 'secret');
  const report = await feedFile({ path, mapping, mapper, sink, rejectsPath: join(folder, 'rejects.csv'), signal });
  const visits: Record<string, string> = {};
  for (const id of new Set(events.map((event) => event.visitId ?? ''))) {
    const of = events.filter((event) => event.visitId === id);
    const time = (kind: string): number | undefined => of.find(({ fact }) => fact.case === kind)?.occurredAtMs;
    const issued = time('ticketIssued') ?? Number.NaN;
    const seconds = ['ticketCalled', 'serviceEnded'].map((kind) => {
      const at = time(kind);
      return at === undefined ? '-' : (at - issued) / 1000;
    });
    visits[id] = [new Date(issued).toISOString().slice(0, 16), ...seconds].join(' ');
  }
  return { ...report, visits };
}

const file = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../../../../tests/cases/files/${path}`, import.meta.url)), 'utf8');
const readCase = async (name: string, data = 'data.csv') =>
  read(await file(`${name}/${data}`), await file(`${name}/mapping.yaml`));

const HEAD = (input = 'format: csv'): string => `
mapping: 1
input: { ${input}, timeZone: America/Detroit, clock: true }
every: { visit: { column: id }, service: { constant: s } }
`;
const ISO = `rows:
  - events:
      - { kind: ticket_issued, at: { column: issued, format: iso } }
      - { kind: ticket_called, at: { column: called, format: iso } }
      - { kind: service_ended, at: { column: ended, format: iso }, optional: true }
`;
const ONE = { '1': '2024-05-06T13:00 300 900' };

describe('files that stand for a kind', () => {
  test.each([
    ['decimal-comma', 'data.csv', { '1': '2024-05-06T13:00 450 -', '2': '2024-05-06T13:10 150 -' }],
    ['clock-duration', 'data.csv', { '1': '2024-05-06T13:00 450 -' }],
    ['header-row-3', 'data.csv', ONE],
  ])('%s is read right', async (name, data, visits) => {
    expect(await readCase(name, data)).toMatchObject({ rejected: 0, visits });
  });

  test('a JSON array is refused as NDJSON and read as JSON', async () => {
    await expect(readCase('json-array', 'data.json')).rejects.toThrow(/is a JSON array.*input\.format: json/);
    const mapping = (await file('json-array/mapping.yaml')).replace('ndjson', 'json');
    expect(await read(await file('json-array/data.json'), mapping)).toMatchObject({ rowsRead: 1, visits: ONE });
  });

  test('a format with two meanings is refused', async () => {
    await expect(readCase('day-month-token')).rejects.toThrow(/mm is minutes here; write LL or MM/);
    const mapping = (await file('day-month-token/mapping.yaml')).replaceAll('dd/mm/', 'dd/LL/');
    expect(await read(await file('day-month-token/data.csv'), mapping)).toMatchObject({
      visits: { '1': '2025-10-30T18:00 3000 12600', '2': '2025-10-30T18:02 6180 14580' },
    });
  });

  test('empty cells are rejected with a hint, or leave out optional events', async () => {
    const report = await readCase('empty-end');
    expect(report).toMatchObject({ rowsRead: 3, rejected: 2 });
    const rejects = await readFile(join(folder, 'rejects.csv'), 'utf8');
    expect(rejects).toMatch(/3,bad_date,.*optional: true/);
    expect(rejects).toMatch(/4,bad_date,.*input\.empty: \[""NULL""\]/);
    const mapping = (await file('empty-end/mapping.yaml'))
      .replace('timeZone', 'empty: [NULL], timeZone')
      .replace(/ended, format: "[^"]*" }/, '$&, optional: true')
      .replaceAll(/called, format: "[^"]*" }/g, '$&, optional: true');
    expect(await read(await file('empty-end/data.csv'), mapping)).toMatchObject({
      rejected: 0,
      visits: { '1': '2024-05-06T13:00 300 900', '2': '2024-05-06T13:10 300 -', '3': '2024-05-06T13:20 - -' },
    });
  });

  test('rows without an id are told apart by their line', async () => {
    const mapping = (await file('no-id-column/mapping.yaml')).replace(
      '{ column: sex }',
      '{ column: sex }, { row: line }',
    );
    const { visits } = await read(await file('no-id-column/data.csv'), mapping);
    expect(Object.values(visits)).toEqual([
      '2024-05-06T08:30 2400 -',
      '2024-05-06T08:30 2400 -',
      '2024-05-06T10:00 1200 -',
    ]);
  });
});

describe('forms of files', () => {
  const CSV = 'id,issued,called,ended\n1,2024-05-06T09:00:00,2024-05-06 09:05,2024-05-06 09:15:00\n';

  test.each([
    ['a line sep=', HEAD(), `sep=;\r\n${CSV.replaceAll(',', ';')}`],
    ['a title, a date and empty lines above the header', HEAD(), `Report,,,\n\nPrinted 6 May,,,\n${CSV}`],
    ['a stated header row', HEAD('format: csv, headerRow: 3'), `id,issued,called,ended\nx,y,z,\n${CSV}`],
    ['no header', HEAD('format: csv, columns: [id, issued, called, ended]'), CSV.slice(CSV.indexOf('\n') + 1)],
    ['a byte order mark', HEAD(), `\uFEFF${CSV}`],
    ['TSV', HEAD('format: tsv'), CSV.replaceAll(',', '\t')],
  ])('%s', async (_name, head, content) => {
    expect(await read(content, head + ISO)).toMatchObject({ rowsRead: 1, rejected: 0, visits: ONE });
  });

  test('any encoding of the web', async () => {
    const [header = '', row = ''] = CSV.split('\n');
    const bytes = Buffer.concat([Buffer.from(`${header}\n`), Buffer.from([0x8f, 0xac]), Buffer.from(row)]);
    const { visits } = await read(bytes, HEAD('format: csv, encoding: shift_jis') + ISO);
    expect(Object.keys(visits)).toEqual(['小1']);
    await expect(async () => read(CSV, HEAD('format: csv, encoding: klingon') + ISO)).rejects.toThrow(
      /is not an encoding/,
    );
  });

  test('a header that is nowhere is refused with the nearest row, and with a hint at another delimiter', async () => {
    await expect(read(`Report\n${CSV.replace('called', 'call')}`, HEAD() + ISO)).rejects.toThrow(
      /names the column "called".*it has: id, issued, call, ended/,
    );
    await expect(read(CSV.replaceAll(',', ';'), HEAD() + ISO)).rejects.toThrow(
      /separated by ";"; set input\.delimiter/,
    );
  });

  test('a first record that lacks fields is no header, and a field that no record has is refused', async () => {
    const records =
      '{"id":"0","issued":"2024-05-06T08:00:00","called":"2024-05-06T08:01:00"}\n' +
      '{"id":"1","issued":"2024-05-06T09:00:00","called":"2024-05-06T09:05:00","ended":"2024-05-06T09:15:00"}\n';
    const { visits } = await read(records, HEAD('format: ndjson') + ISO);
    expect(visits).toEqual({ '0': '2024-05-06T12:00 60 -', ...ONE });
    await expect(read(records.replaceAll('called', 'call'), HEAD('format: ndjson') + ISO)).rejects.toThrow(/"called"/);
  });

  test('records within a JSON document', async () => {
    const document = {
      data: { items: [{ id: 1, at: { issued: '2024-05-06T09:00:00' }, called: '2024-05-06T09:05:00' }] },
    };
    const mapping = (HEAD('format: json, records: data.items') + ISO)
      .replace('column: issued', 'column: at.issued')
      .replace('timeZone', 'optionalColumns: [ended], timeZone');
    expect(await read(JSON.stringify(document), mapping)).toMatchObject({ visits: { '1': '2024-05-06T13:00 300 -' } });
    await expect(read('{"data":{}}', mapping)).rejects.toThrow(/no array of records at "data.items"/);
  });

  const sheets = [
    { name: 'Info', rows: [['nothing']] },
    {
      name: 'Queue',
      rows: [
        ['Report of the day'],
        ['id', 'issued', 'day', 'time', 'waited'],
        [
          1,
          new Date(Date.UTC(2024, 4, 6, 9)),
          new Date(Date.UTC(2024, 4, 6)),
          new Date(Date.UTC(1899, 11, 30, 9, 15)),
          7.5,
        ],
      ],
      columns: [{}, { numFmt: 'dd/mm/yyyy hh:mm' }, { numFmt: 'dd/mm/yyyy' }, { numFmt: 'hh:mm' }],
    },
  ];
  const SHEET = `rows:
  - events:
      - { kind: ticket_issued, at: { column: issued, format: "dd/LL/yyyy HH:mm" } }
      - kind: ticket_called
        at: { moment: { column: issued, format: iso }, plus: { column: waited, unit: minutes } }
      - kind: service_ended
        at: { date: { column: day, format: dd/mm/yyyy }, time: { column: time, format: "hh:mm" } }
`;
  test.each([
    ['xlsx', 'Queue'],
    ['xlsx', '2'],
    ['ods', 'Queue'],
    ['ods', '2'],
  ])('typed cells of %s, sheet %s', async (format, sheet) => {
    const content = format === 'xlsx' ? await writeXlsx({ sheets }) : await writeOds({ sheets });
    const mapping = HEAD(`format: ${format}, sheet: ${sheet}`) + SHEET;
    expect(await read(content, mapping)).toMatchObject({
      rowsRead: 1,
      rejected: 0,
      visits: { '1': '2024-05-06T13:00 450 900' },
    });
    await expect(read(content, mapping.replace(/sheet: \w+/, 'sheet: Other'))).rejects.toThrow(
      /no sheet "Other"|sheet/,
    );
    await expect(read('id,issued', mapping)).rejects.toThrow(/cannot be read as (XLSX|ODS)/);
  });
});

describe('times', () => {
  const at = async (row: Record<string, string>, issued: string, input = 'format: csv') => {
    const mapping = `${HEAD(input)}rows:\n  - events: [{ kind: ticket_issued, at: ${issued} }]\n`;
    const cells = ['1', ...Object.values(row)].map((cell) => `"${cell}"`).join(',');
    const content = `${['id', ...Object.keys(row)].join(',')}\n${cells}\n`;
    const { visits, rejectReasons } = await read(content, mapping);
    return visits['1']?.slice(0, 16) ?? rejectReasons[0]?.reason;
  };

  test.each([
    [
      'AM or PM in a column',
      { d: '2024-05-06', t: '9:30', h: 'PM' },
      '{ date: { column: d, format: iso }, time: { column: t, format: "h:mm", meridiem: h } }',
      '2024-05-07T01:30',
    ],
    [
      'a zone in a column',
      { t: '2024-05-06 09:00', z: 'Africa/Nairobi' },
      '{ column: t, format: iso, zone: { column: z } }',
      '2024-05-06T06:00',
    ],
    [
      'an offset in a column',
      { t: '2024-05-06 09:00', z: '+05:30' },
      '{ column: t, format: iso, zone: { column: z } }',
      '2024-05-06T03:30',
    ],
    [
      'a zone for one column',
      { t: '2024-05-06 09:00' },
      '{ column: t, format: iso, zone: { constant: Asia/Almaty } }',
      '2024-05-06T04:00',
    ],
    [
      'a stated time of day',
      { d: '06.05.2024' },
      '{ date: { column: d, format: dd.mm.yyyy }, time: { constant: "08:00" } }',
      '2024-05-06T12:00',
    ],
    [
      'minus a column',
      { t: '2024-05-06 09:10', w: '0:10:00' },
      '{ moment: { column: t, format: iso }, minus: { column: w } }',
      '2024-05-06T13:00',
    ],
    [
      'plus a constant',
      { t: '2024-05-06 09:00' },
      '{ moment: { column: t, format: iso }, plus: { constant: 5, unit: minutes } }',
      '2024-05-06T13:05',
    ],
    [
      'after midnight',
      { d: '06.05.2024', t: '24:10' },
      '{ date: { column: d, format: dd.mm.yyyy }, time: { column: t, format: "hh:mm" } }',
      '2024-05-07T04:10',
    ],
    [
      'a date alone',
      { t: '2024-05-06' },
      '{ column: t, format: iso }',
      'Column "t" has "2024-05-06", a date without a time of day. Waits need the times of single visits; add the ' +
        'column with the time: { date: ..., time: ... }.',
    ],
    [
      'an unknown zone',
      { t: '2024-05-06 09:00', z: 'Mars' },
      '{ column: t, format: iso, zone: { column: z } }',
      '"Mars" is not a time zone such as Africa/Nairobi or +03:00.',
    ],
    [
      'two meanings',
      { t: '2024-05-06 09:00', w: '1,234' },
      '{ moment: { column: t, format: iso }, plus: { column: w, unit: seconds } }',
      'Column "w" has "1,234", which has two meanings; state input.decimal in the mapping.',
    ],
  ])('%s', async (_name, row, issued, wanted) => {
    expect(await at(row as Record<string, string>, issued)).toBe(wanted);
  });
});

test('conditions on parts of a text', async () => {
  const mapping = `${HEAD()}rows:
  - when: { column: id, startsWith: X }
    count: by_start
  - when: { column: id, endsWith: X }
    count: by_end
  - when: { column: id, contains: TEST }
    count: by_part
  - when: { column: id, matches: '^[A-Z]\\d{3}$' }
    events: [{ kind: ticket_issued, at: { column: at, format: iso } }]
`;
  const ids = ['X1', '1X', '1TEST1', 'A001'];
  const content = `id,at\n${ids.map((id) => `${id},2024-05-06 09:00\n`).join('')}B1,2024-05-06 09:00\n`;
  expect(await read(content, mapping)).toMatchObject({
    skipped: { by_start: 1, by_end: 1, by_part: 1 },
    rejected: 1,
    eventsAccepted: 1,
  });
  await expect(async () => read(content, mapping.replace('^[A-Z]', '^[A-Z'))).rejects.toThrow(
    /not a regular expression/,
  );
});
