import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('Turns limits how many proceed at once, and keeps their order', async () => {
  const turns = new Turns(2);
  const order: number[] = [];
  let [inside, maxInside] = [0, 0];
  await Promise.all(
    [1, 2, 3, 4, 5].map(async (name) => {
      await turns.begin();
      inside += 1;
      maxInside = Math.max(maxInside, inside);
      order.push(name);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      turns.end();
    }),
  );
  expect(maxInside).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
});
