import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Leg } from '../visit/leg.js';
import { contributionsOf } from './contribution.js';
import { COUNTS, PRESENCE_COUNTS } from './counts.js';

const at = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined });
const some = fc.option(fc.nat(100), { nil: undefined });

test('every contribution of a leg at a moment includes a count that shows that there is data', () => {
  const legs = fc.record({
    legNo: fc.integer({ min: 1, max: 3 }),
    issuedAt: at,
    calledAt: at,
    startedAt: at,
    endedAt: at,
    leftQueueAt: at,
    closedAt: at,
    outcome: fc.constantFrom(
      undefined,
      'served',
      'not_completed',
      'transferred',
      'no_show',
      'abandoned',
      'cancelled',
      'voided',
    ),
    recalls: fc.nat(3),
    quantity: fc.nat(3),
    waitMs: some,
    serviceMs: some,
    holdMs: some,
    walkMs: some,
    rating: fc.constantFrom(undefined, 1, 5),
    clamped: fc.nat(1),
    flagged: fc.nat(1),
    isComplete: fc.boolean(),
  });
  const names = new Set<string>(PRESENCE_COUNTS);
  fc.assert(
    fc.property(legs, some, fc.boolean(), (leg, visitMs, isBooked) => {
      const figures = { targetSeconds: 60, shortestSeconds: 5 };
      for (const { counts } of contributionsOf(leg as unknown as Leg, figures, visitMs, isBooked)) {
        const added = counts.filter((_, index) => index % 2 === 0).map((place) => COUNTS[place] ?? '');
        expect(added.some((name) => names.has(name))).toBe(true);
      }
    }),
  );
});
