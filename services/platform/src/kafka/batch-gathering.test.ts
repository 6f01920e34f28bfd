import { expect, test } from 'vitest';
import type { LogRecord, RecordBatch } from '../event-log/event-log.js';
import { BatchGathering, type Piece } from './batch-gathering.js';

const record = (seq: number): LogRecord => ({
  key: 'C1',
  sourceId: 'a1',
  sourceEpoch: 'e1',
  seq,
  receivedAtMs: 1,
  payload: new Uint8Array(),
});

const pieceOf = (records: readonly LogRecord[]): Piece => ({
  partition: 0,
  records,
  nextOffset: BigInt((records.at(-1)?.seq ?? 0) + 1),
});

/** Enough records for a full batch. */
const full = (first: number): Piece => pieceOf(Array.from({ length: 50_000 }, (_, index) => record(first + index)));

interface Given {
  readonly first: number;
  readonly count: number;
  readonly end: PromiseWithResolvers<void>;
}

function gatheringWith(): { gathering: BatchGathering; given: Given[]; applied: number[]; calls: string[] } {
  const given: Given[] = [];
  const applied: number[] = [];
  const calls: string[] = [];
  const gathering = new BatchGathering({
    handler: (batch: RecordBatch) => {
      const end = Promise.withResolvers<void>();
      given.push({ first: [...batch][0]?.seq ?? 0, count: batch.length, end });
      return end.promise;
    },
    assigned: async () => void calls.push('assigned'),
    onApplied: (pieces) => applied.push(...pieces.map(({ nextOffset }) => Number(nextOffset))),
    onRetry: () => calls.push('retry'),
  });
  return { gathering, given, applied, calls };
}

const turn = async (): Promise<void> => {
  for (let times = 0; times < 5; times += 1) await new Promise((resolve) => setImmediate(resolve));
};
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await turn();
};

test('BatchGathering gathers what arrives while a batch is applied into the next batch', async () => {
  const { gathering, given, applied } = gatheringWith();
  gathering.add(pieceOf([record(1)]));
  await turn();
  gathering.add(pieceOf([record(2)]));
  gathering.add(pieceOf([record(3)]));
  await turn();
  expect(given.map(({ first, count }) => [first, count])).toEqual([[1, 1]]);
  given[0]?.end.resolve();
  await until(() => given.length === 2);
  expect(given[1]).toMatchObject({ first: 2, count: 2 });
  given[1]?.end.resolve();
  await until(() => applied.length === 3);
  expect(applied).toEqual([2, 3, 4]);
});

test('BatchGathering hands over a second full batch while the first is applied, but no third', async () => {
  const { gathering, given, applied } = gatheringWith();
  gathering.add(full(1));
  await until(() => given.length === 1);
  gathering.add(full(50_001));
  await until(() => given.length === 2);
  gathering.add(full(100_001));
  await turn();
  expect(given.map(({ first }) => first)).toEqual([1, 50_001]);
  // The second may finish first, but counts only after the first.
  given[1]?.end.resolve();
  await turn();
  expect(applied).toEqual([]);
  given[0]?.end.resolve();
  await until(() => given.length === 3);
  expect(applied).toEqual([50_001, 100_001]);
});

test('BatchGathering retries a failed batch and the one after it in their order', async () => {
  const { gathering, given, applied, calls } = gatheringWith();
  gathering.add(full(1));
  await until(() => given.length === 1);
  gathering.add(full(50_001));
  await until(() => given.length === 2);
  given[0]?.end.reject(new Error('The database is unavailable.'));
  given[1]?.end.reject(new Error('One before it failed.'));
  await until(() => given.length >= 4);
  expect(calls).toEqual(['retry']);
  expect(given.slice(2).map(({ first }) => first)).toEqual([1, 50_001]);
  for (const { end } of given.slice(2)) end.resolve();
  await until(() => applied.length === 2);
  expect(applied).toEqual([50_001, 100_001]);
});

test('BatchGathering drops waiting pieces when the partitions are reassigned, and announces that before the next batch', async () => {
  const { gathering, given, applied, calls } = gatheringWith();
  gathering.add(full(1));
  await until(() => given.length === 1);
  gathering.add(pieceOf([record(50_001)]));
  gathering.reassign();
  gathering.add(pieceOf([record(7)]));
  await turn();
  expect(calls).toEqual([]);
  given[0]?.end.resolve();
  await until(() => given.length === 2);
  expect(calls).toEqual(['assigned']);
  expect(given[1]).toMatchObject({ first: 7, count: 1 });
  expect(applied).toEqual([50_001]);
});

test('BatchGathering stops after the current batches', async () => {
  const { gathering, given, applied } = gatheringWith();
  gathering.add(pieceOf([record(1)]));
  await until(() => given.length === 1);
  gathering.add(pieceOf([record(2)]));
  const stopped = gathering.stop();
  given[0]?.end.resolve();
  await stopped;
  expect(applied).toEqual([2]);
  expect(given).toHaveLength(1);
});
