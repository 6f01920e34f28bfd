import { expect, test } from 'vitest';
import { restAfter } from './kafka-latest-feed.js';

test('restAfter is three times the duration of a large publication, at most 3 s, and 0 for a small one', () => {
  expect([0, 40, 250].map(restAfter)).toEqual([0, 0, 0]);
  expect([300, 700, 1_000, 20_000].map(restAfter)).toEqual([900, 2_100, 3_000, 3_000]);
});
