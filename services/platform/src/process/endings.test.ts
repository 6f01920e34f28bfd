import { expect, test } from 'vitest';
import { makeLog } from '../telemetry/log.js';
import { Endings } from './endings.js';
import { untilSuccess } from './patience.js';

const quiet = () => {
  const said: string[] = [];
  return {
    said,
    log: makeLog({ service: 'test', level: 'error', shape: 'json', write: (line) => void said.push(line) }),
  };
};

test('what came last ends first, each once, however often it is asked', async () => {
  const { log } = quiet();
  const endings = new Endings(log);
  const ended: string[] = [];
  for (const what of ['database', 'log', 'processor', 'door'])
    endings.add(what, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(what);
    });
  expect(endings.isRunning).toBe(false);
  expect(await Promise.all([endings.run(1000), endings.run(1000)])).toEqual([true, true]);
  expect(ended).toEqual(['door', 'processor', 'log', 'database']);
});

test('a step that fails, or never ends, is named and does not hold up the others', async () => {
  const { log, said } = quiet();
  const endings = new Endings(log);
  let isClosed = false;
  endings.add('the database', async () => {
    isClosed = true;
  });
  endings.add('the log', () => Promise.reject(new Error('broken')));
  endings.add('the door', () => new Promise(() => {}));
  expect(await endings.run(20)).toBe(false);
  expect(isClosed).toBe(true);
  expect(said.join('\n')).toMatch(
    /the door[\s\S]*not done after 20 ms[\s\S]*the log[\s\S]*broken|not done after 20 ms[\s\S]*the door/,
  );
  expect(said).toHaveLength(2);
});

const patience = { stopping: new AbortController().signal, pauses: { firstMs: 1, longestMs: 2 } };

test('what may come is waited for; what waiting cannot mend ends it at once', async () => {
  let attempts = 0;
  const answer = await untilSuccess(
    async () => {
      attempts += 1;
      if (attempts < 4) throw new Error('not yet');
      return attempts;
    },
    { ...patience, onFailure: () => {} },
  );
  expect(answer).toBe(4);
  const failures: unknown[] = [];
  const final = Object.assign(new Error('never'), { isFinal: true });
  await expect(
    untilSuccess(() => Promise.reject(final), { ...patience, onFailure: (error) => failures.push(error) }),
  ).rejects.toBe(final);
  expect(failures).toEqual([]);
});
