import { expect, test } from 'vitest';
import { FailureLimit } from './failure-limit.js';

test('FailureLimit blocks only the caller that failed too often, until its failures are old', () => {
  const limit = new FailureLimit(3, 1000);
  for (const at of [0, 400, 800]) limit.failed('a', at);
  expect(limit.isExceeded('a', 900)).toBe(true);
  expect(limit.isExceeded('b', 900)).toBe(false);
  expect(limit.isExceeded('a', 1000)).toBe(false);
});
