import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadMapping } from '../mapping/load-mapping.js';
import { recordCells } from '../mapping/record-cells.js';
import type { Checkpoint, Sink, SourceEvent } from './connector.js';
import { RecordFeed } from './record-feed.js';
import { RejectedRecords } from './rejected-records.js';

const folder = mkdtempSync(join(tmpdir(), 'mnara-feed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAPPING = `
mapping: 1
input: { format: record, timeZone: Africa/Nairobi }
every: { visit: { column: id }, service: { column: kind.code, map: { P: passport } } }
rows:
  - when: { column: kind.code, is: TEST }
    count: test_tickets
  - events:
      - { kind: ticket_issued, at: { column: created, format: iso } }
      - { kind: service_ended, at: { column: ended, format: dd/MM/yyyy HH:mm }, optional: true }
`;
const calls: { events: readonly SourceEvent[]; checkpoint: Checkpoint | undefined }[] = [];
const sink: Sink = {
  record: (events, checkpoint) => {
    calls.push({ events, checkpoint });
    const refused = events.flatMap(({ visitId }, index) =>
      visitId === 'far' ? [{ index, fault: { code: 'future_time' as const, message: 'It is in the future.' } }] : [],
    );
    return Promise.resolve({ accepted: events.length - refused.length, duplicates: 0, refused });
  },
  pending: () => 0,
  rejected: () => 0,
  checkpoint: () => undefined,
  saveCheckpoint: () => {},
};
const feedOf = (name: string): RecordFeed =>
  new RecordFeed({
    name,
    mapping: loadMapping(MAPPING, 'm'),
    secret: () => 's',
    sink,
    rejected: new RejectedRecords(folder, name),
    now: () => Date.UTC(2026, 0, 5),
  });
const record = (id: string, more: object = {}) => ({
  id,
  cells: recordCells({ id, kind: { code: 'P' }, created: new Date(Date.UTC(2026, 0, 5, 6)), ended: null, ...more }),
});

test('RecordFeed maps records, records them with the checkpoint at once, and says which are open', async () => {
  const fed = await feedOf('tickets').add(
    [
      record('a'),
      // A typed value, though the mapping has the format of a file.
      { ...record('b', { ended: '2026-01-05 10:00:00' }), defects: ['derived'] },
      record('c', { kind: { code: 'TEST' } }),
      record('d', { kind: { code: 'X' } }),
      record('far'),
    ],
    { name: 'tickets', value: '17' },
  );
  expect(fed.map(({ id, kind, isOpen }) => `${id} ${kind} ${isOpen}`)).toEqual([
    'a used true',
    'b used false',
    'c skipped false',
    'd rejected true',
    'far rejected true',
  ]);
  expect(calls).toHaveLength(1);
  expect(calls[0]?.checkpoint).toEqual({ name: 'tickets', value: '17' });
  expect(calls[0]?.events[1]).toMatchObject({ visitId: 'b', defects: ['derived'], serviceId: 'passport' });
  expect(calls[0]?.events[2]).toMatchObject({ occurredAtMs: Date.UTC(2026, 0, 5, 7) });
  expect(readFileSync(join(folder, 'rejects', 'tickets.csv'), 'utf8').split('\n')).toEqual([
    'read_at,id,code,reason',
    '2026-01-05T00:00:00.000Z,"d",unknown_value,"Column ""kind.code"" has ""X"", which the mapping does not list."',
    '2026-01-05T00:00:00.000Z,"far",future_time,"It is in the future."',
    '',
  ]);
});

test('a mapping that needs the line of a row is refused for records', () => {
  const text = MAPPING.replace('visit: { column: id }', 'visit: { row: line }');
  expect(
    () =>
      new RecordFeed({
        name: 'x',
        mapping: loadMapping(text, 'm'),
        secret: () => 's',
        sink,
        rejected: new RejectedRecords(folder, 'x'),
        now: () => 0,
      }),
  ).toThrow(/no line; use the column of its id/);
});
