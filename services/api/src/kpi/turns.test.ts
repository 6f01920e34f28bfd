import { expect, test } from 'vitest';
import { Turns } from './turns.js';

const never = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when the test says so, and what has begun, in order. */
function workshop(turns: Turns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (viewer: string, name: string, signal = never): Promise<string> =>
    turns.take(viewer, signal, () => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve(name)));
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await settled();
  };
  return { begun, ask, end };
}

const limits = { atOnce: 2, perViewer: 1, waiting: 5, waitingPerViewer: 3 };

test('viewers get their turns in a circle, however many questions one of them has', async () => {
  const { begun, ask, end } = workshop(new Turns({ ...limits, atOnce: 1 }));
  for (const name of ['a1', 'a2', 'a3']) void ask('a', name);
  void ask('b', 'b1');
  void ask('c', 'c1');
  await settled();
  for (const name of ['a1', 'a2', 'b1', 'c1', 'a3']) await end(name);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3']);
});

test('one viewer never has the whole lane', async () => {
  const { begun, ask } = workshop(new Turns(limits));
  void ask('a', 'a1');
  void ask('a', 'a2');
  void ask('b', 'b1');
  await settled();
  expect(begun).toEqual(['a1', 'b1']);
});

test('too many waiting questions are refused, those of one viewer earlier', async () => {
  const turns = new Turns(limits);
  const { ask } = workshop(turns);
  for (const name of ['a1', 'a2', 'a3', 'a4']) void ask('a', name);
  await expect(ask('a', 'a5')).rejects.toThrow('3 of your questions are waiting');
  for (const viewer of ['b', 'c', 'd']) void ask(viewer, `${viewer}1`);
  await expect(ask('e', 'e1')).rejects.toMatchObject({ code: 'BUSY' });
  expect(turns.waiting).toBe(5);
});

test('a question that nobody waits for any more loses its place, and one that failed gives up its turn', async () => {
  const turns = new Turns({ ...limits, atOnce: 1 });
  const { begun, ask, end } = workshop(turns);
  const gone = new AbortController();
  void ask('a', 'a1');
  const left = ask('b', 'b1', gone.signal);
  void ask('c', 'c1');
  gone.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  await end('a1');
  expect(begun).toEqual(['a1', 'c1']);
  await end('c1');
  await expect(turns.take('d', never, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await expect(turns.take('d', never, () => Promise.resolve(1))).resolves.toBe(1);
  await expect(turns.take('d', gone.signal, () => Promise.resolve(1))).rejects.toThrow('left');
});
