import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { SourceEvent } from '../connector.js';
import { OutboxFullError } from '../connector.js';
import type { FedRecord, RecordFeed, SourceRecord } from '../record-feed.js';
import { installed } from './open-session.js';
import { RowReader } from './row-reader.js';
import { SeenRows } from './seen-rows.js';

const folder = mkdtempSync(join(tmpdir(), 'mnara-seen-'));
const seen = new SeenRows(join(folder, 'rows.db'));
afterAll(() => {
  seen.close();
  rmSync(folder, { recursive: true });
});

const fed: string[] = [];
let isFull = false;
const feed = {
  add: async (records: readonly SourceRecord[]): Promise<readonly FedRecord[]> => {
    if (isFull) throw new OutboxFullError('The outbox is full.');
    fed.push(...records.map(({ id }) => id));
    return records.map(({ id, cells }) => ({
      id,
      kind: 'used',
      events: [{ visitId: cells.get('visit') } as unknown as SourceEvent],
      isOpen: cells.get('state') !== 'done',
    }));
  },
} as unknown as RecordFeed;
const reused: unknown[] = [];
const stop = new AbortController();
const reader = new RowReader({
  feed,
  seen,
  signal: stop.signal,
  onFull: () => stop.abort(new Error('stopped')),
  onReused: (key, visits) => reused.push([key, ...visits]),
});
const row = (id: string, at: number, visit: string, state = 'open') => ({
  id,
  at,
  cells: new Map([
    ['visit', visit],
    ['state', state],
  ]),
});

test('RowReader records a row once, and again when it has changed; old closed rows are not remembered', async () => {
  await reader.take([row('1', 10, 'V1'), row('2', 10, 'V2', 'done')], 100);
  await reader.take([row('1', 10, 'V1'), row('3', 200, 'V3', 'done')], 100);
  await reader.take([row('1', 10, 'V1', 'done'), row('3', 200, 'V3', 'done')], 100);
  expect(fed).toEqual(['1', '2', '3', '1']);
  expect([seen.get('2'), seen.open(0).length, seen.count(100, 300)]).toEqual([undefined, 0, 1]);
  expect(reused).toEqual([]);
});

test('a key that names another visit than before is named: numbers begin again each morning', async () => {
  await reader.take([row('["A001"]', 500, '2026-01-05-A001')], 0);
  await reader.take([row('["A001"]', 900, '2026-01-06-A001')], 0);
  expect(reused).toEqual([['["A001"]', '2026-01-05-A001', '2026-01-06-A001']]);
});

test('a row is not remembered before its events are on disk', async () => {
  isFull = true;
  await expect(reader.take([row('9', 900, 'V9')], 0)).rejects.toThrow(/abort/);
  expect(seen.get('9')).toBeUndefined();
});

test('a driver that is missing is named with the command that installs it, and other errors stay', async () => {
  const missing = (name: string) => () => import(name) as Promise<unknown>;
  await expect(installed('mnara-no-driver', 'MySQL', missing('mnara-no-driver'))).rejects.toThrow(
    /Reading MySQL needs the package mnara-no-driver.*run "npm install mnara-no-driver"/,
  );
  await expect(installed('mnara-no-driver', 'MySQL', missing('mnara-other'))).rejects.toThrow(/mnara-other/);
});
