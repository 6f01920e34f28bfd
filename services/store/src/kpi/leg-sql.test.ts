import { expect, test } from 'vitest';
import { COUNTS } from '#domain/kpi/counts.js';
import { LEG_CLOCKS } from './leg-sql.js';

/** No row of a leg or an appointment keeps them: no KPI asks for the first two, and slots are no rows. */
const NOT_ON_LEGS = ['clamped', 'flagged', 'slots_offered'];

test('every count has an expression over legs, or an exact figure would silently be 0', () => {
  const known = new Set<string>(LEG_CLOCKS.flatMap(({ counts }) => Object.keys(counts)));
  expect(COUNTS.filter((name) => !known.has(name))).toEqual(NOT_ON_LEGS);
});
