import { expect, test } from 'vitest';
import { NO_INPUTS } from '#domain/kpi/compute.js';
import { COUNTS, type CountName } from '#domain/kpi/counts.js';
import { cellSize } from './kpi-privacy.js';

const counts = (given: Partial<Record<CountName, number>>): number[] => COUNTS.map((name) => given[name] ?? 0);

test.each([
  ['legs only', { counts: counts({ tickets_issued: 40 }) }, 40],
  ['appointments that are still to come', { bookings: counts({ bookings: 2 }) }, 2],
  [
    'few appointments among many legs',
    { counts: counts({ tickets_issued: 40 }), bookings: counts({ bookings: 2 }) },
    2,
  ],
  ['many appointments of few legs', { counts: counts({ ended: 3 }), bookings: counts({ bookings: 90 }) }, 3],
  ['nothing', {}, 0],
])('the size of a cell with %s', (_, inputs, size) => {
  expect(cellSize({ ...NO_INPUTS, ...inputs })).toBe(size);
});
