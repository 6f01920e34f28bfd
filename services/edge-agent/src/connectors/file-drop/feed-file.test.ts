import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMapping } from '../../mapping/load-mapping.js';
import { RowMapper } from '../../mapping/row-mapper.js';
import type { Sink, SourceEvent } from '../connector.js';
import { type FeedReport, feedFile } from './feed-file.js';

let folder: string;
let events: SourceEvent[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnara-feed-'));
  events = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

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

async function feed(content: string, mappingText: string): Promise<FeedReport> {
  const path = join(folder, 'data.csv');
  await writeFile(path, content);
  const mapping = loadMapping(mappingText, 'mapping.yaml');
  const mapper = new RowMapper(mapping, () => 'secret');
  const { signal } = new AbortController();
  return feedFile({ path, mapping, mapper, sink, rejectsPath: join(folder, 'rejects.csv'), signal });
}

const rejectedLines = async (): Promise<string[]> =>
  (await readFile(join(folder, 'rejects.csv'), 'utf8')).split('\n').filter((line) => /^\d/.test(line));

const MAPPING = `
mapping: 1
input: { format: csv, timeZone: America/Detroit, clock: true }
every: { centre: { constant: c10 }, visit: { column: id }, service: { constant: s } }
rows:
  - events:
      - { kind: ticket_issued, at: { column: issued, format: "yyyy-LL-dd HH:mm:ss" } }
      - { kind: ticket_called, at: { column: called, format: "yyyy-LL-dd HH:mm:ss" } }
      - { kind: service_started, at: { column: called, format: "yyyy-LL-dd HH:mm:ss" } }
      - { kind: service_ended, at: { column: ended, format: "yyyy-LL-dd HH:mm:ss" }, outcome: served }
`;
const HEADER = 'id,issued,called,ended,note\n';
const row = (id: number, note = 'ok'): string => {
  const day = `2024-05-${String(1 + (id % 28)).padStart(2, '0')}`;
  return `${id},${day} 09:00:00,${day} 09:05:00,${day} 09:15:00,${note}\n`;
};
const rows = (count: number, notes: Readonly<Record<number, string>>): string =>
  HEADER + Array.from({ length: count }, (_, index) => row(index + 1, notes[index + 1])).join('');

describe('feedFile', () => {
  test('loses one row when a quote is opened and never closed', async () => {
    const report = await feed(rows(24, { 10: '"half open' }), MAPPING);
    expect(report).toMatchObject({ rowsRead: 24, rejected: 1, eventsAccepted: 23 * 4 });
    expect(await rejectedLines()).toEqual([expect.stringMatching(/^11,bad_row,"A quote is opened and never closed\./)]);
  });

  test.each([
    ['opens another cell', { 10: '"half open', 15: '"also half open' }, ['11', '16']],
    ['ends another row', { 10: '"half open', 15: '5"' }, ['11', '16']],
    ['ends the next row', { 10: '"half open', 11: '5"' }, ['11', '12']],
    ['opens a correct cell', { 10: '"half open', 15: '"ok, done"' }, ['11']],
  ])('loses only rows with a stray quote when the next quote %s', async (_what, notes, lines) => {
    const report = await feed(rows(24, notes), MAPPING);
    expect(report).toMatchObject({ rowsRead: 24, rejected: lines.length });
    expect(new Set(events.map(({ visitId }) => visitId)).size).toBe(24 - lines.length);
    expect((await rejectedLines()).map((line) => line.split(',')[0])).toEqual(lines);
  });

  test('refuses a file whose header has a stray quote, and does not lose rows up to the next quote', async () => {
    const text = rows(24, { 15: 'ok"' }).replace('note', '"note');
    await expect(feed(text, MAPPING)).rejects.toMatchObject({ message: expect.stringContaining('before line 2') });
    expect(events).toEqual([]);
  });

  test('keeps quoted line breaks, empty lines and doubled quotes, and the line numbers after them', async () => {
    const text = `${rows(3, { 2: '"one\n\n  ""two"", three, four, five\n"' })}4,never,,,x\n`;
    const report = await feed(text, MAPPING);
    expect(report).toMatchObject({ rowsRead: 4, rejected: 1, eventsAccepted: 12 });
    expect(await rejectedLines()).toEqual([expect.stringMatching(/^8,bad_date,/)]);
  });

  test('reads an export with quoted line breaks and date and time in two columns', async () => {
    const moment = (name: string): string =>
      `{ date: { column: date_${name}, format: "yyyy-mm-dd 00:00:00.000" }, ` +
      `time: { column: time_${name}, format: "hh:mm:ss" } }`;
    const mapping = `
mapping: 1
input: { format: csv, timeZone: America/Porto_Velho, clock: true }
every: { centre: { constant: c27 }, visit: { column: id }, service: { constant: s } }
moments: { i: ${moment('i')}, c: ${moment('c')}, e: ${moment('e')} }
rows:
  - events:
      - { kind: ticket_issued, at: i }
      - { kind: ticket_called, at: c }
      - { kind: service_ended, at: e, outcome: served }
`;
    const text = `"id","date_i","time_i","date_c","time_c","date_e","time_e","message","by"
"1",2024-05-31 00:00:00.000,15:38:36,2024-05-31 00:00:00.000,16:03:59,2024-05-31 00:00:00.000,16:18:20,"LINE 1
LINE; ""2"", x",ANA
"2",2024-05-31 00:00:00.000,14:46:02,2024-06-01 00:00:00.000,09:13:44,2024-06-01 00:00:00.000,09:13:44,"A


B",BIA
`;
    expect(await feed(text, mapping)).toMatchObject({ rowsRead: 2, rejected: 0, eventsAccepted: 6 });
    const seconds = events.map(({ occurredAtMs }) => occurredAtMs / 1000);
    const [issued = 0, called = 0, ended = 0, issued2 = 0, called2 = 0, ended2 = 0] = seconds;
    expect([called - issued, ended - called, called2 - issued2, ended2 - called2]).toEqual([1523, 861, 66_462, 0]);
  });

  test('refuses a file whose header has a column twice that the mapping reads', async () => {
    const twice = 'id,issued,called,ended,ended\n1,2024-05-06 09:00:00,2024-05-06 09:05:00,2024-05-06 09:15:00,x\n';
    await expect(feed(twice, MAPPING)).rejects.toMatchObject({
      code: 'repeated_column',
      message: expect.stringContaining('has "ended" twice'),
    });
    expect(events).toEqual([]);
    // Columns that nothing reads may have one name.
    expect(await feed(`id,issued,called,ended,,\n${row(1, ',')}`, MAPPING)).toMatchObject({ rowsRead: 1, rejected: 0 });
  });
});
