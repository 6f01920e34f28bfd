import { expect, test } from 'vitest';
import { FailureLimit } from './failure-limit.js';

test('a caller is stopped after so many failures, for so long, and no other', () => {
  const limit = new FailureLimit(3, 1000);
  for (const at of [0, 400, 800]) limit.failed('a', at);
  expect(limit.isExceeded('a', 900)).toBe(true);
  expect(limit.isExceeded('b', 900)).toBe(false);
  expect(limit.isExceeded('a', 1000)).toBe(false);
});
