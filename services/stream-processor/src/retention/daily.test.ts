import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repeat } from './daily.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const RHYTHM = { firstAfterMs: 10, betweenMs: 100, againAfterMs: 20 };

test('runs first after a while, then between runs, sooner after a failure, and never again once stopped', async () => {
  const runs: string[] = [];
  const errors: unknown[] = [];
  let isFailing = false;
  const job = repeat(
    async () => {
      runs.push(isFailing ? 'failed' : 'done');
      if (isFailing) throw new Error('away');
    },
    RHYTHM,
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

test('stopping waits for the run that is going on, and none follows it', async () => {
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const job = repeat(
    () => {
      runs += 1;
      return gate.promise;
    },
    RHYTHM,
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
