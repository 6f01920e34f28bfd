import { describe, expect, it } from 'vitest';
import { FewAtOnce, TooManyWaitingError } from './few-at-once.js';

describe('FewAtOnce', () => {
  it('runs few at once, the others in their order, and refuses what would wait for too long', async () => {
    const few = new FewAtOnce(2, 3);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const work = (n: number) => async () => {
      most = Math.max(most, ++running);
      order.push(n);
      await new Promise(setImmediate);
      running -= 1;
      if (n === 1) throw new Error('work that fails gives its place back');
      return n;
    };
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((n) => few.run(work(n))));
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect(outcomes[5]).toMatchObject({ reason: expect.any(TooManyWaitingError) });
    expect(await few.run(work(6))).toBe(6);
  });
});
