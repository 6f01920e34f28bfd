import { expect, test } from 'vitest';
import { roundFigure, roundQuality } from './precision.js';

test.each([
  [98.4499, 'seconds', 98.4],
  [3, 'count', 3],
  [2 / 3, 'share', 0.6667],
  [12.3456, 'per_hour', 12.35],
  [4.005, 'stars', 4],
] as const)('%d in %s is shown as %d', (value, unit, shown) => {
  expect(roundFigure(value, unit)).toBe(shown);
});

test('a completeness has four decimals', () => {
  expect(roundQuality(0.999949)).toBe(0.9999);
});
