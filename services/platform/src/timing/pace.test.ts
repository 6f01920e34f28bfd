import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pace } from './pace.js';

/** Turns of the event loop while some work goes on. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    if (isOver) return;
    turns += 1;
    setImmediate(count);
  };
  setImmediate(count);
  await work();
  isOver = true;
  return turns;
}

test('sorts as the array does, and keeps the order of equals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(40), fc.nat()), { maxLength: 5_000 }), async (items) => {
      const compare = (a: readonly number[], b: readonly number[]): number => (a[0] ?? 0) - (b[0] ?? 0);
      expect(await new Pace().sort(items, compare)).toEqual([...items].sort(compare));
    }),
    { numRuns: 30 },
  );
});

test('lets the loop turn between the pieces of long work; a pace that never rests does not', async () => {
  const items = Array.from({ length: 200_000 }, (_, index) => (index * 7_919) % 200_003);
  const work = (longestMs: number) => async (): Promise<void> => {
    const pace = new Pace(longestMs);
    await pace.map(items, (item) => JSON.stringify([item]));
    await pace.sort(items, (a, b) => a - b);
  };
  // A pace of no time rests whenever it asks what time it is, on a machine of any speed.
  expect(await turnsDuring(work(0))).toBeGreaterThan(1_000);
  expect(await turnsDuring(work(Number.POSITIVE_INFINITY))).toBeLessThanOrEqual(1);
});
