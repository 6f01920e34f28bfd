import { expect, test } from 'vitest';
import { Batcher, type BatcherOptions, countWithin } from './batcher.js';

/** A batcher whose flushes end when the test says so. */
function stage(options: Partial<BatcherOptions<string>> = {}) {
  const batches: string[] = [];
  const open: PromiseWithResolvers<void>[] = [];
  const batcher = new Batcher<string>({
    maxSize: 3,
    flush: (items) => {
      batches.push(items.join(''));
      const gate = Promise.withResolvers<void>();
      open.push(gate);
      return gate.promise;
    },
    ...options,
  });
  return { batcher, batches, open };
}

test('Batcher flushes at once when it is idle, and flushes what was added during a flush together, in order', async () => {
  const { batcher, batches, open } = stage();
  const first = batcher.add('a');
  const rest = ['b', 'c', 'd', 'e'].map((item) => batcher.add(item));
  expect([batches, batcher.isIdle]).toEqual([['a'], false]);
  open[0]?.resolve();
  await first;
  await Promise.resolve();
  expect(batches).toEqual(['a', 'bcd']);
  open[1]?.resolve();
  await Promise.all(rest.slice(0, 3));
  open[2]?.resolve();
  await batcher.idle();
  expect([batches, batcher.isIdle]).toEqual([['a', 'bcd', 'e'], true]);
});

test('Batcher rejects a failed batch and everything that waits behind it, and accepts later items', async () => {
  const { batcher, batches, open } = stage();
  const outcomes = Promise.allSettled(['a', 'b'].map((item) => batcher.add(item)));
  open[0]?.reject(new Error('away'));
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const later = batcher.add('c');
  open[1]?.resolve();
  await later;
  expect(batches).toEqual(['a', 'c']);
});

test('Batcher gathers the items again when onFailure answers retry', async () => {
  const answers: ('retry' | 'reject')[] = ['retry', 'reject'];
  const batches: string[] = [];
  const batcher = new Batcher<string>({
    maxSize: 9,
    flush: (items) => {
      batches.push(items.join(''));
      return Promise.reject(new Error('away'));
    },
    onFailure: () => Promise.resolve(answers.shift() ?? 'reject'),
  });
  const outcomes = await Promise.allSettled([batcher.add('a'), batcher.add('b')]);
  expect([batches, outcomes.map(({ status }) => status)]).toEqual([
    ['a', 'ab'],
    ['rejected', 'rejected'],
  ]);
});

test('Batcher gathers the whole turn of the event loop when gathersTurn is set, also with a synchronous flush', async () => {
  const batches: string[] = [];
  const batcher = new Batcher<string>({
    maxSize: 9,
    gathersTurn: true,
    flush: (items) => {
      batches.push(items.join(''));
    },
  });
  await Promise.all(['a', 'b'].map((item) => batcher.add(item)));
  expect(batches).toEqual(['ab']);
});

test.each([
  [[5], 3, 1],
  [[1, 2, 1], 3, 2],
  [[1, 1, 1], 3, 3],
  [[], 3, 0],
])('countWithin counts whole items, at least one, of %j within %d', (sizes, maxSize, count) => {
  expect(countWithin(sizes, maxSize, (size) => size)).toBe(count);
});
