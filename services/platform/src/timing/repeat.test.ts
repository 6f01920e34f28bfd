import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { likeTimer, repeatEvery } from './repeat.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const RHYTHM = { firstAfterMs: 10, everyMs: 100, afterFailureMs: 20 };

test('repeatEvery runs after the first pause, sooner after a failure, and never again when stopped', async () => {
  const runs: string[] = [];
  const errors: unknown[] = [];
  let isFailing = false;
  const job = repeatEvery(
    RHYTHM,
    async () => {
      runs.push(isFailing ? 'failed' : 'done');
      if (isFailing) throw new Error('away');
    },
    (error) => errors.push(error),
  );
  await vi.advanceTimersByTimeAsync(9);
  expect(runs).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toEqual(['done']);
  isFailing = true;
  await vi.advanceTimersByTimeAsync(100);
  isFailing = false;
  await vi.advanceTimersByTimeAsync(20);
  expect(runs).toEqual(['done', 'failed', 'done']);
  expect(errors).toHaveLength(1);
  await job.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(runs).toHaveLength(3);
});

test('stop waits for the current run, and no run follows it', async () => {
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const job = repeatEvery(
    RHYTHM,
    () => {
      runs += 1;
      return gate.promise;
    },
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(10);
  let isStopped = false;
  const stopped = job.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(isStopped).toBe(false);
  gate.resolve();
  await stopped;
  await vi.advanceTimersByTimeAsync(1000);
  expect(runs).toBe(1);
});

test('repeatEvery runs synchronous work at once, and continues when it throws', async () => {
  let runs = 0;
  const errors: unknown[] = [];
  const job = repeatEvery(
    50,
    () => {
      runs += 1;
      if (runs === 1) throw new Error('first');
    },
    (error) => errors.push(error),
  );
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(50);
  expect([runs, errors.length]).toEqual([2, 1]);
  await job.stop();
});

test('likeTimer pauses before the first run', async () => {
  let runs = 0;
  const job = repeatEvery(
    likeTimer(30),
    () => {
      runs += 1;
    },
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(29);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(31);
  expect(runs).toBe(2);
  await job.stop();
});
