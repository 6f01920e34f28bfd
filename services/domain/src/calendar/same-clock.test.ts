import { expect, test } from 'vitest';
import { isSameClock } from './same-clock.js';

test.each([
  ['Africa/Nairobi', 'Africa/Kampala', 2020, 2026, true],
  ['Asia/Kolkata', 'Asia/Colombo', 2010, 2026, true],
  ['Europe/Berlin', 'Europe/Vienna', 2000, 2026, true],
  ['Africa/Nairobi', 'Africa/Lagos', 2026, 2026, false],
  // Both change their clocks on the same night, two hours apart.
  ['America/Havana', 'America/New_York', 2026, 2026, false],
  // Kazakhstan's west and east have had one clock since 1 March 2024.
  ['Asia/Almaty', 'Asia/Aqtobe', 2024, 2024, false],
  ['Asia/Almaty', 'Asia/Aqtobe', 2025, 2026, true],
  // One of them did not change in spring 2009.
  ['Asia/Karachi', 'Asia/Tashkent', 2009, 2009, false],
] as const)('%s and %s from %i to %i: %s', (one, other, from, to, isSame) => {
  expect(isSameClock(one, other, [from, to])).toBe(isSame);
  expect(isSameClock(other, one, [from, to])).toBe(isSame);
});
