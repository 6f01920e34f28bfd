import { expect, test } from 'vitest';
import { isRevised } from './revision.js';

test.each([
  ['share', 0.81234, 0.812341, false],
  ['share', 0.8123, 0.8124, true],
  ['seconds', 612.34, 612.31, false],
  ['count', 100, 101, true],
  ['count', null, 0, true],
  ['count', 3, null, true],
  ['stars', null, null, false],
] as const)('isRevised: a %s of %s that is %s now: %s', (unit, sent, now, expected) => {
  expect(isRevised(unit, sent, now)).toBe(expected);
});
