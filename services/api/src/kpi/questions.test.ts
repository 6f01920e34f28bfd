import { expect, test } from 'vitest';
import type { Database } from '#platform/postgres/database.js';
import { Questions, questionLimits } from './questions.js';

/** Of a machine with many cores. */
const LIMITS = questionLimits(16);

const LARGE = 150_000;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A database that answers the statements of a transaction's start, and nothing else. */
const pool = {
  transaction: <T>(work: (tx: Database) => Promise<T>): Promise<T> => work(pool),
  query: () => Promise.resolve({ rows: [{ pid: 1 }], rowCount: 1 }),
} as unknown as Database;

function requestOf(name: string) {
  const answered = Promise.withResolvers<void>();
  const viewer = { name, scope: { kind: 'network' as const }, seesStaff: true, expiresAt: 0 };
  return {
    asking: { viewer, gone: new AbortController().signal, answered: answered.promise },
    answer: answered.resolve,
  };
}

function asker(questions: Questions) {
  const read: string[] = [];
  const ask = (request: ReturnType<typeof requestOf>, name: string, figures = 1, lane: 'short' | 'long' = 'long') =>
    questions.ask({ lane, figures }, request.asking, () => {
      read.push(name);
      return Promise.resolve(name);
    });
  return { read, ask };
}

test('large tables are made one after the other, small ones beside them', async () => {
  const { read, ask } = asker(new Questions(pool, LIMITS));
  const [a, b, c] = [requestOf('a'), requestOf('b'), requestOf('c')];
  await ask(a, 'large a', LARGE);
  const second = ask(b, 'large b', LARGE);
  await ask(c, 'small c');
  expect(read).toEqual(['large a', 'small c']);
  a.answer();
  await second;
  expect(read).toEqual(['large a', 'small c', 'large b']);
});

test('a turn lasts until the request is answered', async () => {
  const { read, ask } = asker(new Questions(pool, LIMITS));
  const requests = ['a', 'b', 'c', 'd'].map(requestOf);
  const answers = requests.map((request, place) => ask(request, `${place}`));
  await settled();
  expect(read).toEqual(['0', '1', '2'].slice(0, LIMITS.long.atOnce));
  requests[1]?.answer();
  await Promise.all(answers);
  expect(read).toEqual(['0', '1', '2', '3']);
});

test('the tables of one request share a turn, and a short one brings no long one with it', async () => {
  const { ask } = asker(new Questions(pool, LIMITS));
  const one = requestOf('a');
  expect(await Promise.all([ask(one, 'x', LARGE), ask(one, 'y', LARGE), ask(one, 'z', 1, 'short')])).toHaveLength(3);
  const mixed = requestOf('b');
  await ask(mixed, 'x', 1, 'short');
  await expect(ask(mixed, 'y', 1, 'long')).rejects.toMatchObject({ code: 'TOO_MUCH' });
});

test('no table of a request is read whose turn was refused', async () => {
  const full = { atOnce: 1, perViewer: 1, waiting: 0, waitingPerViewer: 0 };
  const { read, ask } = asker(new Questions(pool, { short: full, long: full, seconds: 30 }));
  await ask(requestOf('a'), 'a');
  const refused = requestOf('b');
  const both = await Promise.allSettled([ask(refused, 'b1'), ask(refused, 'b2')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(read).toEqual(['a']);
});

test.each([
  [1, 1, 1],
  [2, 1, 1],
  [3, 2, 2],
  [16, 2, 3],
])('with %i cores %i short and %i long questions are answered at once', (cores, short, long) => {
  const limits = questionLimits(cores);
  expect([limits.short.atOnce, limits.long.atOnce]).toEqual([short, long]);
});
