import { expect, test } from 'vitest';
import { makeLog } from '../telemetry/log.js';
import { ShutdownSteps } from './shutdown-steps.js';
import { untilSuccess } from './until-success.js';

const quiet = () => {
  const said: string[] = [];
  return {
    said,
    log: makeLog({ service: 'test', level: 'error', shape: 'json', write: (line) => void said.push(line) }),
  };
};

test('ShutdownSteps runs each step once, the last one added first, when run is called repeatedly', async () => {
  const { log } = quiet();
  const shutdown = new ShutdownSteps(log);
  const ended: string[] = [];
  for (const what of ['database', 'log', 'processor', 'server'])
    shutdown.add(what, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(what);
    });
  expect(shutdown.isRunning).toBe(false);
  expect(await Promise.all([shutdown.run(1000), shutdown.run(1000)])).toEqual([true, true]);
  expect(ended).toEqual(['server', 'processor', 'log', 'database']);
});

test('ShutdownSteps logs a step that fails or does not end, and continues with the others', async () => {
  const { log, said } = quiet();
  const shutdown = new ShutdownSteps(log);
  let isClosed = false;
  shutdown.add('the database', async () => {
    isClosed = true;
  });
  shutdown.add('the log', () => Promise.reject(new Error('broken')));
  shutdown.add('the server', () => new Promise(() => {}));
  expect(await shutdown.run(20)).toBe(false);
  expect(isClosed).toBe(true);
  expect(said.join('\n')).toMatch(
    /the server[\s\S]*not done after 20 ms[\s\S]*the log[\s\S]*broken|not done after 20 ms[\s\S]*the server/,
  );
  expect(said).toHaveLength(2);
});

const retry = { stopping: new AbortController().signal, pauses: { firstMs: 1, maxMs: 2 } };

test('untilSuccess retries temporary failures and stops at once at a final one', async () => {
  let attempts = 0;
  const answer = await untilSuccess(
    async () => {
      attempts += 1;
      if (attempts < 4) throw new Error('not yet');
      return attempts;
    },
    { ...retry, onFailure: () => {} },
  );
  expect(answer).toBe(4);
  const failures: unknown[] = [];
  const final = Object.assign(new Error('never'), { isFinal: true });
  await expect(
    untilSuccess(() => Promise.reject(final), { ...retry, onFailure: (error) => failures.push(error) }),
  ).rejects.toBe(final);
  expect(failures).toEqual([]);
});
