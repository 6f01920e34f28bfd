import { expect, test } from 'vitest';
import { COUNTS } from '#domain/kpi/counts.js';
import { LEG_CLOCKS } from './leg-sql.js';

/** A leg's row does not keep them; no KPI asks for them. */
const NOT_ON_LEGS = ['clamped', 'flagged'];

test('every count has an expression over legs, or an exact figure would silently be 0', () => {
  const known = new Set<string>(LEG_CLOCKS.flatMap(({ counts }) => Object.keys(counts)));
  expect(COUNTS.filter((name) => !known.has(name))).toEqual(NOT_ON_LEGS);
});
