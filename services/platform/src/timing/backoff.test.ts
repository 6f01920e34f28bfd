import { expect, test } from 'vitest';
import { Backoff, backoffMs } from './backoff.js';

const LIMITS = { firstMs: 250, maxMs: 10_000 };

test.each([
  ['none', 0, [250, 500, 1000, 10_000, 10_000]],
  ['none', 1, [250, 500, 1000, 10_000, 10_000]],
  ['half', 0, [125, 250, 500, 5000, 5000]],
  ['half', 1, [250, 500, 1000, 10_000, 10_000]],
  ['full', 0, [0, 0, 0, 0, 0]],
  ['full', 0.5, [125, 250, 500, 5000, 5000]],
] as const)('backoffMs doubles up to the maximum pause when jitter is %s and chance %d', (jitter, chance, pauses) => {
  expect([0, 1, 2, 10, 100_000].map((attempt) => backoffMs({ ...LIMITS, jitter }, attempt, chance))).toEqual(pauses);
});

test('Backoff starts again with the first pause when something succeeded', () => {
  const backoff = new Backoff(LIMITS);
  expect([backoff.next(), backoff.next(), backoff.failures]).toEqual([250, 500, 2]);
  backoff.reset();
  expect([backoff.failures, backoff.next()]).toEqual([0, 250]);
});
