import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { encodeEvent } from '../agent/encode-event.js';
import { OutboxFullError } from '../connectors/connector.js';
import type { Draft } from './outbox.js';
import { SqliteOutbox } from './sqlite-outbox.js';

let folder: string;
let outbox: SqliteOutbox;
const path = (): string => join(folder, 'deep', 'outbox.db');
const open = (maxBytes = 10_000_000, retentionDays = 7): SqliteOutbox =>
  new SqliteOutbox({ path: path(), maxBytes, retentionDays });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-outbox-'));
  outbox = open();
});
afterEach(() => {
  outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const draft = (visit: string): Draft =>
  encodeEvent(
    { occurredAtMs: 1_767_600_000_000, clock: 'local', visitId: visit, fact: { case: 'ticketIssued', value: {} } },
    { agentId: 'A', centreId: 'C', recordedAtMs: 1, clockOffsetMs: 0 },
  );
const drafts = (n: number, prefix = 'V'): Draft[] =>
  Array.from({ length: n }, (_, index) => draft(`${prefix}${index}`));
const DAY = 24 * 3600 * 1000;

describe('SqliteOutbox', () => {
  test('numbers events from 1 without gaps over restarts and duplicates, and encodes the seq in the event', () => {
    expect(outbox.append(drafts(3), [], 0)).toEqual({ accepted: 3, isDuplicate: [false, false, false] });
    const id = outbox.outboxId();
    outbox.close();
    outbox = open();
    expect(outbox.outboxId()).toBe(id);
    expect(outbox.append([draft('V1'), draft('new'), draft('new')], [], 0)).toEqual({
      accepted: 1,
      isDuplicate: [true, false, true],
    });
    const events = outbox.read(0, 100, 1_000_000);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
    expect(events.map((event) => Number(fromBinary(EventSchema, event.payload).seq))).toEqual([1, 2, 3, 4]);
    expect(outbox.counts()).toMatchObject({ lastSeq: 4, ackedSeq: 0, pending: 4, duplicates: 2 });
  });

  test('reads a limited number of events and bytes, but at least one event', () => {
    outbox.append(drafts(10), [], 0);
    expect(outbox.read(4, 3, 1_000_000).map((event) => event.seq)).toEqual([5, 6, 7]);
    expect(outbox.read(4, 3, 1).map((event) => event.seq)).toEqual([5]);
    expect(outbox.read(10, 3, 1)).toEqual([]);
  });

  test('deletes acknowledged events after the retention, and never pending ones', () => {
    outbox.append(drafts(10), [], 0);
    outbox.acknowledge(6);
    expect(outbox.prune(7 * DAY)).toBe(0);
    expect(outbox.prune(7 * DAY + 1)).toBe(6);
    expect(outbox.read(0, 100, 1_000_000).map((event) => event.seq)).toEqual([7, 8, 9, 10]);
    outbox.close();
    outbox = open();
    expect(outbox.counts()).toMatchObject({ lastSeq: 10, ackedSeq: 6, pending: 4 });
    outbox.acknowledge(10);
    outbox.prune(8 * DAY);
    outbox.append([draft('later')], [], 0);
    expect(outbox.lastSeq()).toBe(11);
  });

  test('deletes acknowledged events early when it is full, and otherwise rejects the whole call', () => {
    outbox.close();
    outbox = open(400_000);
    let stored = 0;
    const fill = (): void => {
      for (;;) stored += outbox.append(drafts(50, `${stored}-`), [], 0).accepted;
    };
    expect(fill).toThrow(OutboxFullError);
    expect(fill).toThrow(/events wait for the gateway.*Fix the link to the gateway, or raise maxOutboxBytes/);
    expect(outbox.counts().usedBytes).toBeLessThanOrEqual(400_000);
    expect(outbox.counts()).toMatchObject({ lastSeq: stored, pending: stored });
    outbox.acknowledge(stored);
    expect(outbox.append(drafts(50, 'after'), [], 0).accepted).toBe(50);
    expect(outbox.read(stored, 1, 1)[0]?.seq).toBe(stored + 1);
  });

  test('throws OutboxFullError and stores nothing of the call when the disk is full', () => {
    outbox.close();
    outbox = open(200_000);
    outbox.append(drafts(5), [], 0);
    // The estimate does not include an id of 1 MB, so SQLite itself reports that it is full: the same error as a full
    // disk.
    expect(() =>
      outbox.append([...drafts(3, 'x'), { ...draft('y'), eventId: new Uint8Array(1_000_000) }], [], 0),
    ).toThrow(/cannot grow .*free space on this disk/);
    expect(outbox.lastSeq()).toBe(5);
    expect(outbox.append([draft('next')], [], 0).accepted).toBe(1);
    expect(outbox.read(0, 100, 1_000_000).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('renumber starts a new outbox with the events that are not acknowledged', () => {
    outbox.append(drafts(5), [{ name: 'file', value: '7' }], 0);
    outbox.acknowledge(3);
    const id = outbox.outboxId();
    outbox.renumber();
    expect(outbox.outboxId()).not.toBe(id);
    const events = outbox.read(0, 100, 1_000_000);
    expect(
      events.map((event) => [
        event.seq,
        fromBinary(EventSchema, event.payload).visitId,
        Number(fromBinary(EventSchema, event.payload).seq),
      ]),
    ).toEqual([
      [1, 'V3', 1],
      [2, 'V4', 2],
    ]);
    expect(outbox.checkpoint('file')).toBe('7');
    outbox.close();
    outbox = open();
    expect(outbox.counts()).toMatchObject({ lastSeq: 2, ackedSeq: 0 });
  });

  test('makes events pending again when the server lost them', () => {
    outbox.append(drafts(5), [], 0);
    outbox.acknowledge(5);
    outbox.acknowledge(2);
    expect(outbox.pending()).toBe(3);
  });

  test('counts a rejection once for each seq', () => {
    outbox.append(drafts(2), [], 0);
    outbox.reject(1, 'wrong_centre', 'why', 0);
    outbox.reject(1, 'wrong_centre', 'why', 0);
    expect(outbox.counts().rejected).toBe(1);
  });

  test('reports a folder that cannot be used', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(
      () => new SqliteOutbox({ path: join(folder, 'file', 'outbox.db'), maxBytes: 1_000_000, retentionDays: 7 }),
    ).toThrow(/cannot be opened .*configure a data folder that the agent may write to/);
  });

  test('rejects a second agent on the same folder', () => {
    expect(() => open()).toThrow(/is in use by another agent/);
  });
});
